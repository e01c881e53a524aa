import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import { baseUrlOf } from '../http/base-url.js'
import { notFound } from '../api/refusals.js'
import { explainSuccess, sendJson } from '../api/reply.js'
import { allowedMethodsAt } from '../http/allowed-methods.js'
import { decodedPath, isBelow } from '../http/request-target.js'
import type { MemoryQuota } from '../store/memory-quota.js'
import { limits } from '../zoho/limits.js'
import { presentRevoked, presentToken } from './present.js'
import { operations, operationsOf } from '../zoho/operations.js'
import { Refusal, answerOf, type Answers } from '../zoho/rules.js'
import { authorize } from './authorize.js'
import { decide, issueTokens, throttle, revokeToken } from './grants.js'
import { parametersOf, queryParameters } from './parameters.js'

interface AccountsOptions {
  readonly answers: Answers
  readonly memoryQuota: MemoryQuota
  readonly publicUrl: string | undefined
  /** Whether to limit how often access tokens are issued. */
  readonly tokenThrottle: boolean
  /** Whether only a first or repeated consent brings a refresh token. */
  readonly strictConsent: boolean
}

const { token, revoke, auth } = operations
const accountsOperations = operationsOf('accounts')
const api = 'accounts'
const PREFIX = '/oauth/v2'

/** The accounts server's API. */
export const accounts = fp<AccountsOptions>(async function accounts (app, options) {
  // Not in the scope of the routes, for the reason that crm/routes.ts has.
  app.addHook('onRequest', (request, reply, done) => {
    if (!isBelow(PREFIX, request)) {
      done()
      return
    }
    reply.header('x-mock-request-id', request.id)
    done(request.is404 ? whyUnknown(request) : undefined)
  })
  app.register(async scope => grants(scope, options), { prefix: PREFIX })
}, { name: 'accounts', dependencies: ['sandbox', 'journal', 'faults'] })

async function grants (app: FastifyInstance, { answers, memoryQuota, publicUrl, tokenThrottle, strictConsent }: AccountsOptions): Promise<void> {
  app.register(multipart)

  const onRequest: onRequestHookHandler = (request, reply, done) => app.applyFaults(request, reply, { operation: token.name }, done)
  app.post(token.path, { config: { api, operation: token }, onRequest }, async (request, reply) => {
    const parameters = await parametersOf(request, memoryQuota)
    const { world } = request.sandbox
    const decision = decide(world, parameters)
    if (tokenThrottle) throttle(world, decision)
    const { token: issued, refreshToken } = issueTokens(world, decision)
    if (strictConsent && decision.code !== undefined && refreshToken === undefined) explainSuccess(reply, 'no refresh_token: with --strict-consent a code brings one where the user was asked for consent, which is the first time with access_type=offline, and each time with prompt=consent')
    request.observations.ignored = parameters.ignored()
    request.observations.grant = { refreshToken: decision.refreshToken, requestedScopes: decision.hasDefaultScopes ? undefined : decision.scopes, accessToken: issued.value }
    return sendJson(reply, presentToken(issued, limits.accessTokenLifetime, baseUrlOf(request, request.sandbox.name, publicUrl), refreshToken))
  })
  app.post(revoke.path, { config: { api, operation: revoke } }, async (request, reply) => {
    const parameters = await parametersOf(request, memoryQuota)
    revokeToken(request.sandbox.world, parameters)
    request.observations.ignored = parameters.ignored()
    const revoked = answerOf('accounts.revoked', answers)
    return sendJson(reply.code(revoked.status), presentRevoked(revoked))
  })
  app.get(auth.path, { config: { api, operation: auth } }, async (request, reply) => {
    const parameters = queryParameters(request)
    const { url, explain } = authorize(request.sandbox.world, parameters, baseUrlOf(request, request.sandbox.name, publicUrl), strictConsent)
    request.observations.ignored = parameters.ignored()
    if (explain !== undefined) explainSuccess(reply, explain)
    return reply.redirect(url)
  })
}

/** Why the accounts server has nothing at a request's URL, or nothing for its method. */
function whyUnknown (request: FastifyRequest): Refusal {
  const allowed = allowedMethodsAt(accountsOperations, decodedPath(request.url).replace(PREFIX, ''))
  return allowed.length > 0 ? new Refusal('method.unknown', `expected ${allowed.join(' or ')} at this URL, got ${request.method}`) : notFound(request)
}
