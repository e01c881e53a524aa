import multipart from '@fastify/multipart'
import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import { baseUrlOf } from '../plugins/base-url.js'
import { sendJson } from '../plugins/send-json.js'
import { unusedMethods } from '../plugins/unused-methods.js'
import type { Budget } from '../sandbox/budget.js'
import { limits } from '../zoho/limits.js'
import { presentRevoked, presentToken } from '../zoho/present.js'
import { Refusal } from '../zoho/refusal.js'
import { answerOf, type Answers } from '../zoho/rules.js'
import { authorize } from './authorize.js'
import { decide, give, throttle } from './grants.js'
import { parametersOf, queryParameters } from './parameters.js'
import { revoke } from './revoke.js'

interface AccountsOptions {
  readonly answers: Answers
  readonly budget: Budget
  readonly publicUrl: string | undefined
  /** Whether access tokens are given only so often. */
  readonly tokenThrottle: boolean
}

const operations = [
  { method: 'POST', path: '/token' },
  { method: 'POST', path: '/token/revoke' },
  { method: 'GET', path: '/auth' }
] as const

const config = { surface: 'accounts' } as const

/** The accounts server's surface. */
export async function accounts (app: FastifyInstance, { answers, budget, publicUrl, tokenThrottle }: AccountsOptions): Promise<void> {
  app.register(multipart)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-mock-request-id', request.id)
  })

  const onRequest: onRequestHookHandler = (request, reply, done) => app.meetFaults(request, reply, { operation: 'token' }, done)
  app.post('/token', { config, onRequest }, async (request, reply) => {
    const parameters = await parametersOf(request, budget)
    const { world } = request.sandbox
    const decision = decide(world, parameters)
    if (tokenThrottle) throttle(world, decision)
    const { token, refreshToken } = give(world, decision)
    return sendJson(reply, presentToken(token, limits.accessTokenLifetime, baseUrlOf(request, request.sandbox, publicUrl), refreshToken))
  })
  app.post('/token/revoke', { config }, async (request, reply) => {
    revoke(request.sandbox.world, await parametersOf(request, budget))
    const revoked = answerOf('accounts.revoked', answers)
    return sendJson(reply.code(revoked.status), presentRevoked(revoked))
  })
  app.get('/auth', { config }, async (request, reply) =>
    reply.redirect(authorize(request.sandbox.world, queryParameters(request), baseUrlOf(request, request.sandbox, publicUrl))))

  for (const { url, methods, allowedMethods } of unusedMethods(operations, app.supportedMethods)) {
    app.route({
      method: methods as string[],
      url,
      handler: async ({ method }) => { throw new Refusal('method.unknown', `expected ${allowedMethods.join(' or ')} at this URL, got ${method}`) }
    })
  }
}
