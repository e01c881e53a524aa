import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { CompleteOptions } from './options.js'
import { accountsUrlOf } from './plugins/base-url.js'

/** Where a server listens. */
export interface Listening {
  readonly port: number
  /**
   * The base URL of the default sandbox: `publicUrl`, or one with an address rather than a name, since Node resolves
   * `localhost` to ::1 first, others to 127.0.0.1.
   */
  readonly url: string
  /** The full URL of the token endpoint. */
  readonly accountsUrl: string
}

/** Where a server is to listen; of the options. */
type Address = Pick<CompleteOptions, 'host' | 'port'> & Partial<Pick<CompleteOptions, 'publicUrl'>>

/**
 * Binds a server, and makes it ready first.
 * @param host `localhost` binds 127.0.0.1 and, where the machine has it, ::1
 * @throws {Error} with code EADDRINUSE where the port is taken on either
 */
export async function listen (app: FastifyInstance, { host, port, publicUrl }: Address): Promise<Listening> {
  const isLocal = host === 'localhost'
  await app.ready()
  const { level } = app.log
  // Fastify logs each address at info, and the ready line has to be the first.
  app.log.level = 'silent'
  await app.listen({ host: isLocal ? '127.0.0.1' : host, port })
  app.log.level = level
  const { port: bound, address } = app.server.address() as AddressInfo
  if (isLocal) await listenOnIPv6(app, bound, port !== 0)
  const url = publicUrl ?? `http://${reachableHost(address)}:${bound}`
  return { port: bound, url, accountsUrl: accountsUrlOf(url) }
}

/** The host to write into a URL for a server that listens on an address: one of its own where it listens on all. */
export function reachableHost (address: string): string {
  if (['localhost', '0.0.0.0', '::'].includes(address)) return '127.0.0.1'
  return address.includes(':') ? `[${address}]` : address
}

/**
 * Takes connections on ::1 for the same HTTP server. Fastify can bind both by itself, but its second server would know
 * nothing of `Expect: 100-continue`.
 */
async function listenOnIPv6 (app: FastifyInstance, port: number, isChosen: boolean): Promise<void> {
  const second: Server = createServer({ allowHalfOpen: true, noDelay: true }, socket => app.server.emit('connection', socket))
  try {
    second.listen({ host: '::1', port })
    await once(second, 'listening')
  } catch (error) {
    // A machine without IPv6 has nobody who would call there. A port that somebody chose and another server has on ::1
    // is refused: clients of `localhost` would meet now the one, now the other.
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE' && isChosen) {
      await app.close()
      throw error
    }
    return
  }
  app.server.on('close', () => second.close())
}
