import type { FastifyBaseLogger } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    /** Keeps failures of the double's own observers, hooks and event handlers away from what they belong to. */
    guarded: Guarded
  }
}

/**
 * Runs something whose failure must not change an answer, a store or the process. What it throws is logged once for each
 * message, at error, with the stack.
 * @param who what runs, for the log
 * @returns what it returns, or `undefined` where it throws
 */
export type Guarded = <Value>(who: string, run: () => Value) => Value | undefined

/** How many different failures are told of: a message may have an id in it. */
const MOST = 100

/** @param tell writes a failure down; what it throws goes nowhere */
export function createGuard (tell: (error: unknown, who: string) => void): Guarded {
  const told = new Set<string>()
  return (who, run) => {
    try {
      return run()
    } catch (error) {
      try {
        const failure = `${who}: ${String(error)}`
        if (!told.has(failure) && told.size < MOST) {
          told.add(failure)
          tell(error, who)
        }
      } catch {
        // The log may be what fails, and there is nobody else to tell.
      }
      return undefined
    }
  }
}

/** A guard that writes to a server's log. */
export function guardOf (log: Pick<FastifyBaseLogger, 'error'>): Guarded {
  return createGuard((err, who) => log.error({ err, part: who }, `the double itself failed (${who}): no answer was changed by it; please report it`))
}
