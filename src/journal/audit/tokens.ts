import type { Entry } from '../entry.js'
import { REDACTED, tailOf } from '../../secrets/mask-token.js'
import { type Finding, groupBy } from './finding.js'
import { limits } from '../../zoho/limits.js'

/** What a token may do, and what it needed. */
export interface TokenScopes {
  /** The last characters of the access token. */
  readonly token: string
  readonly granted: readonly string[]
  /** The least scopes that would have done for the requests that were made with it. */
  readonly least: readonly string[]
}

/** For each access token that was used, the scopes that it has and the least that would have done. */
export function scopesUsed (entries: readonly Entry[]): TokenScopes[] {
  return [...usesOf(entries)].map(([value, uses]) => {
    const granted = uses.at(-1)?.facts.token?.scopes as readonly string[]
    return { token: tailOf(value) ?? REDACTED, granted, least: leastFor(uses) }
  })
}

/** The requests of each access token. */
function usesOf (entries: readonly Entry[]): Map<string, Entry[]> {
  return groupBy(entries, ({ facts: { token } }) => token?.value)
}

function leastFor (uses: readonly Entry[]): string[] {
  return [...new Set(uses.flatMap(({ facts: { leastScopes = [] } }) => leastScopes))].sort()
}

/** Asked for wider scopes than it used. Tokens whose scopes nobody asked for, such as the seed's, are not looked at. */
export function scopesWider (entries: readonly Entry[]): Finding[] {
  const uses = usesOf(entries)
  return entries.flatMap(({ id, observations: { grant } }) => {
    if (grant?.requestedScopes === undefined) return []
    const used = uses.get(grant.accessToken) ?? []
    const least = leastFor(used)
    if (least.length === 0) return []
    const needed = new Set(least.map(scope => scope.toLowerCase()))
    const wide = grant.requestedScopes.filter(scope => /^zohocrm\.modules\./i.test(scope) && !needed.has(scope.toLowerCase()))
    if (wide.length === 0) return []
    return {
      kind: 'scopes-wider',
      explain: `a token was asked for with ${wide.join(', ')}; what was done with it needs only ${least.join(', ')}`,
      requests: [id, ...used.map(entry => entry.id)]
    }
  })
}

/** So many tokens that were hardly used are no accident. */
const ENOUGH = 3

/** Asked for a new access token although the one before was good and hardly used; Zoho gives ten in ten minutes. */
export function tokenPerCall (entries: readonly Entry[]): Finding[] {
  const uses = groupBy(entries, ({ facts }) => facts.credential)
  return [...groupBy(entries, ({ observations }) => observations.grant?.refreshToken).values()].flatMap(asked => {
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

function isHardlyUsed ({ observations }: Entry, uses: ReadonlyMap<string, readonly Entry[]>): boolean {
  const { length } = uses.get(observations.grant?.accessToken as string) ?? []
  return length <= 1
}
