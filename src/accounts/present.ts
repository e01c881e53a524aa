import type { Token } from '../store/entities.js'
import type { Answer } from '../zoho/rules.js'

/** The reply to a revocation. Source: zoho.com/accounts/protocol/oauth/revoke-refresh-token.html. */
export function presentRevoked ({ code }: Answer): object {
  return { status: code }
}

/**
 * The token endpoint's reply; `expires_in` in seconds. Never `expires_in_sec`, which makes SDKs read `expires_in` as
 * milliseconds. Source: zoho.com/accounts/protocol/oauth/web-apps/access-token-expiry.html.
 * @param apiDomain the sandbox's own base URL: with Zoho's address here every SDK leaves the double for the real service.
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
