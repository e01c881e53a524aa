import { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { ControlApp } from './mount.js'

/** How often a stream sends a sign of life, in milliseconds. */
const HEARTBEAT = 15_000
/** How far a reader of a stream may fall behind, in bytes. */
export const BACKLOG = 4 * 1024 ** 2

/** A stream of server-sent events to one client. */
export interface EventStream {
  /** Sends events. A client that has fallen too far behind is disconnected. */
  write (text: string): void
  /** Runs when the client leaves or the server closes. */
  onClose (run: () => void): void
}

/**
 * Creates a function that answers a request with a stream. The streams end when the server closes.
 * @param begin gets the stream, whose headers are sent at once, so that the client knows that it misses nothing from now on
 */
export function createEventStreams (app: ControlApp): (reply: FastifyReply, begin: (stream: EventStream) => void) => FastifyReply {
  const open = new Set<PassThrough>()
  app.addHook('preClose', async () => { for (const stream of open) stream.end() })

  return (reply, begin) => {
    const stream = new PassThrough()
    open.add(stream)
    const timer = setInterval(() => app.guarded('a stream of events', () => stream.write(':\n\n')), HEARTBEAT)
    stream.once('close', () => {
      open.delete(stream)
      clearInterval(timer)
    })
    // For HEAD nothing reads the stream to its end.
    reply.raw.once('close', () => stream.destroy())
    stream.write(':\n\n')
    begin({
      write (text) {
        // A client that has stopped reading must not fill the memory.
        if (stream.writableLength > BACKLOG) stream.destroy()
        else if (stream.writable) stream.write(text)
      },
      onClose (run) { stream.once('close', run) }
    })
    return reply.headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).send(stream)
  }
}
