import ms from 'ms'

/** The grammar of all time spans, as a regular expression: `200ms`, `90s`, `1.5h`, `2d`. */
const DURATION = '[0-9]{1,16}(\\.[0-9]{1,16})?(ms|s|m|h|d)'

/** A time span. */
export const Duration = { type: 'string', pattern: `^${DURATION}$`, 'x-expected': 'a span of time such as `200ms`, `90s`, `5m` or `25h`' } as const

/** A time span that may be negative: `-5m`. */
export const SignedDuration = { type: 'string', pattern: `^-?${DURATION}$`, 'x-expected': 'a span of time such as `25h`, or `-5m` for one that goes back' } as const

const UNITS = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000]] as const

/** Formats a number of milliseconds in the largest unit that gives a whole number: `2h`, `-90s`, `1500ms`. */
export function spanOf (milliseconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => milliseconds !== 0 && milliseconds % length === 0) ?? ['ms', 1]
  return `${milliseconds / length}${unit}`
}

/** Whether a text is a time span that is not negative. */
export function isDuration (text: string): boolean {
  return SINGLE.test(text)
}

/** Converts a time span to whole milliseconds. @param duration a text that one of the schemas above accepts */
export function milliseconds (duration: string): number {
  return Math.round(ms(duration as ms.StringValue))
}

/** A range of time spans, from the shortest to the longest, in whole milliseconds. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

const SINGLE = new RegExp(`^${DURATION}$`)
const RANGE = new RegExp(`^(?<from>${DURATION})(-(?<to>${DURATION}))?$`)
const HOUR = 3_600_000

/**
 * Parses a time span such as `200ms`, or a range such as `50ms-400ms`.
 * @returns `undefined` for any other text, for a range that goes down, and for more than an hour
 */
export function readTimeRange (text: string): TimeRange | undefined {
  const { from: shortest, to: longest = shortest } = RANGE.exec(text)?.groups ?? {}
  if (shortest === undefined || longest === undefined) return undefined
  const [from, to] = [milliseconds(shortest), milliseconds(longest)]
  return from <= to && to <= HOUR ? { from, to } : undefined
}
