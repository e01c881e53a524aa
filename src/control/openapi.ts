import swagger from '@fastify/swagger'
import fastify from 'fastify'
import { version } from '../version.js'
import { route, routeKeys } from './shapes/routes.js'

let made: Promise<object> | undefined

/** The control API's own description, without the server that it is at. */
export function describeControlApi (): Promise<object> {
  made ??= describe()
  return made
}

/** By a server of its own, which answers nobody: the library has to be there before the first route, and takes long to load. */
async function describe (): Promise<object> {
  const app = fastify({ exposeHeadRoutes: false })
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Control API of zoho-attachments-mock', version } } })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)
  await app.register(async scope => {
    for (const key of routeKeys) scope.route({ ...route(key), exposeHeadRoute: false, handler: () => {} })
  }, { prefix: '/_mock' })
  await app.ready()
  const description = app.swagger()
  await app.close()
  return description
}
