import type { Summary } from '../../../control/shapes/summary.js'
import { isRefused } from './filter.js'

/** The requests of a part of the time. */
export interface Bin {
  /** Milliseconds since 1970. */
  readonly from: number
  readonly to: number
  readonly answered: number
  readonly refused: number
  readonly faulted: number
}

/**
 * Counts requests over time, in parts of equal length.
 * @param rows in any order
 * @param count how many parts
 * @returns none without rows
 */
export function binsOf (rows: readonly Summary[], count: number): Bin[] {
  const times = rows.map(({ time }) => Date.parse(time))
  const first = times.reduce((least, time) => Math.min(least, time), Infinity)
  const last = times.reduce((most, time) => Math.max(most, time), -Infinity)
  if (rows.length === 0) return []
  // A single moment would have no length.
  const length = Math.max(1, (last - first + 1) / count)
  const bins = Array.from({ length: count }, (_, index) => ({ from: first + index * length, to: first + (index + 1) * length, answered: 0, refused: 0, faulted: 0 }))
  rows.forEach((row, index) => {
    const bin = bins[Math.min(count - 1, Math.floor(((times[index] as number) - first) / length))] as typeof bins[number]
    if (row.fault !== undefined) bin.faulted++
    else if (isRefused(row)) bin.refused++
    else bin.answered++
  })
  return bins
}

/** The duration that a share of the requests did not exceed, in milliseconds; `undefined` without rows. */
export function percentile (rows: readonly Summary[], share: number): number | undefined {
  const durations = rows.map(({ duration }) => duration).sort((a, b) => a - b)
  return durations[Math.min(durations.length - 1, Math.floor(durations.length * share))]
}
