import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { endConnection, resetConnection } from './plugin.js'
import type { Action } from './fault.js'
import type { PendingDelays } from '../http/pending-delays.js'

/** How often a file that drips does so, in a second: in between a client sees nothing happen. */
const DRIPS = 10

/**
 * A file on its way to a client as far as a fault lets it. Fastify hands the answer over with `pipe`, after the headers.
 * @param file a stream of Buffers
 */
export function faultyFile (file: Readable, action: Action, delays: PendingDelays): Readable {
  return new FaultyFile(file, action, delays)
}

class FaultyFile extends Readable {
  readonly #file: Readable
  readonly #action: Action
  readonly #delays: PendingDelays

  constructor (file: Readable, action: Action, delays: PendingDelays) {
    super()
    this.#file = file
    this.#action = action
    this.#delays = delays
  }

  override pipe<Destination extends NodeJS.WritableStream> (destination: Destination): Destination {
    const response = destination as unknown as ServerResponse
    this.#send(response).catch(() => response.destroy())
    return destination
  }

  async #send (response: ServerResponse): Promise<void> {
    const action = this.#action
    if (action.kind === 'drip') {
      await drip(this.#file, action.bytesPerSecond, response, this.#delays)
      response.end()
      this.push(null)
      this.resume()
      return
    }
    const { atBytes } = action as Extract<Action, { atBytes: number }>
    await sendUpTo(this.#file, atBytes, response)
    if (action.kind === 'truncate') endConnection(response)
    else if (action.kind === 'reset') resetConnection(response)
    else this.#delays.hold(response)
  }
}

/** Sends so many bytes of a file, and waits until they are out. */
async function sendUpTo (file: Readable, bytes: number, response: ServerResponse): Promise<void> {
  // Headers go with the first byte, and there may be none.
  response.flushHeaders()
  let left = bytes
  for await (const chunk of file as AsyncIterable<Buffer>) {
    const part = chunk.subarray(0, left)
    left -= part.length
    response.write(part)
    if (left === 0) break
  }
  await new Promise<void>(resolve => response.write('', () => resolve()))
}

/** Sends a file so slowly, in the machine's time; it stops when the client goes, and is sent at once when the server closes. */
async function drip (file: Readable, bytesPerSecond: number, response: ServerResponse, { wait }: PendingDelays): Promise<void> {
  const size = Math.max(1, Math.round(bytesPerSecond / DRIPS))
  const began = performance.now()
  let sent = 0
  for await (const chunk of file as AsyncIterable<Buffer>) {
    for (let start = 0; start < chunk.length; start += size) {
      const part = chunk.subarray(start, start + size)
      response.write(part)
      sent += part.length
      // By the time that all of it takes: pieces may be smaller than a step, and timers come late.
      const ahead = began + sent / bytesPerSecond * 1000 - performance.now()
      // It never comes back where the client is gone, and all this goes with the connection.
      if (ahead > 0) await new Promise<void>(resolve => wait(response, ahead, resolve))
    }
  }
}
