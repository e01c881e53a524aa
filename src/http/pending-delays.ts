import type { ServerResponse } from 'node:http'
import { createGuard, type Guarded } from '../guard.js'

/** What waits because it was told to. */
export interface PendingDelays {
  /**
   * Goes on after a time, the machine's own: it is about clients. At once where the server closes; never where the client
   * leaves. Where going on fails, the connection is cut: nobody else could answer any more.
   */
  wait (raw: ServerResponse, milliseconds: number, go: () => void): void
  /** Keeps a connection open without an answer until the client leaves, or the server closes; of a body, it reads a piece a second. */
  hold (raw: ServerResponse): void
  /** The server closes: lets go of everything, and of whatever is still to come. */
  end (): void
}

/** How often a connection that is held is looked at, in milliseconds. */
const LOOK = 1000

/** @param guarded runs what goes on: from a timer, what it throws would end the process */
export function createPendingDelays (guarded: Guarded = createGuard(() => {})): PendingDelays {
  const waiting = new Set<() => void>()
  let isOver = false

  /**
   * @param release called where the server closes
   * @param left called where the client leaves
   * @returns ends it without a word
   */
  function keep (raw: ServerResponse, release: () => void, left: () => void): () => void {
    const forget = (): void => {
      waiting.delete(release)
      raw.off('close', leave)
    }
    const leave = (): void => {
      forget()
      left()
    }
    waiting.add(release)
    raw.once('close', leave)
    return forget
  }

  return {
    wait (raw, milliseconds, go) {
      const goOn = (): void => {
        clearTimeout(timer)
        forget()
        goOnOrCut(guarded, raw, go)
      }
      const timer = setTimeout(goOn, isOver ? 0 : milliseconds)
      const forget = keep(raw, goOn, () => clearTimeout(timer))
    },
    hold (raw) {
      if (isOver) raw.destroy()
      if (raw.destroyed) return
      // Whether a client is still there shows in reading alone. So little of its body is taken that it goes on waiting.
      const { req } = raw
      const pause = (): void => { req.pause() }
      const timer = setInterval(() => req.off('data', pause).once('data', pause).resume(), LOOK)
      raw.once('close', () => clearInterval(timer))
      keep(raw, () => raw.destroy(), () => {})
    },
    end () {
      isOver = true
      for (const release of waiting) release()
    }
  }
}

/** Goes on with an answer outside of what Fastify watches over: what fails cuts the connection, and nothing else. */
export function goOnOrCut (guarded: Guarded, raw: ServerResponse, go: () => void): void {
  const isDone = guarded('an answer that had waited', () => {
    go()
    return true
  })
  if (!isDone) raw.destroy()
}

/** What a function throws, for hooks that call back: those that return a promise cost every request one. */
export function errorOf (run: () => void): Error | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return error as Error
  }
}
