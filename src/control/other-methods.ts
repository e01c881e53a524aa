import type { HTTPMethods } from 'fastify'
import { methodsNotAllowed } from '../http/allowed-methods.js'
import { Complaint } from './complaint.js'
import type { ControlApp } from './control-app.js'

/** A route of the control API. */
interface Route {
  readonly method: HTTPMethods
  readonly path: string
}

/** @returns the routes that are added from now on */
export function collectRoutes (app: ControlApp): readonly Route[] {
  const routes: Route[] = []
  app.addHook('onRoute', ({ method, url }) => {
    // Of a prefix with a slash behind it, which Fastify adds by itself, only HEAD is told.
    if (!url.endsWith('/')) routes.push({ method: method as HTTPMethods, path: url })
  })
  return routes
}

/** Answers the methods that paths do not have, which Fastify would answer 404. */
export function refuseOtherMethods (app: ControlApp, routes: readonly Route[]): void {
  // The routes that are added here are collected, too.
  for (const { url, methods, allowedMethods } of methodsNotAllowed([...routes], app.supportedMethods)) {
    app.route({
      method: methods,
      url,
      schema: { hide: true },
      config: { allowedMethods },
      handler: async ({ method }) => {
        throw new Complaint('methodNotAllowed', `Expected ${allowedMethods.join(' or ')} at this path, got ${method}`)
      }
    })
  }
}
