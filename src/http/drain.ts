import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import fp from 'fastify-plugin'
import { sampleBody } from './body-sample.js'
import { runOrDestroy } from './pending-delays.js'
import { awaitsContinue } from './expect-continue.js'

interface DrainOptions {
  /** How long a client may continue to send before it is answered anyway, in milliseconds. */
  readonly maxTime: number
  /** How much it may continue to send, in bytes. */
  readonly maxBytes: number
}

/** Bounds that no well-behaved client reaches. */
export const drainBounds: DrainOptions = { maxTime: 5000, maxBytes: 1024 ** 3 }

/**
 * Delays the answer to a refused upload until its body has been read. Most clients send everything before they read: if they are
 * answered early and the connection closes, they see a broken pipe instead of the refusal. If the body exceeds the bounds, the
 * connection is closed after the answer, since the rest of the body would be taken for the next request.
 */
export const drain = fp<DrainOptions>(async function drain (app, { maxTime, maxBytes }) {
  app.addHook('onSend', ({ raw }, reply, payload, done) => {
    // `complete`: nothing more will arrive, read or not. This is true for most requests by now.
    if (raw.complete || raw.readableEnded || raw.destroyed || awaitsContinue(raw)) {
      done(null, payload)
      return
    }
    const proceed = (isComplete: boolean): void => {
      if (!isComplete) reply.header('connection', 'close')
      runOrDestroy(app.guarded, reply.raw, () => done(null, payload))
    }
    // The answer is final, and is sent whatever happens to the body.
    discardBody(raw, { maxTime, maxBytes }, chunk => app.guarded('the beginning of a body', () => sampleBody(raw, chunk))).then(proceed, (error: unknown) => {
      app.guarded('reading the rest of a body', () => { throw error })
      proceed(false)
    })
  })
}, { name: 'drain', dependencies: ['expect-continue'] })

/** Reads a body to its end or to the bounds, and shows it to an observer. Returns whether it ended. */
async function discardBody (raw: IncomingMessage, { maxTime, maxBytes }: DrainOptions, observe: (chunk: Buffer) => void): Promise<boolean> {
  const stop = new AbortController()
  const { signal } = stop
  let bytes = 0
  raw.unpipe()
  raw.on('data', (chunk: Buffer) => {
    observe(chunk)
    bytes += chunk.length
    if (bytes > maxBytes) stop.abort()
  })
  raw.resume()
  try {
    // Real time, not the sandbox's clock, because this is about sockets.
    await Promise.race([once(raw, 'end', { signal }), once(raw, 'close', { signal }), setTimeout(maxTime, undefined, { signal })])
  } catch {
    // Either a bound was reached or the stream failed; there is nothing more to wait for.
  } finally {
    stop.abort()
  }
  return raw.readableEnded || raw.destroyed
}
