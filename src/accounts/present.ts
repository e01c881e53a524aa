import type { Token } from '../store/entities.js'
import type { Answer } from '../zoho/rules.js'

/** The reply to a revocation. Source: zoho.com/accounts/protocol/oauth/revoke-refresh-token.html. */
export function presentRevoked ({ code }: Answer): object {
  return { status: code }
}

/**
 * The reply of the token endpoint. There is no `expires_in_sec`, because with it SDKs read `expires_in` as milliseconds.
 * Source: zoho.com/accounts/protocol/oauth/web-apps/access-token-expiry.html.
 * @param lifetime in seconds
 * @param apiDomain the sandbox's base URL: with Zoho's address, every SDK would switch from the double to the real service
 */
export function presentToken ({ value, scopes }: Token, lifetime: number, apiDomain: string, refreshToken?: string): object {
  return {
    access_token: value,
    ...refreshToken !== undefined && { refresh_token: refreshToken },
    scope: scopes.join(' '),
    api_domain: apiDomain,
    token_type: 'Bearer',
    expires_in: lifetime
  }
}
