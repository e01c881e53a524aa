/** How a clock goes: as the machine's, not at all, or as the machine's and so far from it. */
export type ClockSetting =
  | { readonly mode: 'real' }
  | { readonly mode: 'frozen', /** Milliseconds since 1970. */ readonly at: number }
  | { readonly mode: 'offset', /** Milliseconds; negative for a clock that is slow. */ readonly by: number }

/** Zoho's time in a sandbox. The log and the journal keep the machine's own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now (): number
  setting (): ClockSetting
  set (setting: ClockSetting): void
  /**
   * Moves the clock on: a frozen one stands still at another instant, one that goes is ahead of the machine's by so much more.
   * @param by in milliseconds; negative to go back
   */
  advance (by: number): void
}

export function createClock (first: ClockSetting): Clock {
  let setting = first
  // The one place that reads the machine's time for Zoho's surface.
  const now = (): number => {
    if (setting.mode === 'frozen') return setting.at
    return Date.now() + (setting.mode === 'offset' ? setting.by : 0)
  }
  return {
    now,
    setting: () => setting,
    set (given) { setting = given },
    advance (by) {
      setting = setting.mode === 'frozen'
        ? { mode: 'frozen', at: setting.at + by }
        : { mode: 'offset', by: (setting.mode === 'offset' ? setting.by : 0) + by }
    }
  }
}

/** The last instant that Zoho's form of a time can say; milliseconds since 1970. */
const LAST = Date.UTC(9999, 11, 31)

/** Whether an instant can be told to a client. @param instant milliseconds since 1970 */
export function isTellable (instant: number): boolean {
  return instant >= 0 && instant <= LAST
}

/** What the option `clock` says: `real`, or the instant to stand still at, in milliseconds since 1970. */
export function settingOf (clock: 'real' | number): ClockSetting {
  return clock === 'real' ? { mode: 'real' } : { mode: 'frozen', at: clock }
}
