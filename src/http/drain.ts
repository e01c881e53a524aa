import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import fp from 'fastify-plugin'
import { goOnOrCut } from './pending-delays.js'
import { awaitsContinue } from './expect-continue.js'

interface DrainOptions {
  /** How long a client may go on sending before it is answered all the same, in milliseconds. */
  readonly maxTime: number
  /** How much it may go on sending, in bytes. */
  readonly maxBytes: number
}

/** Bounds that no well-meaning client meets. */
export const drainBounds: DrainOptions = { maxTime: 5000, maxBytes: 1024 ** 3 }

/**
 * Answers a refused upload only when its body is out of the way. Most clients write all before they read: answered
 * early, and the connection closed, they see a broken pipe and never the refusal. What is left after the bounds makes the
 * connection close, since the rest of the body would be taken for the next request.
 */
export const drain = fp<DrainOptions>(async function drain (app, { maxTime, maxBytes }) {
  app.addHook('onSend', ({ raw }, reply, payload, done) => {
    // `complete`: nothing more will come, read or not; most requests are there by now.
    if (raw.complete || raw.readableEnded || raw.destroyed || awaitsContinue(raw)) {
      done(null, payload)
      return
    }
    const goOn = (isOver: boolean): void => {
      if (!isOver) reply.header('connection', 'close')
      goOnOrCut(app.guarded, reply.raw, () => done(null, payload))
    }
    // The answer is settled, and goes out whatever becomes of the body.
    discarded(raw, maxTime, maxBytes).then(goOn, (error: unknown) => {
      app.guarded('reading the rest of a body', () => { throw error })
      goOn(false)
    })
  })
}, { name: 'drain', dependencies: ['expect-continue'] })

/** Reads a body to its end or to the bounds. @returns whether it ended. */
async function discarded (raw: IncomingMessage, maxTime: number, maxBytes: number): Promise<boolean> {
  const stop = new AbortController()
  const { signal } = stop
  let bytes = 0
  raw.unpipe()
  raw.on('data', chunk => {
    bytes += chunk.length
    if (bytes > maxBytes) stop.abort()
  })
  raw.resume()
  try {
    // The machine's time, not the sandbox's: this is about sockets.
    await Promise.race([once(raw, 'end', { signal }), once(raw, 'close', { signal }), setTimeout(maxTime, undefined, { signal })])
  } catch {
    // A bound was reached, or the stream broke: either way there is nothing more to wait for.
  } finally {
    stop.abort()
  }
  return raw.readableEnded || raw.destroyed
}
