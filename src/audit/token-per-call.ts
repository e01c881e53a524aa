import type { Entry } from '../journal/entry.js'
import { limits } from '../zoho/limits.js'
import type { Finding } from './finding.js'
import { groupBy } from './group-by.js'

/** So many tokens that were hardly used are no accident. */
const ENOUGH = 3

/** Asked for a new access token although the one before was good and hardly used; Zoho gives ten in ten minutes. */
export function tokenPerCall (entries: readonly Entry[]): Finding[] {
  const uses = groupBy(entries, ({ found }) => found.credential)
  return [...groupBy(entries, ({ notes }) => notes.grant?.refreshToken).values()].flatMap(asked => {
    const needless = asked.slice(1).filter((entry, index) => {
      const before = asked[index] as Entry
      return entry.clock - before.clock < limits.accessTokenLifetime * 1000 && isHardlyUsed(before, uses)
    })
    if (needless.length < ENOUGH - 1) return []
    return {
      kind: 'token-per-call',
      explain: `${asked.length} access tokens were asked for with one refresh token, ${needless.length} of them while the one before was good and used once at most: keep a token until it expires, after ${limits.accessTokenLifetime / 60} minutes`,
      requests: asked.map(({ id }) => id)
    }
  })
}

function isHardlyUsed ({ notes }: Entry, uses: ReadonlyMap<string, readonly Entry[]>): boolean {
  const { length } = uses.get(notes.grant?.accessToken as string) ?? []
  return length <= 1
}
