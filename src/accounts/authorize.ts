import type { World } from '../sandbox/world.js'
import { redactField } from '../secrets/redact.js'
import type { Grant } from '../store/tokens.js'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/rules.js'
import { clientOf, requestedScopes, type Parameters } from './parameters.js'

const ACCESS_TYPES = ['online', 'offline']

/**
 * Issues a grant code. Where Zoho would ask a person for consent, the first user of the sandbox agrees at once. Source for the
 * parameters, which of them are required, and the default `online` of `access_type`:
 * zoho.com/accounts/protocol/oauth/web-apps/authorization.html.
 * @param accountsServer the value of the parameter `accounts-server`: where to exchange the code, without `/oauth/v2/token`
 * @param strictConsent whether a code brings a refresh token only where the user is asked for consent
 * @returns `url`, to redirect to: `redirect_uri` and its own parameters, then ours. Real redirects also add `code`,
 * `location` and `accounts-server`, and keep the parameters of `redirect_uri`. `explain` says why the code brings no refresh
 * token, if that is because of an earlier consent.
 * @throws {Refusal} `accounts.client-unknown`, `accounts.redirect-uri-invalid`, `accounts.response-type-unknown`,
 * `accounts.scope-invalid`, `accounts.request-malformed`
 */
export function authorize (world: World, parameters: Parameters, accountsServer: string, strictConsent: boolean): { readonly url: string, readonly explain?: string } {
  const client = clientOf(world, parameters)
  const redirectUri = parameters.get('redirect_uri') ?? ''
  if (!/^https?:\/\//i.test(redirectUri) || !URL.canParse(redirectUri)) {
    throw new Refusal('accounts.redirect-uri-invalid', `expected redirect_uri to be an absolute http or https URL, got ${quote('redirect_uri', redirectUri)}`)
  }
  const responseType = parameters.get('response_type') ?? ''
  if (responseType !== 'code') throw new Refusal('accounts.response-type-unknown', `expected response_type to be code, got ${quote('response_type', responseType)}`)
  const scopes = requestedScopes(parameters)
  if (scopes === undefined) throw new Refusal('accounts.scope-invalid', 'expected the parameter scope, such as ZohoCRM.modules.ALL, got none')
  const accessType = parameters.get('access_type') ?? 'online'
  if (!ACCESS_TYPES.includes(accessType)) throw new Refusal('accounts.request-malformed', `expected access_type to be ${ACCESS_TYPES.join(' or ')}, got ${quote('access_type', accessType)}`)

  const user = world.users[0].id
  const isOffline = accessType === 'offline'
  const isAsked = !strictConsent || parameters.get('prompt') === 'consent' || !hasConsented(world, client, user)
  const code = world.codes.issue({
    scopes,
    user,
    client,
    redirectUri,
    refreshable: isOffline && isAsked,
    expiresAt: world.clock.now() + limits.grantCodeLifetime * 1000
  })
  const state = parameters.get('state')
  const added = new URLSearchParams({ code, ...state !== undefined && { state }, location: world.dataCenter, 'accounts-server': accountsServer })
  const url = new URL(redirectUri)
  url.search = url.search === '' ? `${added}` : `${url.search}&${added}`
  return { url: url.href, ...isOffline && !isAsked && { explain: `with --strict-consent this code brings no refresh token: user ${user} has consented to client "${redactField('client_id', client)}" before, and prompt=consent is missing` } }
}

/**
 * Whether a user has given a client access for offline use before, as far as the sandbox remembers: to Zoho it is the first
 * consent alone that brings a refresh token. That an earlier consent for online use does not count is inferred.
 * Sources: github.com/googleworkspace/apps-script-oauth2/issues/197, github.com/schmorrison/Zoho/issues/43,
 * github.com/n8n-io/n8n/issues/18037.
 */
function hasConsented ({ codes, tokens }: World, client: string, user: string): boolean {
  const isTheirs = (grant: Grant): boolean => grant.client === client && grant.user === user
  return [...codes.all().issued.values()].some(code => code.refreshable && isTheirs(code)) || tokens.refreshTokens().some(token => token.issuedHere && isTheirs(token))
}

function quote (name: string, value: string): string {
  return value === '' ? 'none' : `"${redactField(name, value)}"`
}
