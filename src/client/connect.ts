import type { FastifyInstance } from 'fastify'
import type { MockServer } from '../mock-server.js'
import type { Answer } from '../control/shapes/routes.js'
import { MockError, inProcess, overSocket } from './control.js'
import { mockAt, type Mock } from './mock.js'

/** The URL for a server without a socket; nothing listens there. */
const NOWHERE = 'http://localhost'

/**
 * Connects to a double that is already running in a container or another process, or to one in this process without a socket.
 * @param target the base URL of the double, or the result of `buildServer`; by default the URL in the environment variable
 *   `ZOHO_MOCK_URL`, which `run` and `env` set
 * @throws {MockError} if no double answers there, or no URL is given
 */
export async function connectMock (target: string | URL | MockServer | undefined = process.env['ZOHO_MOCK_URL']): Promise<Mock> {
  if (target === undefined || target === '') throw new MockError('Expected a URL, or one in the environment variable ZOHO_MOCK_URL: start a double, or run the program with `zoho-attachments-mock run --`', 0, undefined)
  const isServer = typeof target === 'object' && 'inject' in target
  const reachedAt = isServer ? NOWHERE : String(target).replace(/\/+$/, '')
  const transport = isServer ? inProcess(target as FastifyInstance) : overSocket
  const reply = await transport(new Request(`${reachedAt}/_mock/`)).catch((cause: unknown) => {
    throw new MockError(`Nothing answers at ${reachedAt}: is the double started, and is this its URL?`, 0, cause)
  })
  const index = await reply.json().catch(() => ({})) as Answer<'GET /'> | { readonly name?: undefined, readonly error?: string }
  if (reply.status === 403 && 'error' in index && index.error !== undefined) throw new MockError(index.error, reply.status, index)
  if (index.name !== 'zoho-attachments-mock') throw new MockError(`Expected a zoho-attachments-mock at ${reachedAt}, got something else (status ${reply.status})`, reply.status, index)
  return mockAt({ url: index.url, reachedAt, transport, close: async () => {} })
}
