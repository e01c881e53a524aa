import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { Options } from '../../src/options.js'
import { buildServer } from '../../src/server.js'

/** The time of the sample response on Zoho's page. Tests run with the clock frozen at it. */
export const NOW = '2021-05-03T18:03:00+05:30'

/** Builds a server that is ready but does not listen. It is closed when the test ends. */
export async function build (t: Test, options: Options = {}): Promise<FastifyInstance> {
  const app = buildServer({ clock: NOW, ...options })
  t.teardown(() => app.close())
  await app.ready()
  return app
}

/** Starts a server on a free port of 127.0.0.1. */
export async function listening (t: Test, options: Options = {}): Promise<{ app: FastifyInstance, port: number, url: string }> {
  // Raw requests have the Host `mock.test`, which is not a name of this machine.
  const app = await build(t, { allowedHosts: ['mock.test'], ...options })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return { app, port, url: `http://127.0.0.1:${port}` }
}
