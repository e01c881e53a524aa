import ms, { type StringValue } from 'ms'

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
