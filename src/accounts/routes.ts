import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { unusedMethods } from '../plugins/unused-methods.js'
import { baseUrlOf } from '../plugins/base-url.js'
import type { Budget } from '../sandbox/budget.js'
import { queryOf } from '../upload/form.js'
import { readForm } from '../upload/read-form.js'
import { limits } from '../zoho/limits.js'
import { JSON_TYPE, presentToken } from '../zoho/present.js'
import { Refusal } from '../zoho/refusal.js'
import { decide, type Parameters } from './grants.js'

interface AccountsOptions {
  readonly budget: Budget
  readonly publicUrl: string | undefined
}

const operations = [{ method: 'POST', path: '/token' }] as const

/** The accounts server's surface. */
export async function accounts (app: FastifyInstance, { budget, publicUrl }: AccountsOptions): Promise<void> {
  app.register(multipart)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-mock-request-id', request.id)
  })

  app.post('/token', { config: { surface: 'accounts' } }, async (request, reply) => {
    const parameters = await parametersOf(request, budget)
    const { world } = request.sandbox
    const given = decide(world, parameters)
    const refreshToken = given.refreshable ? world.tokens.issueRefreshToken(given) : undefined
    const token = world.tokens.issue(given, world.clock.now() + limits.accessTokenLifetime * 1000)
    const body = presentToken(token, limits.accessTokenLifetime, baseUrlOf(request, request.sandbox, publicUrl), refreshToken)
    return reply.header('content-type', JSON_TYPE).send(JSON.stringify(body))
  })
  for (const { url, methods, allowedMethods } of unusedMethods(operations, app.supportedMethods)) {
    app.route({
      method: methods as string[],
      url,
      handler: async ({ method }) => { throw new Refusal('method.unknown', `expected ${allowedMethods.join(' or ')} at this URL, got ${method}`) }
    })
  }
}

/**
 * The parameters of a request, which clients put into the query, a urlencoded or a multipart body. A body's come first;
 * the first of several of one name counts.
 */
async function parametersOf (request: FastifyRequest, budget: Budget): Promise<Parameters> {
  const hold = budget.hold()
  try {
    const { fields } = await readForm(request, { maxFileSize: limits.plainBody, hold }).catch(refuse)
    return new Map([...fields, ...queryOf(request.url)].reverse())
  } finally {
    hold.release()
  }
}

/** What Zoho's CRM says of a form, in the words of the accounts server. */
function refuse (error: unknown): never {
  if (!(error instanceof Refusal)) throw error
  throw new Refusal('accounts.request-malformed', error.explain, { cause: error })
}
