import type { Entry } from '../journal/entry.js'
import type { Finding } from './finding.js'

/** Came back before the time that `Retry-After` asked for had passed, by the machine's clock and by the sandbox's. */
export function retriedEarly (entries: readonly Entry[]): Finding[] {
  return entries.flatMap((asked, index) => {
    const { retryAfter } = asked
    if (retryAfter === undefined) return []
    const again = entries.slice(index + 1).find(entry => entry.operation === asked.operation && entry.found.credential === asked.found.credential)
    if (again === undefined) return []
    // A test that moves the sandbox's clock on has waited.
    const waited = Math.max(again.time - asked.time - asked.duration, again.clock - asked.clock)
    if (waited >= retryAfter * 1000) return []
    return {
      kind: 'retried-early',
      explain: `${asked.operation} was asked to wait ${retryAfter} s and came back after ${(Math.max(0, waited) / 1000).toFixed(1)} s`,
      requests: [asked.id, again.id]
    }
  })
}
