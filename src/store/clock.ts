/** How a clock runs: like the machine's, frozen, or like the machine's with an offset. */
export type ClockSetting =
  | { readonly mode: 'real' }
  | { readonly mode: 'frozen', /** Milliseconds since 1970. */ readonly at: number }
  | { readonly mode: 'offset', /** Milliseconds; negative if the clock is behind the machine's. */ readonly by: number }

/** Zoho's time in a sandbox. The log, and `time` in the journal, are the machine's. */
export interface Clock {
  /** Milliseconds since 1970. */
  now (): number
  setting (): ClockSetting
  set (setting: ClockSetting): void
  /**
   * Moves the clock. A frozen clock stays frozen; a running one gets an offset.
   * @param by in milliseconds; negative to go back
   */
  advance (by: number): void
}

export function createClock (initial: ClockSetting): Clock {
  let setting = initial
  // The only place that reads the machine's time for Zoho's APIs.
  const now = (): number => {
    if (setting.mode === 'frozen') return setting.at
    return Date.now() + (setting.mode === 'offset' ? setting.by : 0)
  }
  return {
    now,
    setting: () => setting,
    set (newSetting) { setting = newSetting },
    advance (by) {
      setting = setting.mode === 'frozen'
        ? { mode: 'frozen', at: setting.at + by }
        : { mode: 'offset', by: (setting.mode === 'offset' ? setting.by : 0) + by }
    }
  }
}

/** The last day that Zoho's time format can express, in milliseconds since 1970. */
const LAST = Date.UTC(9999, 11, 31)

/** Whether Zoho's time format can express an instant. @param instant milliseconds since 1970 */
export function isRepresentable (instant: number): boolean {
  return instant >= 0 && instant <= LAST
}

/** @param clock the option `clock`: `real`, or the instant to freeze at, in milliseconds since 1970 */
export function settingOf (clock: 'real' | number): ClockSetting {
  return clock === 'real' ? { mode: 'real' } : { mode: 'frozen', at: clock }
}
