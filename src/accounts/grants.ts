import type { World } from '../sandbox/world.js'
import { INVALID_CODE } from '../sandbox/default-seed.js'
import type { Grant } from '../sandbox/tokens.js'
import { Refusal } from '../zoho/refusal.js'
import { splitScopes } from '../zoho/scopes.js'

/** The parameters of a token request, wherever they stood. */
export type Parameters = ReadonlyMap<string, string>

/** What a token request is given. */
export interface Given extends Grant {
  /** Whether a refresh token comes along. */
  readonly refreshable: boolean
}

/** Granted where no scope is asked for. */
const DEFAULT_SCOPES = ['ZohoCRM.modules.ALL']

type GrantType = (world: World, parameters: Parameters) => Given

const grantTypes: Readonly<Record<string, GrantType>> = {
  refresh_token (world, parameters) {
    const value = parameters.get('refresh_token')
    if (!value || value === INVALID_CODE) throw invalidCode('refresh_token', value)
    // A refresh token from elsewhere is as good: tests bring the ones of their own configuration.
    const { scopes, user } = world.tokens.refreshGrant(value) ?? { scopes: DEFAULT_SCOPES, user: world.users[0] }
    return { scopes: scopesAsked(parameters) ?? scopes, user, refreshable: false }
  },
  authorization_code (world, parameters) {
    const code = parameters.get('code')
    if (!code || code === INVALID_CODE) throw invalidCode('code', code)
    if (!world.tokens.redeem(code)) throw new Refusal('accounts.code-invalid', 'this grant code was used before: each can be used once')
    return { scopes: scopesAsked(parameters) ?? DEFAULT_SCOPES, user: world.users[0], refreshable: true }
  },
  client_credentials (world, parameters) {
    const scopes = scopesAsked(parameters)
    if (scopes === undefined) throw new Refusal('accounts.scope-invalid', 'client_credentials needs the parameter scope, such as ZohoCRM.modules.ALL')
    return { scopes, user: world.users[0], refreshable: false }
  }
}

/**
 * Decides on a token request.
 * @throws {Refusal} one of the rules named `accounts.…`
 */
export function decide (world: World, parameters: Parameters): Given {
  checkClient(world, parameters)
  const name = parameters.get('grant_type')
  const grantType = name === undefined || !Object.hasOwn(grantTypes, name) ? undefined : grantTypes[name]
  if (grantType === undefined) {
    throw new Refusal('accounts.grant-type-unknown', `expected grant_type to be ${Object.keys(grantTypes).join(', ')}, got ${name === undefined ? 'none' : `"${name}"`}`)
  }
  return grantType(world, parameters)
}

function checkClient ({ clients }: World, parameters: Parameters): void {
  const id = parameters.get('client_id')
  if (!id) throw new Refusal('accounts.client-unknown', 'expected the parameter client_id, got none; it may stand in the query, in a urlencoded body or in a multipart body')
  if (clients === 'any') return
  const client = clients.find(known => known.id === id)
  if (client === undefined) throw new Refusal('accounts.client-unknown', `the seed has no client "${id}"`)
  if (client.secret !== parameters.get('client_secret')) throw new Refusal('accounts.client-secret-wrong', `the client_secret is not that of client "${id}" in the seed`)
}

function scopesAsked (parameters: Parameters): string[] | undefined {
  const scopes = splitScopes(parameters.get('scope') ?? '')
  return scopes.length === 0 ? undefined : scopes
}

function invalidCode (parameter: string, value: string | undefined): Refusal {
  return new Refusal('accounts.code-invalid', value ? `the ${parameter} is the one that is always refused` : `expected the parameter ${parameter}, got none`)
}
