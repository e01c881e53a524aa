import type { FastifyBaseLogger } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    /** Runs the double's own observers, hooks and event handlers so that a bug in them affects no response. */
    guarded: Guarded
  }
}

/**
 * Runs something whose failure must not affect a response, a store or the process. An error is logged with its stack at the level
 * error, once for each message.
 * @param part what runs, for the log
 * @returns what it returns, or `undefined` if it throws
 */
export type Guarded = <Value>(part: string, run: () => Value) => Value | undefined

/** How many different failures are reported. A message may contain an ID, which makes each one different. */
const MAX_REPORTED = 100

/** @param report reports a failure; an error that it throws is ignored */
export function createGuard (report: (error: unknown, part: string) => void): Guarded {
  const reported = new Set<string>()
  return (part, run) => {
    try {
      return run()
    } catch (error) {
      try {
        const failure = `${part}: ${String(error)}`
        if (!reported.has(failure) && reported.size < MAX_REPORTED) {
          reported.add(failure)
          report(error, part)
        }
      } catch {
        // The log itself may have failed, and there is nowhere else to report it.
      }
      return undefined
    }
  }
}

/** Creates a guard that reports to a server's log. */
export function guardOf (log: Pick<FastifyBaseLogger, 'error'>): Guarded {
  return createGuard((err, part) => log.error({ err, part }, `the double itself failed (${part}): no answer was changed by it; please report it`))
}

/** Returns what a function throws, for callback hooks: an async hook would cost every request a promise. */
export function errorOf (run: () => void): Error | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return error as Error
  }
}

/**
 * Throws an error on that is not of a class, since only those of the class can be handled.
 * @throws what was given, if it is another error
 */
export function assertError<Kind extends Error> (error: unknown, kind: abstract new (...args: never[]) => Kind): asserts error is Kind {
  if (!(error instanceof kind)) throw error
}
