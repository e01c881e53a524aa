import { once } from 'node:events'
import { connect } from 'node:net'
import type { Test } from 'tap'

/** A response as received. */
export interface RawReply {
  readonly status: number
  /** Headers in the order received, names in lower case. */
  readonly fields: ReadonlyArray<readonly [string, string]>
  readonly body: Buffer
}

/** A connection on which requests are sent byte for byte, one after the other. */
export interface Connection {
  write (bytes: Buffer): void
  /** Reads the next response, which may be an interim one. */
  read (): Promise<RawReply>
  /** Waits until the server ends the connection. */
  ended (): Promise<void>
}

const SILENCE = 5000

/** Opens a connection. It is closed when the test ends. */
export async function openConnection (t: Test, port: number): Promise<Connection> {
  const socket = connect({ host: '127.0.0.1', port })
  t.teardown(() => socket.destroy())
  // Longer than the second after which clients stop waiting for `100 Continue` and send their body without it.
  socket.setTimeout(SILENCE, () => socket.destroy(new Error(`the server was silent for ${SILENCE} ms`)))
  await once(socket, 'connect')
  const chunks = socket[Symbol.asyncIterator]()
  let pending = Buffer.alloc(0)

  async function take (lengthOf: () => number): Promise<Buffer> {
    while (lengthOf() === -1 || pending.length < lengthOf()) {
      const { done, value } = await chunks.next() as IteratorResult<Buffer, undefined>
      if (done) throw new Error(`the connection ended after ${JSON.stringify(pending.toString('latin1'))}`)
      pending = Buffer.concat([pending, value])
    }
    const length = lengthOf()
    const taken = pending.subarray(0, length)
    pending = pending.subarray(length)
    return taken
  }

  return {
    write: bytes => { socket.write(bytes) },
    async read () {
      const head = await take(() => pending.includes('\r\n\r\n') ? pending.indexOf('\r\n\r\n') + 4 : -1)
      const [first = '', ...lines] = head.toString('latin1').trimEnd().split('\r\n')
      const fields = lines.map(line => /^([^:]+): (.*)$/.exec(line)?.slice(1) as [string, string]).map(([name, value]) => [name.toLowerCase(), value] as const)
      const length = Number(fields.find(([name]) => name === 'content-length')?.[1] ?? 0)
      return { status: Number(first.split(' ')[1]), fields, body: await take(() => length) }
    },
    async ended () {
      const { done } = await chunks.next() as IteratorResult<Buffer, undefined>
      if (!done) throw new Error('expected the connection to end, got more')
    }
  }
}
