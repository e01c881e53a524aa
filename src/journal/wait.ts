import type { Entry } from './entry.js'
import type { Journal } from './journal.js'
import { differences, type Criteria } from './match.js'

/** What is waited for. */
interface Wait {
  readonly criteria: Criteria
  readonly count: number
  /** Milliseconds of the machine's time. */
  readonly timeout: number
  /** Ends the wait early. */
  readonly signal: AbortSignal
}

/**
 * Waits until a journal has so many requests that are as asked for; those that it has already count.
 * @returns those that there are at the end, which may be fewer
 */
export async function waitFor (journal: Journal, { criteria, count, timeout, signal }: Wait): Promise<Entry[]> {
  const isMatch = (entry: Entry): boolean => differences(entry, criteria).length === 0
  const matches = journal.all().filter(isMatch)
  if (matches.length >= count) return matches
  return await new Promise(resolve => {
    const end = (): void => {
      unsubscribe()
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve(matches)
    }
    const unsubscribe = journal.subscribe(entry => {
      if (isMatch(entry) && !matches.includes(entry)) matches.push(entry)
      if (matches.length >= count) end()
    })
    const timer = setTimeout(end, timeout)
    signal.addEventListener('abort', end)
  })
}
