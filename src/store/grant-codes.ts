import { limits } from '../zoho/limits.js'
import { BoundedMap, lengthOf } from './bounded-map.js'
import type { EndReason } from './entities.js'
import type { Grant } from './tokens.js'

/** What a grant code can be exchanged for, and under which conditions. */
export interface GrantCode extends Grant {
  /** As the client sent it; the exchange has to send the same one. */
  readonly redirectUri: string
  /** Whether a refresh token is issued with the access token. */
  readonly refreshable: boolean
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  /** Why it became invalid before it expired; absent while it is valid. */
  readonly ended?: EndReason
}

/** The grant codes of one sandbox: the ones that it issued, and unknown ones that were exchanged here. */
export interface GrantCodes {
  issue (code: GrantCode): string
  /** @returns `undefined` for an unknown code, such as a self client's */
  get (value: string): GrantCode | undefined
  isUsed (value: string): boolean
  use (value: string): void
  /** Issued codes by value, and the values of used codes, both oldest first. */
  all (): { readonly issued: ReadonlyMap<string, GrantCode>, readonly used: readonly string[] }
  /** Adds a code of a seed. */
  add (value: string, code: GrantCode): void
  /** Invalidates the codes of deleted users. */
  invalidateOrphans (isUser: (id: string) => boolean): void
}

/** @param newToken creates a unique value */
export function createGrantCodes (newToken: () => string): GrantCodes {
  const issued = new BoundedMap<string, GrantCode>(limits.tokensKept, ({ client, redirectUri, scopes }, value) => value.length + client.length + redirectUri.length + lengthOf(scopes))
  const used = new BoundedMap<string, true>(limits.tokensKept, (_, value) => value.length)

  return {
    issue (code) {
      const value = newToken()
      issued.set(value, code)
      return value
    },
    get: value => issued.get(value),
    isUsed: value => used.has(value),
    use (value) { used.set(value, true) },
    all: () => ({ issued, used: [...used.keys()] }),
    add (value, code) { issued.set(value, code) },
    invalidateOrphans (isUser) {
      for (const [value, code] of issued) {
        if (code.ended === undefined && !isUser(code.user)) issued.set(value, { ...code, ended: { kind: 'user-deleted', user: code.user } })
      }
    }
  }
}
