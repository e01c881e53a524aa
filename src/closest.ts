import { closest as closestOf } from 'fastest-levenshtein'

/** How much of a text is compared, in characters: longer than any known name, and short enough to be fast. */
export const MAX_COMPARED = 64

/** The candidate that is closest to a text, which is cut at {@link MAX_COMPARED} characters. */
export function closest (text: string, candidates: readonly string[]): string {
  return closestOf(text.slice(0, MAX_COMPARED), candidates)
}
