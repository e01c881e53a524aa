import type { Summary } from '../../../control/shapes/summary.js'
import { numberOf } from '../../../http/request-id.js'

/** The most requests that the page keeps: two full journals. */
export const MOST = 20_000

/** Puts requests among those that are there, by their numbers. One that is there already is replaced. */
export function merge (known: readonly Summary[], incoming: readonly Summary[]): Summary[] {
  const byId = new Map([...known, ...incoming].map(row => [row.id, row]))
  return [...byId.values()].sort((a, b) => numberOf(b.id) - numberOf(a.id)).slice(0, MOST)
}
