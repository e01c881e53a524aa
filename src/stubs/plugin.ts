import fp from 'fastify-plugin'
import { isControlUrl } from '../api/api.js'
import { headerText } from '../http/headers.js'
import { isOfAnotherApi, type Segments } from '../zoho/another-api.js'
import type { InstalledStub } from './table.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The stub that answered it. */
    stub: { readonly id: string } | null
  }
}

/** Answers requests that no operation of the double is for, as the stubs of the sandbox say. They are not checked for a token. */
export const stubs = fp(async function stubs (app) {
  app.decorateRequest('stub', null)
  app.addHook('onRequest', (request, reply, done) => {
    const { sandbox: { world }, method, url, params, routeOptions: { config: { operation } } } = request
    const isServed = operation !== undefined && !isOfAnotherApi(params as Segments)
    const hit = world.stubs.isEmpty || isServed || isControlUrl(url) ? undefined : world.stubs.trigger(method, url)
    if (hit === undefined) {
      done()
      return
    }
    const { id, stub: { status, headers, body } } = hit
    request.stub = { id }
    reply.code(status).headers({ ...headers, 'x-mock-request-id': request.id, 'x-mock-explain': headerText(describeHit(hit)) }).send(body)
  })
}, { name: 'stubs', dependencies: ['sandbox'] })

function describeHit ({ id, hits, stub: { method, path, times } }: InstalledStub): string {
  return `${id} (${hits} of ${times === Infinity ? 'always' : times}) answered: ${method} ${path}`
}
