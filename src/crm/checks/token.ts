import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RequestFacts } from '../../journal/entry.js'
import type { Check } from '../../journal/trail.js'
import { enterSandbox } from '../../sandbox/plugin.js'
import { describeEnd, type Token, type User } from '../../store/entities.js'
import type { Sandbox } from '../../sandbox/sandboxes.js'
import { describeToken, describeScheme, redactSegment } from '../../secrets/redact.js'
import { dataCenters } from '../../zoho/data-centers.js'
import { scopeNameOf, type ModuleMatch } from '../../zoho/modules.js'
import type { Operation } from '../../zoho/operations.js'
import { Refusal, ruleOf, type Answers } from '../../zoho/rules.js'
import { grants, leastScopes, scopesNeeded } from '../../zoho/scopes.js'
import { zohoTime } from '../../zoho/time.js'
import type { CrmSettings } from '../request-context.js'

type NeededScope = NonNullable<RequestFacts['neededScope']>

/** Accepted schemes. Third-party clients such as @dereekb/zoho send `Bearer` to the real service. */
const SCHEMES: Readonly<Record<Answers, readonly string[]>> = {
  documented: ['zoho-oauthtoken'],
  observed: ['zoho-oauthtoken', 'bearer']
}

/** The header `Authorization: Zoho-oauthtoken …` is present. Schemes are case-insensitive (RFC 9110 §11.1). */
export const authorizationHeader: Check<[header: string | undefined, answers: Answers], string> = {
  name: 'authorizationHeader',
  run (header, answers) {
    if (header === undefined) {
      throw new Refusal('auth.header-missing', 'no Authorization header: expected "Authorization: Zoho-oauthtoken {token}"')
    }
    const [scheme = '', credential, ...rest] = header.trim().split(/\s+/)
    if (!SCHEMES[answers].includes(scheme.toLowerCase()) || credential === undefined || rest.length > 0) {
      // Only a known scheme is quoted: anything else, and what follows it, may be a secret.
      const what = credential === undefined ? 'one word' : describeScheme(scheme)
      const hint = scheme.toLowerCase() === 'bearer' ? ' (--answers observed accepts Bearer)' : ''
      throw new Refusal('auth.scheme-unknown', `expected "Authorization: Zoho-oauthtoken {token}", got ${what}${rest.length > 0 ? ' and more than a token' : ''}${hint}`)
    }
    return credential
  },
  record (facts, credential) { facts.credential = credential }
}

/** The token is known here, and neither revoked nor expired. */
export const liveToken: Check<[credential: string, operation: Operation, request: FastifyRequest, reply: FastifyReply, settings: CrmSettings], { readonly token: Token, readonly user: User }> = {
  name: 'liveToken',
  run (credential, { name: operation }, request, reply, { sandboxes }) {
    const { sandbox, token } = tokenOf(credential, request, sandboxes)
    if (sandbox !== request.sandbox) enterSandbox(sandbox, sandboxes, request, reply)
    const { clock, org, users } = sandbox.world
    if (token.ended !== undefined) throw new Refusal('auth.token-revoked', `${describeToken('token', token.value)} ${describeEnd(token.ended)}`)
    if (token.expiresAt !== undefined && token.expiresAt <= clock.now()) {
      throw new Refusal('auth.token-expired', `${describeToken('token', token.value)} expired at ${zohoTime(token.expiresAt, org.zone)}, now is ${zohoTime(clock.now(), org.zone)}`)
    }
    if (token.rule) throw new Refusal(ruleOf(token.rule, operation), `the seed has this answer for ${describeToken('token', token.value)}`)
    // A token ends when its user is deleted, so the user exists.
    return { token, user: users.find(({ id }) => id === token.user) as User }
  },
  record (facts, { token: { value, scopes, expiresAt }, user: { id, name } }) {
    facts.token = { value, scopes, expiresAt }
    facts.user = { id, name }
  }
}

/**
 * Finds the token and its sandbox. At the base URL, a token that a named sandbox issued selects that sandbox, because
 * Zoho's Ruby SDK drops the path of its base URL after the token call. That holds within a data center: of the SDK, too, Zoho
 * would refuse a token of another one.
 * @throws {Refusal} `auth.token-unknown`, `auth.wrong-data-center`
 */
function tokenOf (credential: string, { sandbox }: FastifyRequest, sandboxes: CrmSettings['sandboxes']): { sandbox: Sandbox, token: Token } {
  const token = sandbox.world.tokens.get(credential)
  if (token) return { sandbox, token }
  const issuer = sandboxes.issuerOf(credential)
  const issued = issuer?.world.tokens.get(credential)
  const where = nameOf(sandbox)
  if (issuer !== undefined && issued !== undefined) {
    const [own, other] = [issuer.world.dataCenter, sandbox.world.dataCenter]
    if (own !== other) throw new Refusal('auth.wrong-data-center', `${describeToken('token', credential)} is of the data center ${own}, where ${nameOf(issuer)} issued it, and ${where} stands for ${other}: send the request to api_domain of the token reply, which is ${issuer.name === '' ? 'the base URL' : `the base URL and /s/${issuer.name}`} here and ${dataCenters[own].api} at Zoho`)
    if (sandbox.name === '') return { sandbox: issuer, token: issued }
  }
  throw new Refusal('auth.token-unknown', `${describeToken('token', credential)} is none of ${where}: the seed has some, such as 1000.all, and POST /oauth/v2/token issues others`)
}

function nameOf ({ name }: Sandbox): string {
  return name === '' ? 'the default sandbox' : `sandbox "${name}"`
}

/** The token's scopes allow the operation on the module. */
export const grantedScope: Check<[token: Token, operation: Operation, module: string, match: ModuleMatch], readonly string[]> = {
  name: 'grantedScope',
  run ({ scopes }, { name: operation, scope }, module, match) {
    if (scope === undefined) return scopes
    const { allows, preposition, beside = 'none' } = scope
    const scopeName = scopeNameIn(module, match)
    if (grants(scopes, scopeName, allows, beside)) return scopes
    const hint = match.kind === 'supported' ? '' : `; and ${match.hint}`
    throw new Refusal('auth.scope-missing', `token has ${scopes.join(', ') || 'no scopes'}; ${operation} ${preposition} ${redactSegment(module)} needs ${scopesNeeded(scopeName, allows, beside)}${hint}`)
  }
}

/** The token's scopes allow an operation whose scope is for no module. */
export const grantedOwnScope: Check<[token: Token, operation: Operation, needed: NeededScope], readonly string[]> = {
  name: 'grantedScope',
  run ({ scopes }, { name }, { module, allows, beside }) {
    if (grants(scopes, module, allows, beside)) return leastScopes(module, allows, beside)
    throw new Refusal('auth.scope-missing', `token has ${scopes.join(', ') || 'no scopes'}; ${name} needs ${scopesNeeded(module, allows, beside)}`)
  },
  record (facts, least) { facts.leastScopes = least }
}

/** What a scope has to allow for an operation whose scope is for no module; `undefined` if any token will do. */
export function neededOwnScopeOf ({ scope }: Operation): NeededScope | undefined {
  return scope?.of && { module: scope.of, allows: scope.allows, beside: scope.beside }
}

/** What a scope has to allow for an operation; `undefined` if any token will do. */
export function neededScopeOf ({ scope }: Operation, module: string, match: ModuleMatch): NeededScope | undefined {
  return scope && { module: scopeNameIn(module, match), allows: scope.allows, beside: scope.beside ?? 'none' }
}

/** The name of a URL's module in scopes, also of one that does not exist. */
function scopeNameIn (module: string, match: ModuleMatch): string {
  return match.kind === 'supported' ? match.module.scopeName : scopeNameOf(redactSegment(module))
}
