import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { PendingDelays } from '../http/pending-delays.js'
import type { Action } from './fault.js'

/** How many pieces a second a file that drips is sent in; between them a client sees nothing happen. */
const DRIPS = 10

/**
 * A file as far as a fault lets it reach the client: slowly, or up to a byte at which the connection breaks.
 * @param file its bytes, or a stream of Buffers
 * @param response the answer that it is the body of
 * @returns a stream to send in its place
 */
export function faultyFile (file: Readable | Buffer, action: Action, response: ServerResponse, delays: PendingDelays): Readable {
  const pieces = Buffer.isBuffer(file) ? [file] : file as AsyncIterable<Buffer>
  const sent = action.kind === 'drip'
    ? drip(pieces, action.bytesPerSecond, response, delays)
    : breakAt(pieces, action as Extract<Action, { atBytes: number }>, response, delays)
  return Readable.from(sent, { objectMode: false })
}

type Pieces = Iterable<Buffer> | AsyncIterable<Buffer>

/** Gives so many bytes of a file, and breaks the connection once they are sent. It does not end: that would end the answer. */
async function * breakAt (pieces: Pieces, { kind, atBytes }: Extract<Action, { atBytes: number }>, response: ServerResponse, delays: PendingDelays): AsyncGenerator<Buffer> {
  // Headers go out with the first byte, and there may be none.
  response.flushHeaders()
  let left = atBytes
  for await (const piece of pieces) {
    const part = piece.subarray(0, left)
    left -= part.length
    if (part.length > 0) yield part
    if (left === 0) break
  }
  const closed = once(response, 'close')
  // A write of nothing is done when all before it is.
  await new Promise<void>(resolve => response.write('', () => resolve()))
  if (kind === 'truncate') endConnection(response)
  else if (kind === 'reset') resetConnection(response)
  else delays.keepOpen(response)
  await closed
}

/** Gives a file slowly, in the machine's time. It stops when the client goes, and is given at once when the server closes. */
async function * drip (pieces: Pieces, bytesPerSecond: number, response: ServerResponse, { wait }: PendingDelays): AsyncGenerator<Buffer> {
  const size = Math.max(1, Math.round(bytesPerSecond / DRIPS))
  const began = performance.now()
  let sent = 0
  for await (const piece of pieces) {
    for (let start = 0; start < piece.length; start += size) {
      const part = piece.subarray(start, start + size)
      yield part
      sent += part.length
      // By the time that all of it takes: pieces may be smaller than a step, and timers come late.
      const ahead = began + sent / bytesPerSecond * 1000 - performance.now()
      // It never comes back where the client is gone, and all this goes with the connection.
      if (ahead > 0) await new Promise<void>(resolve => wait(response, ahead, resolve))
    }
  }
}

/** Ends a connection the way of a peer that is gone: with a TCP reset, so that the client fails at once. */
export function resetConnection (response: ServerResponse): void {
  const { socket } = response
  // Node resets bare TCP only; what speaks TLS is closed without TLS's goodbye, which clients take for the same.
  if (socket instanceof Socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy()
  // Without a socket, in the process of a test, this makes the answer break off.
  else response.destroy()
}

/** Ends a connection behind what was sent, whatever the headers promised. */
export function endConnection (response: ServerResponse): void {
  const { socket } = response
  if (socket instanceof Socket) socket.end()
  else response.destroy()
}
