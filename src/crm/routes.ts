import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Trail } from '../journal/trail.js'
import { errorOf } from '../guard.js'
import { isBelow } from '../http/request-target.js'
import { takesFaults } from '../zoho/operations.js'
import type { Answers } from '../zoho/rules.js'
import { admit, type Admitted } from './admit.js'
import type { CrmSettings } from './request-context.js'
import { servedOperations } from './served.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the headers have passed their checks. */
    admitted: Admitted
  }
}

/** The CRM's API. Every request goes through the checks, even for an unknown URL. */
export const crm = fp<CrmSettings>(async function crm (app, settings) {
  app.decorateRequest('admitted')
  // Not in the scope of the routes, since an unknown URL or method matches none. A scope with a not-found handler would have
  // those, too, but Fastify adds 70 routes for it, which made up a sixth of the time that a server needs to start.
  app.addHook('onRequest', (request, reply, done) => {
    if (!isBelow('/crm', request)) {
      done()
      return
    }
    reply.header('x-mock-request-id', request.id)
    const trail = request.trail = new Trail()
    done(errorOf(() => {
      request.admitted = admit(request, reply, settings, trail)
      // Without an operation there is no route.
      if (request.is404) throw new Error('a request without an operation passed the checks: mend crm/admit.ts')
    }))
  })
  app.register(async scope => operations(scope, settings.answers), { prefix: '/crm' })
}, { name: 'crm', dependencies: ['sandbox', 'journal', 'faults'] })

/** Answers requests that passed the checks. */
async function operations (app: FastifyInstance, answers: Answers): Promise<void> {
  app.register(multipart)
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

  for (const { handler, ...operation } of servedOperations(answers)) {
    const { method, path: url } = operation
    app.route({ method, url, config: { operation, handler }, handler: async ({ admitted }) => admitted.answer() })
  }
}
