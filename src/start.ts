import { mockAt, type Mock } from './client/mock.js'
import { inProcess, overSocket } from './client/control.js'
import { listen, reachableHost } from './http/listen.js'
import { completeOptions, type Options } from './options.js'
import { assemble } from './server.js'

/**
 * Starts a double in this process, on a free port unless `port` says another.
 * @throws {OptionError} for an option that cannot be used
 * @throws {SeedError} for a seed that cannot be used
 * @throws {Error} with code EADDRINUSE where a port is taken
 */
export async function startMock (options: Options = {}): Promise<Mock> {
  const config = completeOptions({ port: 0, logLevel: 'silent', ...options })
  const app = assemble(config)
  const { url, port, tlsUrl } = await listen(app, config)
  return mockAt({
    url,
    reachedAt: `http://${reachableHost(config.host)}:${port}`,
    // Jest cannot load what Fastify's inject is made of, so that only `fetch` goes without a socket.
    transport: overSocket,
    fetchTransport: inProcess(app),
    tlsUrl,
    ca: app.identity?.ca,
    close: async () => { await app.close() }
  })
}
