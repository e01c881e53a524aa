import { limits } from '../zoho/limits.js'
import { BoundedMap, lengthOf } from './bounded-map.js'
import type { Clock } from './clock.js'
import { splitScopes } from '../zoho/scopes.js'
import type { EndReason, Token } from './entities.js'

/** A rate limiter with a sliding window for each key. */
export interface Throttle {
  /**
   * Counts one event, if the limit allows it.
   * @returns `undefined` if it was counted; otherwise when the next one is allowed, in milliseconds since 1970
   */
  acquire (key: string): number | undefined
}

/**
 * @param max the number of events allowed within any span of that length
 * @param span in milliseconds
 */
export function createThrottle (clock: Clock, max: number, span: number): Throttle {
  const events = new BoundedMap<string, readonly number[]>(limits.tokensKept, (_, key) => key.length)

  return {
    acquire (key) {
      const now = clock.now()
      const recent = (events.get(key) ?? []).filter(instant => instant > now - span)
      const [oldest] = recent
      if (oldest !== undefined && recent.length >= max) return oldest + span
      events.set(key, [...recent, now])
      return undefined
    }
  }
}

/** What a token or grant code is for: scopes, a user, and a client. */
export interface Grant {
  readonly scopes: readonly string[]
  /** Whether these are default scopes that no request asked for; false if absent. */
  readonly hasDefaultScopes?: boolean
  /** The id of a user. */
  readonly user: string
  /** The client's id. */
  readonly client: string
}

/** A refresh token that this sandbox issued, or an unknown one that a client sent. */
export interface RefreshToken extends Grant {
  readonly value: string
  /** Why it became invalid; absent while it is valid. */
  readonly ended?: EndReason
}

/** The access tokens and refresh tokens of one sandbox. */
export interface TokenTable {
  /** Finds an access token. */
  get (value: string): Token | undefined
  getRefreshToken (value: string): RefreshToken | undefined
  /**
   * Issues an access token. Beyond `limits.accessTokens` valid ones for the same refresh token, the oldest is dropped.
   * @param expiresAt milliseconds since 1970
   * @param refreshToken the refresh token that it is issued for
   */
  issue (grant: Grant, expiresAt: number, refreshToken?: string): Token
  /** Issues a refresh token. Beyond `limits.refreshTokens` of the same user and client, the oldest is dropped. */
  issueRefreshToken (grant: Grant): string
  /** Adds an unknown refresh token. It does not count towards the limit, because tests invent them. */
  adoptRefreshToken (value: string, grant: Grant): void
  /** Revokes an access token, or a refresh token with its access tokens. */
  revoke (value: string): void
  /** All access tokens: seeded and added ones, then issued ones, both oldest first. */
  all (): Token[]
  /** The number of seeded and added access tokens. Issued ones are dropped when there are too many. */
  readonly addedSize: number
  /** Oldest first. */
  refreshTokens (): StoredRefreshToken[]
  /** Adds an access token, or replaces the one with the same value. */
  add (token: Token): void
  /** Adds a refresh token of a seed. */
  addRefreshToken (token: StoredRefreshToken): void
  /** Deletes an access token or a refresh token. @returns whether it existed */
  delete (value: string): boolean
  /** Makes an access token expire now. @returns whether it was valid until now */
  expire (value: string): boolean
  /** Invalidates the tokens of deleted users. */
  invalidateOrphans (isUser: (id: string) => boolean): void
}

/** A refresh token with everything that a sandbox stores about it. */
export interface StoredRefreshToken extends RefreshToken {
  /** Whether this sandbox issued it. */
  readonly issuedHere: boolean
  /** The access tokens that were valid when the last of them was issued, oldest first. */
  readonly accessTokens: readonly string[]
}

/** @param newToken creates a unique value */
export function createTokenTable (seeded: Iterable<Token>, newToken: () => string, clock: Clock): TokenTable {
  const added = new Map<string, Token>()
  const issued = new BoundedMap<string, Token>(limits.tokensKept, ({ value, scopes }) => value.length + lengthOf(scopes))
  const refreshTokens = new BoundedMap<string, StoredRefreshToken>(limits.tokensKept, ({ value, client, scopes, accessTokens }) => value.length + client.length + lengthOf(scopes) + lengthOf(accessTokens))
  for (const token of seeded) add(token)

  function add (token: Token): void {
    const stored = { ...token, scopes: token.scopes.flatMap(splitScopes) }
    const [table, other] = token.issued ? [issued, added] : [added, issued]
    other.delete(token.value)
    table.set(token.value, stored)
  }

  function isValid (value: string): boolean {
    const { ended, expiresAt = Infinity } = added.get(value) ?? issued.get(value) ?? { expiresAt: -Infinity }
    return ended === undefined && expiresAt > clock.now()
  }

  function invalidate (value: string, ended: EndReason): void {
    for (const table of [added, issued]) {
      const token = table.get(value)
      if (token) table.set(value, { ...token, ended })
    }
  }

  function invalidateRefreshToken (token: StoredRefreshToken, ended: EndReason): void {
    refreshTokens.set(token.value, { ...token, ended, accessTokens: [] })
    // Documented: zoho.com/crm/developer/docs/api/revoke-tokens.html; for dropped ones, Kaizen #43 at help.zoho.com.
    for (const value of token.accessTokens.filter(isValid)) invalidate(value, { kind: 'refresh-token-ended', reason: ended })
  }

  return {
    get: value => added.get(value) ?? issued.get(value),
    getRefreshToken: value => refreshTokens.get(value),
    issue ({ scopes, user }, expiresAt, refreshToken) {
      const token = { value: newToken(), user, scopes, expiresAt, issued: true }
      issued.set(token.value, token)
      const parent = refreshToken === undefined ? undefined : refreshTokens.get(refreshToken)
      if (parent) {
        const valid = parent.accessTokens.filter(isValid)
        for (const oldest of valid.splice(0, valid.length + 1 - limits.accessTokens)) {
          invalidate(oldest, { kind: 'access-token-dropped' })
        }
        refreshTokens.set(parent.value, { ...parent, accessTokens: [...valid, token.value] })
      }
      return token
    },
    issueRefreshToken (grant) {
      const siblings = [...refreshTokens.values()].filter(({ issuedHere, ended, user, client }) => issuedHere && ended === undefined && user === grant.user && client === grant.client)
      for (const oldest of siblings.splice(0, siblings.length + 1 - limits.refreshTokens)) {
        invalidateRefreshToken(oldest, { kind: 'refresh-token-dropped' })
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
      if (token) invalidateRefreshToken(token, { kind: 'revoked' })
      else invalidate(value, { kind: 'revoked' })
    },
    all: () => [...added.values(), ...issued.values()],
    get addedSize () { return added.size },
    refreshTokens: () => [...refreshTokens.values()],
    add,
    addRefreshToken (token) { refreshTokens.set(token.value, token) },
    invalidateOrphans (isUser) {
      for (const { value, user, ended } of [...added.values(), ...issued.values()]) {
        if (ended === undefined && !isUser(user)) invalidate(value, { kind: 'user-deleted', user })
      }
      for (const token of refreshTokens.values()) {
        if (token.ended === undefined && !isUser(token.user)) invalidateRefreshToken(token, { kind: 'user-deleted', user: token.user })
      }
    },
    delete: value => [added, issued, refreshTokens].map(tokens => tokens.delete(value)).includes(true),
    expire (value) {
      if (!isValid(value)) return false
      for (const tokens of [added, issued]) {
        const token = tokens.get(value)
        if (token) tokens.set(value, { ...token, expiresAt: clock.now() })
      }
      return true
    }
  }
}
