import { limits } from '../zoho/limits.js'
import { BoundedMap } from './bounded-map.js'
import type { Clock } from './clock.js'

/** A rate limiter with a sliding window for each key. */
export interface Throttle {
  /**
   * Counts one event, if the limit allows it.
   * @returns `undefined` if it was counted; otherwise when the next one is allowed, in milliseconds since 1970
   */
  acquire (key: string): number | undefined
}

/**
 * @param max the number of events allowed within any span of that length
 * @param span in milliseconds
 */
export function createThrottle (clock: Clock, max: number, span: number): Throttle {
  const events = new BoundedMap<string, readonly number[]>(limits.tokensKept, (_, key) => key.length)

  return {
    acquire (key) {
      const now = clock.now()
      const recent = (events.get(key) ?? []).filter(instant => instant > now - span)
      const [oldest] = recent
      if (oldest !== undefined && recent.length >= max) return oldest + span
      events.set(key, [...recent, now])
      return undefined
    }
  }
}
