/** Zoho's time in a sandbox. The log keeps the machine's own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now (): number
}

/** @param at `real`, or the instant at which the clock stands still, in milliseconds since 1970. */
export function createClock (at: 'real' | number): Clock {
  // The one place that reads the machine's time for Zoho's surface.
  return at === 'real' ? { now: () => Date.now() } : { now: () => at }
}
