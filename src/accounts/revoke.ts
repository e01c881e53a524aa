import type { World } from '../sandbox/world.js'
import { Refusal } from '../zoho/refusal.js'
import { namedToken } from '../secrets/mask-token.js'
import type { Parameters } from './parameters.js'

/**
 * Ends a refresh token with all access tokens that it was given, or one access token.
 * Source: zoho.com/accounts/protocol/oauth/revoke-refresh-token.html, for access tokens too.
 * @throws {Refusal} `accounts.token-invalid`
 */
export function revokeToken ({ tokens }: World, parameters: Parameters): void {
  const value = parameters.get('token')
  if (!value) throw new Refusal('accounts.token-invalid', 'expected the parameter token, got none; it may stand in the query, in a urlencoded body or in a multipart body')
  const token = tokens.getRefreshToken(value) ?? tokens.get(value)
  if (token === undefined) {
    throw new Refusal('accounts.token-invalid', `${namedToken('token', value)} is none of this sandbox; a refresh token from elsewhere is known once POST /oauth/v2/token was asked with it`)
  }
  if (token.ended !== undefined) throw new Refusal('accounts.token-invalid', `${namedToken('token', value)} ${token.ended}`)
  tokens.revoke(value)
}
