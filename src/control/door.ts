import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Sandbox } from '../sandbox/sandboxes.js'
import { runOrDestroy } from '../http/pending-delays.js'
import { answerHealth, healthChecks } from './health.js'
import type { PlaneOptions } from './control-app.js'

/**
 * The way into the control API, which is a Fastify instance of its own and made for the first request: the libraries
 * that check and publish its schemas take longer to load than the server to start. Health checks do without it.
 */
export async function door (app: FastifyInstance, options: Omit<PlaneOptions, 'server' | 'sandboxOf'>): Promise<void> {
  const handedOver = new WeakMap<IncomingMessage, Sandbox>()
  let plane: Promise<FastifyInstance> | undefined
  const makePlane = async (): Promise<FastifyInstance> => {
    const { createPlane } = await import('./plane.js')
    const made = createPlane({ ...options, server: app, sandboxOf: raw => handedOver.get(raw) as Sandbox })
    await made.ready()
    return made
  }
  app.addHook('preClose', async () => { await (await plane)?.close() })

  for (const check of healthChecks) {
    app.get(check.path, { exposeHeadRoute: true }, answerHealth(check, app))
  }
  // Everything else, before this server looks at the body: the control API reads it, and refuses, in its own way.
  app.addHook('onRequest', (request, reply, done) => {
    // On the answer itself, which is all of it that the control API gets. Pages of other origins get to see nothing of it,
    // be it as an image or a script, and no browser takes it for another type than it has.
    reply.raw.setHeader('x-content-type-options', 'nosniff')
    reply.raw.setHeader('cross-origin-resource-policy', 'same-origin')
    if (!request.is404) {
      done()
      return
    }
    plane ??= makePlane()
    plane.then(({ routing }) => {
      reply.hijack()
      handedOver.set(request.raw, request.sandbox)
      runOrDestroy(app.guarded, reply.raw, () => routing(request.raw, reply.raw))
    }, done)
  })
  // A handler of its own makes this scope's hooks run for URLs that it does not know.
  app.setNotFoundHandler(() => {})
}
