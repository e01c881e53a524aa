import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import { Trail } from '../journal/trail.js'
import { errorOf } from '../guard.js'
import { methodsNotAllowed } from '../http/allowed-methods.js'
import { takesFaults, operations, type CrmOperationKey, type Operation } from '../zoho/operations.js'
import { admit, type Admitted } from './admit.js'
import type { CrmSettings, Handler } from './request-context.js'
import { handlers } from './operations/handlers.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the headers have passed their checks. */
    admitted: Admitted
  }
}

type HandledOperation = Operation & { readonly handler: Handler }

/** The CRM's API. Every request goes through the checks, even for an unknown URL. */
export async function crm (app: FastifyInstance, settings: CrmSettings): Promise<void> {
  app.register(multipart)

  app.decorateRequest('admitted')
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-mock-request-id', request.id)
    const trail = request.trail = new Trail()
    done(errorOf(() => { request.admitted = admit(request, reply, settings, trail) }))
  })
  app.addHook('onRequest', (request, reply, done) => {
    const { operation, target } = request.admitted
    if (takesFaults(operation)) app.applyFaults(request, reply, { operation: operation.name, ...target }, done)
    else done()
  })
  // After the hook that sends `100 Continue`, and before Fastify looks at the content type.
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (request.bodyFault === null) done(null, payload)
    else app.breakInBody(request, reply)
  })

  const handled = (Object.keys(handlers) as CrmOperationKey[]).map((key): HandledOperation => ({ ...operations[key], handler: handlers[key] }))
  const routes = settings.answers === 'observed' ? [...handled, ...handled.flatMap(inLowerCase)] : handled
  for (const { handler, ...operation } of routes) {
    const { method, path: url } = operation
    app.route({ method, url, config: { operation, handler }, handler: async ({ admitted }) => admitted.answer() })
  }
  for (const { url, methods, allowedMethods } of methodsNotAllowed<string>(routes, app.supportedMethods)) {
    app.route({ method: methods, url, config: { allowedMethods }, handler: unreachable })
  }
  // With its own handler, this scope's hooks, and so the checks, also run for unknown URLs.
  app.setNotFoundHandler(unreachable)
}

/** The operation with `attachments` in lower case in its path; none if its path has no `Attachments`. */
function inLowerCase (operation: HandledOperation): HandledOperation[] {
  const path = operation.path.replace('/Attachments', '/attachments')
  return path === operation.path ? [] : [{ ...operation, path }]
}

async function unreachable (): Promise<never> {
  throw new Error('a request without an operation passed the checks: mend crm/admit.ts')
}
