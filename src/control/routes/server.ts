import type { FastifyRequest } from 'fastify'
import type { SandboxEntry } from '../../sandbox/sandbox.js'
import { accountsUrlOf, baseUrlOf } from '../../http/base-url.js'
import { version } from '../../version.js'
import { ruleNames } from '../../zoho/rules.js'
import { httpErrors, refuseInside } from '../errors.js'
import type { ControlApp, ControlOptions } from '../mount.js'
import { route, routeKeys, routeOf } from '../shapes/routes.js'
import { catalogueRule, type SandboxInfo } from '../shapes/server.js'

/** Adds the routes for the server itself: its description, health, rules, certificate authority and sandboxes. */
export function server (app: ControlApp, { sandboxes, answers, publicUrl }: ControlOptions): void {
  app.route({
    ...route('GET /'),
    handler: async request => {
      const { name } = request.sandbox
      const url = baseUrlOf(request, name, publicUrl)
      return {
        name: 'zoho-attachments-mock',
        version,
        about: 'A test double of Zoho CRM’s Attachments API',
        answers,
        dataCenter: request.sandbox.world.dataCenter,
        sandbox: name,
        url,
        accountsUrl: accountsUrlOf(url),
        paths: routeKeys.map(routeOf).map(({ method, path }) => `${method} ${url}/_mock${path.replaceAll(/:(\w+)/g, '{$1}')}`)
      }
    }
  })

  app.route({ ...route('GET /livez'), handler: async () => ({ status: 'live' as const }) })
  app.route({
    ...route('GET /readyz'),
    handler: async () => {
      if (app.isClosing) throw (await httpErrors()).serviceUnavailable('The server is closing')
      return { status: 'ready' as const }
    }
  })

  app.route({ ...route('GET /rules'), handler: async () => ({ answers, rules: ruleNames.map(catalogueRule) }) })

  app.route({
    ...route('GET /ca.pem'),
    handler: async (_request, reply) => {
      const { identity } = app
      if (identity === undefined) throw (await httpErrors()).notFound('This server has no HTTPS and so no authority: start it with --tls-port')
      if (identity.ca === undefined) throw (await httpErrors()).notFound('The certificate is your own, from --tls-cert: clients have to trust the authority that signed it, which only you know')
      return reply.header('content-type', 'application/x-pem-file').send(identity.ca)
    }
  })

  app.route({
    ...route('GET /openapi.json'),
    handler: async request => {
      const { describeControlApi } = await import('../openapi.js')
      return { ...await describeControlApi(), servers: [{ url: baseUrlOf(request, request.sandbox.name, publicUrl) }] }
    }
  })

  function describe ({ name, world, journal, inFlight }: SandboxEntry, request: FastifyRequest): SandboxInfo {
    return {
      name,
      url: baseUrlOf(request, name, publicUrl),
      dataCenter: world.dataCenter,
      attachments: world.attachments.size,
      files: world.files.size,
      requests: journal.size,
      refused: journal.refused,
      // The request for the list is one to the default sandbox.
      busy: inFlight > (name === '' ? 1 : 0)
    }
  }

  app.route({
    ...route('GET /sandboxes'),
    handler: async request => {
      await refuseInside(request.sandbox, 'listed and deleted')
      const [first, ...named] = sandboxes.opened()
      return { sandboxes: named.map(entry => describe(entry, request)), default: describe(first as SandboxEntry, request) }
    }
  })

  app.route({
    ...route('DELETE /sandboxes/:name'),
    handler: async request => {
      await refuseInside(request.sandbox, 'listed and deleted')
      const { name } = request.params
      if (!sandboxes.delete(name)) throw (await httpErrors()).notFound(`No sandbox \`${name}\`: GET /_mock/sandboxes lists them`)
      return { deleted: 1 }
    }
  })
}
