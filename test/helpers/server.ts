import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { Options } from '../../src/options.js'
import { buildServer } from '../../src/server.js'

/** The page's sample response was made at this instant; every test has it for now. */
export const NOW = '2021-05-03T18:03:00+05:30'

/** A server that is ready and not listening; closed when the test is over. */
export async function build (t: Test, options: Options = {}): Promise<FastifyInstance> {
  const app = buildServer({ clock: NOW, ...options })
  t.teardown(() => app.close())
  await app.ready()
  return app
}

/** A server that listens on a free port of 127.0.0.1. */
export async function listening (t: Test, options: Options = {}): Promise<{ app: FastifyInstance, port: number, url: string }> {
  // Raw requests are for `mock.test`, which is no name of this machine.
  const app = await build(t, { allowedHosts: ['mock.test'], ...options })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return { app, port, url: `http://127.0.0.1:${port}` }
}
