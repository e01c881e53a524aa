import swagger from '@fastify/swagger'
import fastify from 'fastify'
import { noCompilers } from '../http/compilers.js'
import { version } from '../version.js'
import { route, routeKeys } from './shapes/routes.js'

/** Stands where Fastify wants a handler or a validator. Nothing is ever sent to this server. */
const unserved = Boolean as () => boolean

let made: Promise<object> | undefined

/** Returns the OpenAPI description of the control API, without `servers`. It is made once. */
export function describeControlApi (): Promise<object> {
  made ??= describe()
  return made
}

/**
 * Uses a separate server that never listens, because the library is slow to load and must be registered before the first
 * route.
 */
async function describe (): Promise<object> {
  const app = fastify({ exposeHeadRoutes: false, schemaController: noCompilers })
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Control API of zoho-attachments-mock', version } } })
  app.setValidatorCompiler(() => unserved)
  app.setSerializerCompiler(() => JSON.stringify)
  await app.register(async scope => {
    for (const key of routeKeys) scope.route({ ...route(key), exposeHeadRoute: false, handler: unserved })
  }, { prefix: '/_mock' })
  await app.ready()
  const description = app.swagger()
  await app.close()
  return description
}
