import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import type { FaultyOperation } from '../faults/fault.js'
import { faultOf } from '../plugins/fault-of.js'
import { unusedMethods } from '../plugins/unused-methods.js'
import type { Call, CallContext, HeaderStep } from './call.js'
import { ATTACHMENTS, type Operation } from './operations/operation.js'
import { operations } from './operations/operations.js'
import { bodySteps, headerSteps } from './steps.js'

/** The CRM's surface: every request takes the steps, known URL or not. */
export async function crm (app: FastifyInstance, context: CallContext): Promise<void> {
  app.register(multipart)

  app.decorateRequest('call')
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-mock-request-id', request.id)
    request.call = { request, reply, context, findings: {}, passed: 0 }
    done(faultOf(() => take(headerSteps, request.call)))
  })
  app.addHook('onRequest', (request, reply, done) => {
    const { call: { findings: { operation, place, credential } } } = request
    if (operation === undefined || operation.scope === undefined) done()
    else app.meetFaults(request, reply, { operation: operation.name as FaultyOperation, ...place, token: credential }, done)
  })
  // Behind the hook that invites the body, and before Fastify looks at its type.
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (request.bodyFault === null) done(null, payload)
    else app.breakInBody(request, reply)
  })
  app.addHook('preHandler', async ({ call }) => {
    for (const step of bodySteps) {
      await step(call)
      call.passed++
    }
  })

  const all = context.answers === 'observed' ? [...operations, ...operations.flatMap(inLowerCase)] : operations
  for (const operation of all) {
    const { method, path: url } = operation
    app.route({ method, url, config: { operation }, handler: async ({ call }) => operation.answer(call) })
  }
  for (const { url, methods, allowedMethods } of unusedMethods(all, app.supportedMethods)) {
    app.route({ method: methods, url, config: { allowedMethods }, handler: unreachable })
  }
  // A handler of its own makes this scope's hooks, and so the steps, run for URLs that it does not know.
  app.setNotFoundHandler(unreachable)
}

/** An operation at the URL that clients write in lower case; none for those of other URLs. */
function inLowerCase (operation: Operation): Operation[] {
  const path = operation.path.replace(ATTACHMENTS, ATTACHMENTS.toLowerCase())
  return path === operation.path ? [] : [{ ...operation, path }]
}

function take (steps: readonly HeaderStep[], call: Call): void {
  for (const step of steps) {
    step(call)
    call.passed++
  }
}

async function unreachable (): Promise<never> {
  throw new Error('a request without an operation passed the steps: mend crm/steps.ts')
}
