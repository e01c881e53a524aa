import { limits } from '../zoho/limits.js'
import { splitScopes } from '../zoho/scopes.js'
import { BoundedMap, lengthOf } from './bounded-map.js'
import type { Clock } from './clock.js'
import type { EndReason, Token } from './entities.js'

/** What a client is given, once the accounts server has decided to give it. */
export interface Grant {
  readonly scopes: readonly string[]
  /** Whether nobody asked for these scopes; not where absent. */
  readonly hasDefaultScopes?: boolean
  /** The id of a user. */
  readonly user: string
  /** The client's id. */
  readonly client: string
}

/** A refresh token: this sandbox issued it, or a client brought it from elsewhere. */
export interface RefreshToken extends Grant {
  readonly value: string
  /** Why it became invalid; absent while it is valid. */
  readonly ended?: EndReason
}

/** Access tokens and refresh tokens of one sandbox. */
export interface TokenTable {
  /** An access token. */
  get (value: string): Token | undefined
  getRefreshToken (value: string): RefreshToken | undefined
  /**
   * Makes an access token; of one refresh token so many may live, and the oldest is dropped for one more.
   * @param expiresAt milliseconds since 1970
   * @param refreshToken the one that it is given for
   */
  issue (grant: Grant, expiresAt: number, refreshToken?: string): Token
  /** Makes a refresh token; a user has so many of each client, and the oldest is dropped for one more. */
  issueRefreshToken (grant: Grant): string
  /** Takes in a refresh token from elsewhere. It is not counted with those that were issued: tests make them up. */
  adoptRefreshToken (value: string, grant: Grant): void
  /** Ends an access token, or a refresh token and the access tokens that it was given. */
  revoke (value: string): void
  /** Access tokens: the seed's and those that were added, then those that were issued, each oldest first. */
  all (): Token[]
  /** How many access tokens are the seed's or were added: what was issued makes room by itself. */
  readonly ownSize: number
  /** Oldest first. */
  refreshTokens (): StoredRefreshToken[]
  /** Takes in an access token that nobody issued, in the place of one with the same value. */
  add (token: Token): void
  /** Takes in a refresh token as it was stored. */
  addRefreshToken (token: StoredRefreshToken): void
  /** Forgets an access token or a refresh token. @returns whether there was one */
  delete (value: string): boolean
  /** Makes an access token expire now. @returns whether it lived */
  expire (value: string): boolean
  /** Ends the tokens of those who are no users. */
  endOrphans (isUser: (id: string) => boolean): void
}

/** A refresh token with all that a sandbox knows of it. */
export interface StoredRefreshToken extends RefreshToken {
  /** Whether this sandbox issued it. */
  readonly issuedHere: boolean
  /** Those that lived when the last of them was issued, oldest first. */
  readonly accessTokens: readonly string[]
}

/** @param newToken makes a value that no other token has */
export function createTokenTable (seeded: Iterable<Token>, newToken: () => string, clock: Clock): TokenTable {
  const own = new Map<string, Token>()
  const issued = new BoundedMap<string, Token>(limits.tokensKept, ({ value, scopes }) => value.length + lengthOf(scopes))
  const refreshTokens = new BoundedMap<string, StoredRefreshToken>(limits.tokensKept, ({ value, client, scopes, accessTokens }) => value.length + client.length + lengthOf(scopes) + lengthOf(accessTokens))
  for (const token of seeded) add(token)

  function add (token: Token): void {
    const kept = { ...token, scopes: token.scopes.flatMap(splitScopes) }
    const [table, other] = token.issued ? [issued, own] : [own, issued]
    other.delete(token.value)
    table.set(token.value, kept)
  }

  function isLive (value: string): boolean {
    const { ended, expiresAt = Infinity } = own.get(value) ?? issued.get(value) ?? { expiresAt: -Infinity }
    return ended === undefined && expiresAt > clock.now()
  }

  function end (value: string, ended: EndReason): void {
    const [token, known] = [own.get(value), issued.get(value)]
    if (token) own.set(value, { ...token, ended })
    if (known) issued.set(value, { ...known, ended })
  }

  function endRefreshToken (token: StoredRefreshToken, ended: EndReason): void {
    refreshTokens.set(token.value, { ...token, ended, accessTokens: [] })
    // Documented: zoho.com/crm/developer/docs/api/revoke-tokens.html; for a dropped one help.zoho.com Kaizen #43.
    for (const value of token.accessTokens.filter(isLive)) end(value, { kind: 'refresh-token-ended', reason: ended })
  }

  return {
    get: value => own.get(value) ?? issued.get(value),
    getRefreshToken: value => refreshTokens.get(value),
    issue ({ scopes, user }, expiresAt, refreshToken) {
      const token = { value: newToken(), user, scopes, expiresAt, issued: true }
      issued.set(token.value, token)
      const parent = refreshToken === undefined ? undefined : refreshTokens.get(refreshToken)
      if (parent) {
        const live = parent.accessTokens.filter(isLive)
        for (const oldest of live.splice(0, live.length + 1 - limits.accessTokens)) {
          end(oldest, { kind: 'access-token-dropped' })
        }
        refreshTokens.set(parent.value, { ...parent, accessTokens: [...live, token.value] })
      }
      return token
    },
    issueRefreshToken (grant) {
      const siblings = [...refreshTokens.values()].filter(({ issuedHere, ended, user, client }) => issuedHere && ended === undefined && user === grant.user && client === grant.client)
      for (const oldest of siblings.splice(0, siblings.length + 1 - limits.refreshTokens)) {
        endRefreshToken(oldest, { kind: 'refresh-token-dropped' })
      }
      const value = newToken()
      refreshTokens.set(value, { ...grant, value, issuedHere: true, accessTokens: [] })
      return value
    },
    adoptRefreshToken (value, grant) {
      refreshTokens.set(value, { ...grant, value, issuedHere: false, accessTokens: [] })
    },
    revoke (value) {
      const token = refreshTokens.get(value)
      if (token) endRefreshToken(token, { kind: 'revoked' })
      else end(value, { kind: 'revoked' })
    },
    all: () => [...own.values(), ...issued.values()],
    get ownSize () { return own.size },
    refreshTokens: () => [...refreshTokens.values()],
    add,
    addRefreshToken (token) { refreshTokens.set(token.value, token) },
    endOrphans (isUser) {
      for (const { value, user, ended } of [...own.values(), ...issued.values()]) {
        if (ended === undefined && !isUser(user)) end(value, { kind: 'user-deleted', user })
      }
      for (const token of refreshTokens.values()) {
        if (token.ended === undefined && !isUser(token.user)) endRefreshToken(token, { kind: 'user-deleted', user: token.user })
      }
    },
    delete: value => [own, issued, refreshTokens].map(tokens => tokens.delete(value)).includes(true),
    expire (value) {
      if (!isLive(value)) return false
      for (const tokens of [own, issued]) {
        const token = tokens.get(value)
        if (token) tokens.set(value, { ...token, expiresAt: clock.now() })
      }
      return true
    }
  }
}
