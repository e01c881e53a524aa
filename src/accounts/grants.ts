import { describeEnd, type Token } from '../store/entities.js'
import type { World } from '../sandbox/world.js'
import { INVALID_CODE } from '../seed/default.js'
import type { Grant } from '../store/tokens.js'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/rules.js'
import { zohoTime } from '../zoho/time.js'
import { clientWithSecret, scopesAsked, type Parameters } from './parameters.js'
import { describeToken } from '../secrets/mask-token.js'
import { redactField, redactUrl } from '../secrets/redact.js'

/** What a token request is to be given. */
export interface Decision extends Grant {
  /** The refresh token that was presented. */
  readonly refreshToken?: string
  /** The grant code that was presented. */
  readonly code?: string
  /** Whether a refresh token comes along. */
  readonly refreshable: boolean
}

/** What a token request was given. */
export interface Given {
  readonly token: Token
  readonly refreshToken: string | undefined
}

/** Granted where no scope is asked for. */
const defaultScopes = { scopes: ['ZohoCRM.modules.ALL'], hasDefaultScopes: true }

function askedScopes (parameters: Parameters): Pick<Grant, 'scopes' | 'hasDefaultScopes'> | undefined {
  const scopes = scopesAsked(parameters)
  return scopes && { scopes, hasDefaultScopes: false }
}

type GrantType = (world: World, parameters: Parameters, client: string) => Decision

const grantTypes: Readonly<Record<string, GrantType>> = {
  refresh_token ({ tokens, users }, parameters, client) {
    const value = presented(parameters, 'refresh_token')
    // A refresh token from elsewhere is as good: tests bring the ones of their own configuration.
    const { scopes, user, ended, hasDefaultScopes = false } = tokens.getRefreshToken(value) ?? { ...defaultScopes, user: users[0].id, ended: undefined }
    if (ended !== undefined) throw new Refusal('accounts.code-invalid', `${describeToken('refresh token', value)} ${describeEnd(ended)}`)
    return { ...askedScopes(parameters) ?? { scopes, hasDefaultScopes }, user, client, refreshToken: value, refreshable: false }
  },
  authorization_code (world, parameters, client) {
    const code = presented(parameters, 'code')
    const { codes, users } = world
    if (codes.isUsed(code)) throw new Refusal('accounts.code-invalid', 'this grant code was used before: each can be used once')
    // A code from elsewhere is that of a self client, which gets a refresh token and has no redirect_uri.
    const { scopes, user, refreshable, hasDefaultScopes = false } = issuedCode(world, parameters, client, code) ??
      { ...askedScopes(parameters) ?? defaultScopes, user: users[0].id, refreshable: true }
    return { scopes, hasDefaultScopes, user, client, code, refreshable }
  },
  client_credentials ({ users }, parameters, client) {
    const scopes = scopesAsked(parameters)
    if (scopes === undefined) throw new Refusal('accounts.scope-invalid', 'client_credentials needs the parameter scope, such as ZohoCRM.modules.ALL')
    return { scopes, user: users[0].id, client, refreshable: false }
  }
}

/**
 * Decides on a token request, and changes nothing.
 * @throws {Refusal} one of the rules named `accounts.…`
 */
export function decide (world: World, parameters: Parameters): Decision {
  const client = clientWithSecret(world, parameters)
  const name = parameters.get('grant_type')
  const grantType = name === undefined || !Object.hasOwn(grantTypes, name) ? undefined : grantTypes[name]
  if (grantType === undefined) {
    throw new Refusal('accounts.grant-type-unknown', `expected grant_type to be ${Object.keys(grantTypes).join(', ')}, got ${name === undefined ? 'none' : `"${redactField('grant_type', name)}"`}`)
  }
  return grantType(world, parameters, client)
}

/**
 * Counts an access token that is about to be given: for its refresh token, or for its client where there is none, which
 * is inferred.
 * @throws {Refusal} `accounts.too-many-requests`
 */
export function throttle ({ tokenThrottle, org }: World, { refreshToken, client }: Decision): void {
  const until = tokenThrottle.take(refreshToken === undefined ? `client ${client}` : `token ${refreshToken}`)
  if (until === undefined) return
  const whose = refreshToken === undefined ? `client "${redactField('client_id', client)}"` : describeToken('refresh token', refreshToken)
  throw new Refusal('accounts.too-many-requests', `${whose} was given ${limits.tokensPerSpan} access tokens within ${limits.tokenSpan / 60} minutes, and with --token-throttle gets the next at ${zohoTime(until, org.zone)}`)
}

/** Gives what was decided: nothing from here on can fail. */
export function give ({ tokens, codes, clock }: World, { code, refreshToken: presented, refreshable, ...grant }: Decision): Given {
  if (code !== undefined) codes.use(code)
  if (presented !== undefined && tokens.getRefreshToken(presented) === undefined) {
    tokens.adoptRefreshToken(presented, { ...grant, ...defaultScopes })
  }
  const refreshToken = refreshable ? tokens.issueRefreshToken(grant) : undefined
  const token = tokens.issue(grant, clock.now() + limits.accessTokenLifetime * 1000, presented ?? refreshToken)
  return { token, refreshToken }
}

/** What a code of `GET /auth` stands for, where this client may have it now; `undefined` for a code from elsewhere. */
function issuedCode ({ codes, clock, org }: World, parameters: Parameters, client: string, value: string) {
  const code = codes.get(value)
  if (code === undefined) return undefined
  const name = describeToken('grant code', value)
  if (code.ended !== undefined) throw new Refusal('accounts.code-invalid', `${name} ${describeEnd(code.ended)}`)
  if (code.expiresAt <= clock.now()) {
    throw new Refusal('accounts.code-invalid', `${name} expired at ${zohoTime(code.expiresAt, org.zone)}, now is ${zohoTime(clock.now(), org.zone)}`)
  }
  if (code.client !== client) throw new Refusal('accounts.code-invalid', `${name} was issued to client "${redactField('client_id', code.client)}", not to "${redactField('client_id', client)}"`)
  const redirectUri = parameters.get('redirect_uri')
  if (code.redirectUri !== redirectUri) {
    throw new Refusal('accounts.redirect-uri-invalid', `expected redirect_uri to be "${redactUrl(code.redirectUri)}" as at /auth, got ${redirectUri === undefined ? 'none' : `"${redactUrl(redirectUri)}"`}`)
  }
  return code
}

/** The refresh token or code of a request. */
function presented (parameters: Parameters, name: string): string {
  const value = parameters.get(name)
  if (!value) throw new Refusal('accounts.code-invalid', `expected the parameter ${name}, got none`)
  if (value === INVALID_CODE) throw new Refusal('accounts.code-invalid', `the ${name} is the one that is always refused`)
  return value
}

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
    throw new Refusal('accounts.token-invalid', `${describeToken('token', value)} is none of this sandbox; a refresh token from elsewhere is known once POST /oauth/v2/token was asked with it`)
  }
  if (token.ended !== undefined) throw new Refusal('accounts.token-invalid', `${describeToken('token', value)} ${describeEnd(token.ended)}`)
  tokens.revoke(value)
}
