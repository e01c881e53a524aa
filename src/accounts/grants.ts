import { describeEnd, type Token } from '../store/entities.js'
import type { World } from '../sandbox/world.js'
import { INVALID_CODE } from '../seed/default.js'
import type { Grant } from '../store/tokens.js'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/rules.js'
import { allScopes } from '../zoho/scopes.js'
import { zohoTime } from '../zoho/time.js'
import { authenticateClient, requestedScopes, type Parameters } from './parameters.js'
import { describeToken, redactField, redactUrl } from '../secrets/redact.js'

/** What a token request is granted. */
export interface Decision extends Grant {
  /** The refresh token that was presented. */
  readonly refreshToken?: string
  /** The grant code that was presented. */
  readonly code?: string
  /** Whether a refresh token is issued, too. */
  readonly refreshable: boolean
}

/** The tokens issued for a request. */
export interface IssuedTokens {
  readonly token: Token
  readonly refreshToken: string | undefined
}

/** Granted if no scope is requested. */
const defaultScopes = { scopes: allScopes, hasDefaultScopes: true }

function grantedScopes (parameters: Parameters): Pick<Grant, 'scopes' | 'hasDefaultScopes'> | undefined {
  const scopes = requestedScopes(parameters)
  return scopes && { scopes, hasDefaultScopes: false }
}

type GrantType = (world: World, parameters: Parameters, client: string) => Decision

const grantTypes: Readonly<Record<string, GrantType>> = {
  refresh_token ({ tokens, users }, parameters, client) {
    const value = readCredential(parameters, 'refresh_token')
    // Unknown refresh tokens are accepted, so that tests can use the ones in their own configuration.
    const { scopes, user, ended, hasDefaultScopes = false } = tokens.getRefreshToken(value) ?? { ...defaultScopes, user: users[0].id, ended: undefined }
    if (ended !== undefined) throw new Refusal('accounts.code-invalid', `${describeToken('refresh token', value)} ${describeEnd(ended)}`)
    return { ...grantedScopes(parameters) ?? { scopes, hasDefaultScopes }, user, client, refreshToken: value, refreshable: false }
  },
  authorization_code (world, parameters, client) {
    const code = readCredential(parameters, 'code')
    const { codes, users } = world
    if (codes.isUsed(code)) throw new Refusal('accounts.code-invalid', 'this grant code was used before: each can be used once')
    // An unknown code is taken for a self client's, which has no redirect_uri and gets a refresh token.
    const { scopes, user, refreshable, hasDefaultScopes = false } = issuedCode(world, parameters, client, code) ??
      { ...grantedScopes(parameters) ?? defaultScopes, user: users[0].id, refreshable: true }
    return { scopes, hasDefaultScopes, user, client, code, refreshable }
  },
  client_credentials ({ users }, parameters, client) {
    const scopes = requestedScopes(parameters)
    if (scopes === undefined) throw new Refusal('accounts.scope-invalid', 'client_credentials needs the parameter scope, such as ZohoCRM.modules.ALL')
    return { scopes, user: users[0].id, client, refreshable: false }
  }
}

/**
 * Decides what a token request is granted. It changes nothing in the world.
 * @throws {Refusal} `accounts.…`
 */
export function decide (world: World, parameters: Parameters): Decision {
  const client = authenticateClient(world, parameters)
  const name = parameters.get('grant_type')
  const grantType = name === undefined || !Object.hasOwn(grantTypes, name) ? undefined : grantTypes[name]
  if (grantType === undefined) {
    throw new Refusal('accounts.grant-type-unknown', `expected grant_type to be ${Object.keys(grantTypes).join(', ')}, got ${name === undefined ? 'none' : `"${redactField('grant_type', name)}"`}`)
  }
  return grantType(world, parameters, client)
}

/**
 * Counts an access token before it is issued: per refresh token, or per client if there is none, which is inferred.
 * @throws {Refusal} `accounts.too-many-requests`
 */
export function throttle ({ tokenThrottle, org }: World, { refreshToken, client }: Decision): void {
  const until = tokenThrottle.acquire(refreshToken === undefined ? `client ${client}` : `token ${refreshToken}`)
  if (until === undefined) return
  const owner = refreshToken === undefined ? `client "${redactField('client_id', client)}"` : describeToken('refresh token', refreshToken)
  throw new Refusal('accounts.too-many-requests', `${owner} was given ${limits.tokensPerSpan} access tokens within ${limits.tokenSpan / 60} minutes, and with --token-throttle gets the next at ${zohoTime(until, org.zone)}`)
}

/** Issues what was decided. It cannot fail. */
export function issueTokens ({ tokens, codes, clock }: World, { code, refreshToken: presented, refreshable, ...grant }: Decision): IssuedTokens {
  if (code !== undefined) codes.use(code)
  if (presented !== undefined && tokens.getRefreshToken(presented) === undefined) {
    tokens.adoptRefreshToken(presented, { ...grant, ...defaultScopes })
  }
  const refreshToken = refreshable ? tokens.issueRefreshToken(grant) : undefined
  const token = tokens.issue(grant, clock.now() + limits.accessTokenLifetime * 1000, presented ?? refreshToken)
  return { token, refreshToken }
}

/**
 * @returns the grant of a code that `GET /auth` issued; `undefined` for an unknown code
 * @throws {Refusal} if the code has ended, or this client or `redirect_uri` may not exchange it
 */
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

/**
 * @returns the refresh token or code of a request
 * @throws {Refusal} `accounts.code-invalid`
 */
function readCredential (parameters: Parameters, name: string): string {
  const value = parameters.get(name)
  if (!value) throw new Refusal('accounts.code-invalid', `expected the parameter ${name}, got none`)
  if (value === INVALID_CODE) throw new Refusal('accounts.code-invalid', `the ${name} is the one that is always refused`)
  return value
}

/**
 * Revokes a refresh token with all its access tokens, or a single access token.
 * Source, also for access tokens: zoho.com/accounts/protocol/oauth/revoke-refresh-token.html.
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
