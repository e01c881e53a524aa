import type { ServerResponse } from 'node:http'
import { createGuard, type Guarded } from '../guard.js'

/** Responses that wait on purpose: for latency or a fault. */
export interface PendingDelays {
  /**
   * Calls back after a time, in real milliseconds because this is about clients. Calls back at once when the server closes, and
   * never if the client disconnects. If the callback throws, the connection is destroyed, because nothing else could answer.
   */
  wait (raw: ServerResponse, milliseconds: number, callback: () => void): void
  /**
   * Keeps a connection open without an answer until the client disconnects or the server closes. Reads one chunk of the body per
   * second.
   */
  keepOpen (raw: ServerResponse): void
  /** Ends all delays, and all later ones at once, because the server is closing. */
  end (): void
}

/** How often a connection that is kept open is checked, in milliseconds. */
const CHECK_INTERVAL = 1000

/** @param guarded runs the callbacks: an error thrown from a timer would end the process */
export function createPendingDelays (guarded: Guarded = createGuard(() => {})): PendingDelays {
  const waiting = new Set<() => void>()
  let isOver = false

  /**
   * @param release called when the server closes
   * @param onLeave called when the client disconnects
   * @returns a function that stops tracking without calling either
   */
  function track (raw: ServerResponse, release: () => void, onLeave: () => void): () => void {
    const forget = (): void => {
      waiting.delete(release)
      raw.off('close', leave)
    }
    const leave = (): void => {
      forget()
      onLeave()
    }
    waiting.add(release)
    raw.once('close', leave)
    return forget
  }

  return {
    wait (raw, milliseconds, callback) {
      const proceed = (): void => {
        clearTimeout(timer)
        forget()
        runOrDestroy(guarded, raw, callback)
      }
      const timer = setTimeout(proceed, isOver ? 0 : milliseconds)
      const forget = track(raw, proceed, () => clearTimeout(timer))
    },
    keepOpen (raw) {
      if (isOver) raw.destroy()
      if (raw.destroyed) return
      // Only reading reveals whether the client is still there. It reads so little of the body that the client keeps waiting.
      const { req } = raw
      const pause = (): void => { req.pause() }
      const timer = setInterval(() => req.off('data', pause).once('data', pause).resume(), CHECK_INTERVAL)
      raw.once('close', () => clearInterval(timer))
      track(raw, () => raw.destroy(), () => {})
    },
    end () {
      isOver = true
      for (const release of waiting) release()
    }
  }
}

/** Continues a response outside of Fastify's error handling: if the callback throws, the connection is destroyed and nothing else fails. */
export function runOrDestroy (guarded: Guarded, raw: ServerResponse, callback: () => void): void {
  const isDone = guarded('an answer that had waited', () => {
    callback()
    return true
  })
  if (!isDone) raw.destroy()
}
