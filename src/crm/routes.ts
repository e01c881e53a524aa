import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { faultOf } from '../plugins/fault-of.js'
import { unusedMethods } from '../plugins/unused-methods.js'
import { JSON_TYPE, presentOrg, presentUploaded, presentUsers } from '../zoho/present.js'
import { answerOf } from '../zoho/rules.js'
import { attach } from './attach.js'
import { found, type CallContext } from './call.js'
import { attachWithPageTitle, needsPageTitle } from './page-title.js'
import { operations, type Operation } from './operations.js'
import { bodySteps, headerSteps } from './steps.js'

/** What each operation answers once the steps have let the request through. */
const handlers: Readonly<Record<Operation['name'], (request: FastifyRequest, reply: FastifyReply) => object | Promise<object>>> = {
  upload: async ({ call, sandbox: { world } }, reply) => {
    const stored = answerOf('upload.stored', call.context.answers)
    const { apiName: module } = found(call, 'module')
    const place = { module, record: found(call, 'record'), user: found(call, 'token').user }
    const upload = found(call, 'upload')
    const { pageTitles } = call.context
    const attachment = pageTitles && needsPageTitle(upload, world)
      ? await attachWithPageTitle(upload, place, call, pageTitles)
      : attach(world, place, upload)
    reply.code(stored.status)
    return presentUploaded(attachment, world.org, stored)
  },
  users: ({ call, query, sandbox: { world } }) => {
    const { type } = query as { type?: unknown }
    return presentUsers(type === 'CurrentUser' ? [found(call, 'token').user] : world.users, world.org)
  },
  org: ({ sandbox: { world } }) => presentOrg(world.org)
}

/** The CRM's surface: every request takes the steps, known URL or not. */
export async function crm (app: FastifyInstance, context: CallContext): Promise<void> {
  app.register(multipart)

  app.decorateRequest('call')
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-mock-request-id', request.id)
    request.call = { request, reply, context, findings: {} }
    done(faultOf(() => headerSteps.forEach(step => step(request.call))))
  })
  app.addHook('preHandler', async ({ call }) => {
    for (const step of bodySteps) await step(call)
  })

  for (const operation of operations) {
    const { method, path: url, name } = operation
    app.route({ method, url, config: { operation }, handler: async (request, reply) => answer(reply, await handlers[name](request, reply)) })
  }
  for (const { url, methods, allowedMethods } of unusedMethods(operations, app.supportedMethods)) {
    app.route({ method: methods, url, config: { allowedMethods }, handler: unreachable })
  }
  // A handler of its own makes this scope's hooks, and so the steps, run for URLs that it does not know.
  app.setNotFoundHandler(unreachable)
}

function answer (reply: FastifyReply, body: object): FastifyReply {
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify(body))
}

async function unreachable (): Promise<never> {
  throw new Error('a request without an operation passed the steps: mend crm/steps.ts')
}
