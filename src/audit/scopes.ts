import type { Entry } from '../journal/entry.js'
import { tailOf } from '../journal/redact.js'
import type { Finding } from './finding.js'

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
  const tokens = new Map(entries.flatMap(({ found: { token } }) => token === undefined ? [] : [[token.value, token] as const]))
  return [...tokens.values()].map(({ value, scopes }) => {
    const uses = entries.filter(({ found: { token } }) => token?.value === value)
    return { token: tailOf(value), granted: scopes, least: [...new Set(uses.flatMap(({ found: { leastScopes = [] } }) => leastScopes))].sort() }
  })
}

/** Asked for wider scopes than it used. Tokens whose scopes nobody asked for, such as the seed's, are not looked at. */
export function scopesWider (entries: readonly Entry[]): Finding[] {
  return entries.flatMap(({ id, notes: { grant } }) => {
    if (grant?.scopesAsked === undefined) return []
    const used = entries.filter(({ found: { token } }) => token?.value === grant.accessToken)
    const [scopes] = scopesUsed(used)
    if (scopes === undefined || scopes.least.length === 0) return []
    const needed = new Set(scopes.least.map(scope => scope.toLowerCase()))
    const wide = grant.scopesAsked.filter(scope => /^zohocrm\.modules\./i.test(scope) && !needed.has(scope.toLowerCase()))
    if (wide.length === 0) return []
    return {
      kind: 'scopes-wider',
      explain: `a token was asked for with ${wide.join(', ')}; what was done with it needs only ${scopes.least.join(', ')}`,
      requests: [id, ...used.map(entry => entry.id)]
    }
  })
}
