import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { PendingDelays } from '../http/pending-delays.js'
import type { Action } from './fault.js'

/** The number of chunks per second in which `drip` sends a file. */
const CHUNKS_PER_SECOND = 10

/**
 * Applies a fault to a file that is sent: it is slowed down, or breaks off after some bytes.
 * @param file the bytes, or a stream of Buffers
 * @param action any but `answer`
 * @param response the answer whose body the file is
 * @param broke called with the number of bytes sent when the connection breaks
 * @returns a stream to send instead
 */
export function faultyFile (file: Readable | Buffer, action: Action, response: ServerResponse, delays: PendingDelays, broke: (bytes: number) => void): Readable {
  const chunks = Buffer.isBuffer(file) ? [file] : file as AsyncIterable<Buffer>
  const sent = action.kind === 'drip'
    ? drip(chunks, action.bytesPerSecond, response, delays)
    : breakAt(chunks, action as Extract<Action, { atBytes: number }>, response, delays, broke)
  return Readable.from(sent, { objectMode: false })
}

type Chunks = Iterable<Buffer> | AsyncIterable<Buffer>

/**
 * Yields the first bytes of a file, and breaks the connection once they are sent. It does not return before that, because its
 * end would end the answer.
 */
async function * breakAt (chunks: Chunks, { kind, atBytes }: Extract<Action, { atBytes: number }>, response: ServerResponse, delays: PendingDelays, broke: (bytes: number) => void): AsyncGenerator<Buffer> {
  // Headers are normally sent with the first byte, but there may be none.
  response.flushHeaders()
  let left = atBytes
  for await (const chunk of chunks) {
    const part = chunk.subarray(0, left)
    left -= part.length
    if (part.length > 0) yield part
    if (left === 0) break
  }
  // The callback of an empty write runs when everything before it is sent.
  await new Promise<void>(resolve => response.write('', () => resolve()))
  broke(atBytes - left)
  if (kind === 'truncate') endConnection(response)
  else if (kind === 'reset') resetConnection(response)
  else delays.keepOpen(response)
  // Never: ending would end the response. All this goes with the connection.
  return new Promise<never>(() => {})
}

/**
 * Yields a file slowly, in the machine's time. It stops when the client disconnects, and yields the rest at once when the
 * server closes.
 */
async function * drip (chunks: Chunks, bytesPerSecond: number, response: ServerResponse, { wait }: PendingDelays): AsyncGenerator<Buffer> {
  const size = Math.max(1, Math.round(bytesPerSecond / CHUNKS_PER_SECOND))
  const start = performance.now()
  let sent = 0
  for await (const chunk of chunks) {
    for (let offset = 0; offset < chunk.length; offset += size) {
      const part = chunk.subarray(offset, offset + size)
      yield part
      sent += part.length
      // Measured against the total time, because chunks may be smaller than a step, and timers are late.
      const ahead = start + sent / bytesPerSecond * 1000 - performance.now()
      // If the client disconnects, this never resolves; the generator is garbage-collected with the connection.
      if (ahead > 0) await new Promise<void>(resolve => wait(response, ahead, resolve))
    }
  }
}

/** Ends a connection as if the server had died: with a TCP reset, so that the client fails at once. */
export function resetConnection (response: ServerResponse): void {
  const { socket } = response
  // Node can reset only plain TCP. TLS is closed without close_notify, which clients treat the same.
  if (socket instanceof Socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy()
  // With `inject` there is no socket; this makes the answer break off.
  else response.destroy()
}

/** Ends a connection after what was sent, even if it is less than `Content-Length`. */
function endConnection (response: ServerResponse): void {
  const { socket } = response
  if (socket instanceof Socket) socket.end()
  else response.destroy()
}
