import ms, { type StringValue } from 'ms'

/** A span of time as people write it: `200ms`, `90s`, `1.5h`, `2d`. */
export const Duration = { type: 'string', pattern: '^[0-9]{1,16}(\\.[0-9]{1,16})?(ms|s|m|h|d)$', 'x-expected': 'a span of time such as `200ms`, `90s`, `5m` or `25h`' } as const

/** A span of time that may go back: `-5m`. */
export const SignedDuration = { type: 'string', pattern: '^-?[0-9]{1,16}(\\.[0-9]{1,16})?(ms|s|m|h|d)$', 'x-expected': 'a span of time such as `25h`, or `-5m` for one that goes back' } as const

const UNITS = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000]] as const

/** A span of time in the largest unit that says it in whole numbers: `2h`, `-90s`, `1500ms`. */
export function spanOf (milliseconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => milliseconds !== 0 && milliseconds % length === 0) ?? ['ms', 1]
  return `${milliseconds / length}${unit}`
}

/** @param duration of one of the schemas @returns whole milliseconds */
export function milliseconds (duration: string): number {
  return Math.round(ms(duration as ms.StringValue))
}

/** The shortest and the longest of some times, in whole milliseconds. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

const FORM = /^(\d{1,12}(?:\.\d{1,6})?(?:ms|s|m))(?:-(\d{1,12}(?:\.\d{1,6})?(?:ms|s|m)))?$/
const HOUR = 3_600_000

/** Reads a time, `200ms`, or two, `50ms-400ms`. @returns `undefined` for another text, and for more than an hour */
export function readTimeRange (text: string): TimeRange | undefined {
  const [, first, second = first] = FORM.exec(text) ?? []
  if (first === undefined) return undefined
  const [from, to] = [first, second].map(time => Math.round(ms(time as StringValue))) as [number, number]
  return from <= to && to <= HOUR ? { from, to } : undefined
}
