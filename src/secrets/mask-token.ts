/** Four characters would give away a shorter token, such as `1000.all`. */
const MIN_LENGTH = 12

/** Replaces a secret. */
export const REDACTED = '[redacted]'

/**
 * The part of a token, grant code or the like that may be shown. Even the double's own tokens are treated as secrets.
 * @returns the last four characters, enough to recognize it; `undefined` if it has fewer than twelve
 */
export function tailOf (token: string): string | undefined {
  return token.length < MIN_LENGTH ? undefined : token.slice(-4)
}

/** A token for data: `[redacted, ends in cdef]`, or `[redacted]` if it is short. */
export function maskToken (token: string): string {
  const tail = tailOf(token)
  return tail === undefined ? REDACTED : `[redacted, ends in ${tail}]`
}

/**
 * A token for sentences: `the refresh token that ends in "cdef"`, or `the refresh token that was sent`.
 * @param what such as `refresh token`
 */
export function describeToken (what: string, token: string): string {
  const tail = tailOf(token)
  return `the ${what} that ${tail === undefined ? 'was sent' : `ends in "${tail}"`}`
}
