import { enterSandbox } from '../../plugins/sandbox.js'
import type { Token, User } from '../../sandbox/entities.js'
import type { Sandbox } from '../../sandbox/sandboxes.js'
import { namedToken } from '../../secrets/mask-token.js'
import { namedScheme, redactSegment } from '../../secrets/redact.js'
import { Refusal } from '../../zoho/refusal.js'
import { ruleOf } from '../../zoho/rules.js'
import { grants, scopesNeeded } from '../../zoho/scopes.js'
import { scopeNameOf } from '../../zoho/modules.js'
import { zohoTime } from '../../zoho/time.js'
import { found, type Call, type CallContext } from '../call.js'
import { findModule } from './target.js'

/** Schemes that are accepted. `Bearer` is what third-party clients such as @dereekb/zoho send to the real service. */
const SCHEMES: Readonly<Record<CallContext['answers'], readonly string[]>> = {
  documented: ['zoho-oauthtoken'],
  observed: ['zoho-oauthtoken', 'bearer']
}

/** Step: `Authorization: Zoho-oauthtoken …` is there. Schemes are compared without case (RFC 9110 §11.1). */
export function authorizationHeader ({ request, context, findings }: Call): void {
  const { authorization } = request.headers
  if (authorization === undefined) {
    throw new Refusal('auth.header-missing', 'no Authorization header: expected "Authorization: Zoho-oauthtoken {token}"')
  }
  const [scheme = '', credential, ...rest] = authorization.trim().split(/\s+/)
  if (!SCHEMES[context.answers].includes(scheme.toLowerCase()) || credential === undefined || rest.length > 0) {
    // A known scheme is quoted; anything else, and what follows, may be a secret.
    const what = credential === undefined ? 'one word' : namedScheme(scheme)
    const hint = scheme.toLowerCase() === 'bearer' ? ' (--answers observed accepts Bearer)' : ''
    throw new Refusal('auth.scheme-unknown', `expected "Authorization: Zoho-oauthtoken {token}", got ${what}${rest.length > 0 ? ' and more than a token' : ''}${hint}`)
  }
  findings.credential = credential
}

/** Step: the token was issued here, and is neither revoked nor expired. */
export function liveToken (call: Call): void {
  const credential = found(call, 'credential')
  const { sandbox, token } = tokenOf(call, credential)
  const { clock, org, users } = sandbox.world
  if (token.ended !== undefined) throw new Refusal('auth.token-revoked', `${namedToken('token', token.value)} ${token.ended}`)
  if (token.expiresAt !== undefined && token.expiresAt <= clock.now()) {
    throw new Refusal('auth.token-expired', `${namedToken('token', token.value)} expired at ${zohoTime(token.expiresAt, org.zone)}, now is ${zohoTime(clock.now(), org.zone)}`)
  }
  if (token.rule) throw new Refusal(ruleOf(token.rule, found(call, 'operation').name), `the seed has this answer for ${namedToken('token', token.value)}`)
  call.findings.token = token
  // With a user go his tokens.
  call.findings.user = users.find(({ id }) => id === token.user) as User
}

/**
 * The token, and its sandbox: at the base URL a token that a sandbox issued is that sandbox's, because Zoho's Ruby SDK
 * drops the path of its base URL after the token call.
 */
function tokenOf ({ request, reply, context: { sandboxes } }: Call, credential: string): { sandbox: Sandbox, token: Token } {
  const own = request.sandbox.world.tokens.get(credential)
  if (own) return { sandbox: request.sandbox, token: own }
  const issuer = request.sandbox.name === '' ? sandboxes.issuerOf(credential) : undefined
  const token = issuer?.world.tokens.get(credential)
  if (issuer === undefined || token === undefined) {
    const where = request.sandbox.name === '' ? 'the default sandbox' : `sandbox "${request.sandbox.name}"`
    throw new Refusal('auth.token-unknown', `${namedToken('token', credential)} is none of ${where}: the seed has some, such as 1000.all, and POST /oauth/v2/token issues others`)
  }
  enterSandbox(issuer, sandboxes, request, reply)
  return { sandbox: issuer, token }
}

/** Step: the token's scopes allow the operation on the module. */
export function grantedScope (call: Call): void {
  const { name: operation, scope } = found(call, 'operation')
  if (scope === undefined) return
  const { allows, preposition } = scope
  const { scopes } = found(call, 'token')
  const { module } = call.request.params as { module: string }
  const match = findModule(call, module)
  const scopeName = match.kind === 'supported' ? match.module.scopeName : scopeNameOf(redactSegment(module))
  if (grants(scopes, scopeName, allows)) return
  const name = redactSegment(module)
  const hint = match.kind === 'supported' ? '' : `; and ${match.hint}`
  throw new Refusal('auth.scope-missing', `token has ${scopes.join(', ') || 'no scopes'}; ${operation} ${preposition} ${name} needs ${scopesNeeded(scopeName, allows)}${hint}`)
}
