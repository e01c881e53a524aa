import { mockAt, type Mock } from './client/mock.js'
import { inProcess } from './client/control.js'
import { listen, reachableHost } from './http/listen.js'
import { completeOptions, type Options } from './options.js'
import { assemble } from './server.js'

/**
 * Starts a double in this process, on a free port unless `port` is set.
 * @returns a client for the double; its `close` stops the double
 * @throws {OptionError} for an option that cannot be used
 * @throws {SeedError} for a seed that cannot be used
 * @throws {Error} with the code EADDRINUSE if a port is taken
 */
export async function startMock (options: Options = {}): Promise<Mock> {
  const config = completeOptions({ port: 0, logLevel: 'silent', ...options })
  const app = assemble(config)
  const { url, port, tlsUrl } = await listen(app, config)
  return mockAt({
    url,
    reachedAt: `http://${reachableHost(config.host)}:${port}`,
    transport: inProcess(app),
    tlsUrl,
    ca: app.identity?.ca,
    close: async () => { await app.close() }
  })
}
