import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { sandboxNameOf } from '../http/request-target.js'
import { isSandboxName } from '../http/sandbox-name.js'

/**
 * Serves the inspector page within the control API: at its root to clients that prefer HTML, and its files at `/ui/`. The
 * code, the libraries and the files are loaded by the first request for them.
 */
export const inspector = fp(async function inspector (app) {
  // The prefix is that of the scope which this is registered in.
  const roots = [app.prefix, `${app.prefix}/`]
  app.addHook('preHandler', async (request, reply) => {
    if (!roots.includes(request.routeOptions.url as string)) return
    const { sendPage } = await import('./serve.js')
    return await sendPage(request, reply)
  })
  app.route<{ Params: { name: string } }>({
    method: 'GET',
    url: '/ui/:name',
    exposeHeadRoute: true,
    handler: async (request, reply) => {
      const { sendAsset } = await import('./serve.js')
      return await sendAsset(request.params.name, reply)
    }
  })
}, { name: 'inspector' })

const FAVICON = /^\/favicon\.ico(\?|$)/

/**
 * Answers browsers, which ask for this icon on their own. They do not mean Zoho: the request reaches no sandbox and no
 * journal.
 */
export const favicon = fp(async function favicon (app) {
  app.addHook('onRequest', (request, reply, done) => {
    if (isForIcon(request)) import('./serve.js').then(({ sendFavicon }) => sendFavicon(reply)).catch(done)
    else done()
  })
}, { name: 'favicon', dependencies: ['trust-boundary'] })

function isForIcon ({ method, url, raw }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && FAVICON.test(url) && isSandboxName(sandboxNameOf(raw) ?? 'default')
}
