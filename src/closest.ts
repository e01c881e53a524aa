import { closest as closestOf } from 'fastest-levenshtein'

/** How much of a text is compared, in characters: longer than any name that there is, and short enough to be quick. */
export const COMPARED = 64

/** The one of some words that a text comes nearest to; of a long text its first characters count. */
export function closest (text: string, words: readonly string[]): string {
  return closestOf(text.slice(0, COMPARED), words)
}
