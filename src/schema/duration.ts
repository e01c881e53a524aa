import ms from 'ms'
import { Type } from 'typebox'

/** A span of time as people write it: `200ms`, `90s`, `1.5h`, `2d`. */
export const Duration = Type.String({ pattern: '^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$', 'x-expected': 'a span of time such as `200ms`, `90s`, `5m` or `25h`' })

/** A span of time that may go back: `-5m`. */
export const SignedDuration = Type.String({ pattern: '^-?[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$', 'x-expected': 'a span of time such as `25h`, or `-5m` for one that goes back' })

/** @param duration of one of the schemas @returns milliseconds */
export function milliseconds (duration: string): number {
  return ms(duration as ms.StringValue)
}
