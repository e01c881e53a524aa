import type { Entry } from '../entry.js'
import { REDACTED, tailOf } from '../../secrets/mask-token.js'
import { type Finding, groupBy } from './finding.js'
import { limits } from '../../zoho/limits.js'

/** The scopes of a token, and those that it needed. */
export interface TokenScopes {
  /** The last characters of the access token. */
  readonly token: string
  readonly granted: readonly string[]
  /** The smallest set of scopes that is enough for the requests made with it. */
  readonly least: readonly string[]
}

/** @returns for each access token that was used, its scopes and those that it needed */
export function scopesUsed (entries: readonly Entry[]): TokenScopes[] {
  return [...usesOf(entries)].map(([value, uses]) => {
    const granted = uses.at(-1)?.facts.token?.scopes as readonly string[]
    return { token: tailOf(value) ?? REDACTED, granted, least: leastFor(uses) }
  })
}

/** @returns the requests by access token */
function usesOf (entries: readonly Entry[]): Map<string, Entry[]> {
  return groupBy(entries, ({ facts: { token } }) => token?.value)
}

function leastFor (uses: readonly Entry[]): string[] {
  return [...new Set(uses.flatMap(({ facts: { leastScopes = [] } }) => leastScopes))].sort()
}

/** The client requested wider scopes than it used. Tokens without requested scopes, such as the seed's, are not checked. */
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

/** The number of hardly used tokens that is no longer considered an accident. */
const MIN_TOKENS = 3

/** The client requested new access tokens while the previous one was valid and hardly used. Zoho issues ten in ten minutes. */
export function tokenPerCall (entries: readonly Entry[]): Finding[] {
  const uses = groupBy(entries, ({ facts }) => facts.credential)
  return [...groupBy(entries, ({ observations }) => observations.grant?.refreshToken).values()].flatMap(tokenRequests => {
    const needless = tokenRequests.slice(1).filter((entry, index) => {
      const previous = tokenRequests[index] as Entry
      return entry.clock - previous.clock < limits.accessTokenLifetime * 1000 && isHardlyUsed(previous, uses)
    })
    if (needless.length < MIN_TOKENS - 1) return []
    return {
      kind: 'token-per-call',
      explain: `${tokenRequests.length} access tokens were asked for with one refresh token, ${needless.length} of them while the one before was good and used once at most: keep a token until it expires, after ${limits.accessTokenLifetime / 60} minutes`,
      requests: tokenRequests.map(({ id }) => id)
    }
  })
}

function isHardlyUsed ({ observations }: Entry, uses: ReadonlyMap<string, readonly Entry[]>): boolean {
  const { length } = uses.get(observations.grant?.accessToken as string) ?? []
  return length <= 1
}
