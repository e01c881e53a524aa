import leven, { closestMatch } from 'leven'

/** How much of a text is compared, in characters: longer than any known name, and short enough to be fast. */
export const MAX_COMPARED = 64

/**
 * The candidate that a text is probably a misspelling of. Letters may differ up to a third of the longer text, and two where
 * it has at least four, since two letters that changed places count twice.
 * @param text compared up to {@link MAX_COMPARED} characters
 * @returns `undefined` if none is that close
 */
export function closest (text: string, candidates: readonly string[]): string | undefined {
  const compared = text.slice(0, MAX_COMPARED)
  return closestMatch(compared, candidates.filter(candidate => isClose(compared, candidate)))
}

/** @returns ``: did you mean `port`?`` with the closest candidate, or nothing if none is close */
export function didYouMean (text: string, candidates: readonly string[], prefix = ''): string {
  const close = closest(text, candidates)
  return close === undefined ? '' : `: did you mean \`${prefix}${close}\`?`
}

function isClose (text: string, candidate: string): boolean {
  const longer = Math.max(text.length, candidate.length)
  const limit = longer < 4 ? 1 : Math.max(2, Math.floor(longer / 3))
  // Capped one above the limit, where the library stops to count.
  return leven(text, candidate, { maxDistance: limit + 1 }) <= limit
}
