import { splitScopes } from '../zoho/scopes.js'
import type { Token, User } from './entities.js'

/** What the token endpoint is asked for, once it has decided to give it. */
export interface Grant {
  readonly scopes: readonly string[]
  readonly user: User
}

/** Access tokens, refresh tokens and grant codes of one sandbox. */
export interface TokenTable {
  get (value: string): Token | undefined
  /** @param expiresAt milliseconds since 1970 */
  issue (grant: Grant, expiresAt: number): Token
  issueRefreshToken (grant: Grant): string
  /** What a refresh token of this sandbox stands for; `undefined` for one from elsewhere. */
  refreshGrant (value: string): Grant | undefined
  /** Marks a grant code as used. @returns whether it was unused. */
  redeem (code: string): boolean
}

/** @param newToken makes a value that no other token has */
export function createTokenTable (seeded: Iterable<Token>, newToken: () => string): TokenTable {
  const tokens = new Map<string, Token>()
  const refreshTokens = new Map<string, Grant>()
  const usedCodes = new Set<string>()
  for (const token of seeded) tokens.set(token.value, { ...token, scopes: token.scopes.flatMap(splitScopes) })

  return {
    get: value => tokens.get(value),
    issue ({ scopes, user }, expiresAt) {
      const token: Token = { value: newToken(), user, scopes, expiresAt, issued: true }
      tokens.set(token.value, token)
      return token
    },
    issueRefreshToken (grant) {
      const value = newToken()
      refreshTokens.set(value, grant)
      return value
    },
    refreshGrant: value => refreshTokens.get(value),
    redeem (code) {
      const unused = !usedCodes.has(code)
      usedCodes.add(code)
      return unused
    }
  }
}
