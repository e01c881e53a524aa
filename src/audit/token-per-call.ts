import type { Entry } from '../journal/entry.js'
import { limits } from '../zoho/limits.js'
import type { Finding } from './finding.js'

/** So many tokens that were hardly used are no accident. */
const ENOUGH = 3

/** Asked for a new access token although the one before was good and hardly used; Zoho gives ten in ten minutes. */
export function tokenPerCall (entries: readonly Entry[]): Finding[] {
  const refreshTokens = new Set(entries.flatMap(({ notes }) => notes.grant?.refreshToken ?? []))
  return [...refreshTokens].flatMap(refreshToken => {
    const asked = entries.filter(({ notes }) => notes.grant?.refreshToken === refreshToken)
    const needless = asked.slice(1).filter((entry, index) => {
      const before = asked[index] as Entry
      return entry.clock - before.clock < limits.accessTokenLifetime * 1000 && usesOf(before, entries) <= 1
    })
    if (needless.length < ENOUGH - 1) return []
    return {
      kind: 'token-per-call',
      explain: `${asked.length} access tokens were asked for with one refresh token, ${needless.length} of them while the one before was good and used once at most: keep a token until it expires, after ${limits.accessTokenLifetime / 60} minutes`,
      requests: asked.map(({ id }) => id)
    }
  })
}

function usesOf ({ notes }: Entry, entries: readonly Entry[]): number {
  return entries.filter(({ found }) => found.credential === notes.grant?.accessToken).length
}
