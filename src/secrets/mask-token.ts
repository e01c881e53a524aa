/** Shorter ones would be given away by four characters, such as `1000.all`. */
const LONG_ENOUGH = 12

/** What stands in the place of a secret. */
export const REDACTED = '[redacted]'

/**
 * What of a token, grant code or the like may be shown: it is a secret wherever it comes from.
 * @returns its last four characters, which tell it apart; nothing where it has fewer than twelve
 */
export function tailOf (token: string): string | undefined {
  return token.length < LONG_ENOUGH ? undefined : token.slice(-4)
}

/** A token as data shows it: `[redacted, ends in cdef]`, or `[redacted]` where it is short. */
export function maskToken (token: string): string {
  const tail = tailOf(token)
  return tail === undefined ? REDACTED : `[redacted, ends in ${tail}]`
}

/**
 * A token as sentences speak of it: `the refresh token that ends in "cdef"`, or `the refresh token that was sent`.
 * @param what such as `refresh token`
 */
export function describeToken (what: string, token: string): string {
  const tail = tailOf(token)
  return `the ${what} that ${tail === undefined ? 'was sent' : `ends in "${tail}"`}`
}
