import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectWithTls } from 'node:tls'
import type { Test } from 'tap'
import type { Reply } from './transports.js'

/** A socket to which a test writes raw bytes. */
export interface Raw {
  readonly socket: Socket
  /** Writes everything before it reads, as Python's clients do. Rejects on a broken pipe. */
  write (bytes: string | Buffer): Promise<void>
  /** Waits until the received text matches. Rejects if the connection ends first. */
  until (pattern: RegExp): Promise<string>
  /** Waits until the server ends the connection. @returns everything received */
  rest (): Promise<string>
}

/**
 * Connects to a server. The socket is destroyed when the test ends.
 * @param ca the authority to trust, for a port that speaks TLS
 */
export async function raw (t: Test, port: number, ca?: string): Promise<Raw> {
  const address = { host: '127.0.0.1', port }
  const socket = ca === undefined ? connect(address) : connectWithTls({ ...address, ca })
  let received = ''
  socket.setEncoding('latin1').on('data', chunk => { received += chunk })
  // Each wait has its own listener. This one keeps a reset between two waits from being thrown.
  socket.on('error', () => {})
  t.teardown(() => socket.destroy())
  await once(socket, ca === undefined ? 'connect' : 'secureConnect')

  const until = async (isEnough: () => boolean): Promise<string> => {
    while (!isEnough()) {
      if (socket.readableEnded || socket.destroyed) throw new Error(`the connection ended after ${JSON.stringify(received)}`)
      // An error decides nothing: 'close' follows it.
      await Promise.race(['data', 'end', 'close'].map(event => once(socket, event))).catch(() => {})
    }
    return received
  }
  return {
    socket,
    write: bytes => new Promise((resolve, reject) => {
      socket.write(bytes, error => error ? reject(error) : resolve())
    }),
    until: pattern => until(() => pattern.test(received)),
    rest: () => until(() => socket.readableEnded || socket.destroyed)
  }
}

/** Parses a response received on a raw socket. */
export function parseReply (text: string): Reply {
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s)
  const [start = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(lines.map(line => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  }))
  return { status: Number(start.split(' ')[1]), headers, body: Buffer.from(body, 'latin1').toString() }
}

/** The request line and headers of a request. */
export function head (line: string, headers: Readonly<Record<string, string | number>>): string {
  return [`${line} HTTP/1.1`, 'host: localhost', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
}
