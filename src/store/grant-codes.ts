import { limits } from '../zoho/limits.js'
import { BoundedMap, lengthOf } from './bounded-map.js'
import type { EndReason } from './entities.js'
import type { Grant } from './tokens.js'

/** What a grant code stands for. */
export interface GrantCode extends Grant {
  /** As the client gave it; the exchange has to give the same. */
  readonly redirectUri: string
  /** Whether a refresh token comes with the access token. */
  readonly refreshable: boolean
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  /** Why it became invalid before its time; absent while it is valid. */
  readonly ended?: EndReason
}

/** The grant codes of one sandbox: those that it issued, and those from elsewhere that were exchanged here. */
export interface GrantCodes {
  issue (code: GrantCode): string
  /** @returns `undefined` for a code from elsewhere, as a self client brings it */
  get (value: string): GrantCode | undefined
  isUsed (value: string): boolean
  use (value: string): void
  /** Those that were issued, by value, and the values of those that were used, each oldest first. */
  all (): { readonly issued: ReadonlyMap<string, GrantCode>, readonly used: readonly string[] }
  /** Takes in a code as it was stored. */
  add (value: string, code: GrantCode): void
  /** Ends the codes of those who are no users. */
  endOrphans (isUser: (id: string) => boolean): void
}

/** @param newToken makes a value that nothing else has */
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
    endOrphans (isUser) {
      for (const [value, code] of issued) {
        if (code.ended === undefined && !isUser(code.user)) issued.set(value, { ...code, ended: { kind: 'user-deleted', user: code.user } })
      }
    }
  }
}
