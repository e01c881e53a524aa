import { limits } from '../zoho/limits.js'
import { BoundedMap } from './bounded-map.js'
import type { Clock } from './clock.js'

/** Counts how often each of many things happens, and says when it is too often. */
export interface Throttle {
  /**
   * Counts one more, where there is room for it in the time that ends now.
   * @returns `undefined` where it was counted; else when there is room again, in milliseconds since 1970.
   */
  acquire (key: string): number | undefined
}

/**
 * @param max how many there may be in any span of time of that length
 * @param span in milliseconds
 */
export function createThrottle (clock: Clock, max: number, span: number): Throttle {
  const taken = new BoundedMap<string, readonly number[]>(limits.tokensKept, (_, key) => key.length)

  return {
    acquire (key) {
      const now = clock.now()
      const recent = (taken.get(key) ?? []).filter(instant => instant > now - span)
      const [oldest] = recent
      if (oldest !== undefined && recent.length >= max) return oldest + span
      taken.set(key, [...recent, now])
      return undefined
    }
  }
}
