import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { accountsUrlOf } from './base-url.js'

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
  /** The port of HTTPS, where it is spoken. */
  readonly tlsPort: number | undefined
  /** The base URL by HTTPS: `publicUrl` where that is https. */
  readonly tlsUrl: string | undefined
}

/** Where a server is to listen. */
interface Address {
  readonly host: string
  readonly port: number
  readonly publicUrl?: string | undefined
  readonly tlsPort?: number | undefined
}

/** One of the ports; `port` is as it was asked for, 0 where the system chooses. */
interface Service {
  readonly option: 'port' | 'tlsPort'
  readonly port: number
  readonly event: 'connection' | 'secureConnection'
  readonly makeServer: () => Server
}

/**
 * Binds a server, and makes it ready first. It speaks HTTPS too where it has an identity.
 * @param host `localhost` binds 127.0.0.1 and, where the machine has it, ::1
 * @throws {Error} with code EADDRINUSE where a port is taken on either; for that of HTTPS it has `option: 'tlsPort'`
 */
export async function listen (app: FastifyInstance, { host, port, publicUrl, tlsPort = 0 }: Address): Promise<Listening> {
  const isLocal = host === 'localhost'
  const first = isLocal ? '127.0.0.1' : host
  await app.ready()
  const { level } = app.log
  // Fastify logs each address at info, and the ready line has to be the first.
  app.log.level = 'silent'
  await app.listen({ host: first, port })
  app.log.level = level
  const { port: bound, address } = app.server.address() as AddressInfo
  const { identity } = app
  try {
    if (isLocal) await bindIPv6(app, bound, { option: 'port', port, event: 'connection', makeServer: () => createServer({ allowHalfOpen: true, noDelay: true }) })
    const url = publicUrl ?? `http://${reachableHost(address)}:${bound}`
    const plain = { port: bound, url, accountsUrl: accountsUrlOf(url) }
    if (identity === undefined) return { ...plain, tlsPort: undefined, tlsUrl: undefined }

    const { createTlsServer } = await import('./tls/server.js')
    const tls: Service = { option: 'tlsPort', port: tlsPort, event: 'secureConnection', makeServer: () => createTlsServer(identity, app.log) }
    const tlsBound = await bind(app, first, tlsPort, tls)
    if (isLocal) await bindIPv6(app, tlsBound, tls)
    return { ...plain, tlsPort: tlsBound, tlsUrl: publicUrl?.startsWith('https:') ? publicUrl : `https://${reachableHost(address)}:${tlsBound}` }
  } catch (error) {
    await app.close()
    throw error
  }
}

/** The host to write into a URL for a server that listens on an address: one of its own where it listens on all. */
export function reachableHost (address: string): string {
  if (['localhost', '0.0.0.0', '::'].includes(address)) return '127.0.0.1'
  return address.includes(':') ? `[${address}]` : address
}

/** Takes connections on another address for the same HTTP server. @returns the port */
async function bind (app: FastifyInstance, host: string, port: number, { option, event, makeServer }: Service): Promise<number> {
  const server = makeServer()
  app.attachListener(server, event)
  server.listen({ host, port })
  await once(server, 'listening').catch((error: Error) => { throw Object.assign(error, { option }) })
  return (server.address() as AddressInfo).port
}

async function bindIPv6 (app: FastifyInstance, port: number, service: Service): Promise<void> {
  await bind(app, '::1', port, service).catch((error: NodeJS.ErrnoException) => {
    // A machine without IPv6 has nobody who would call there. A port that somebody chose and another server has on ::1
    // is refused: clients of `localhost` would meet now the one, now the other.
    if (error.code === 'EADDRINUSE' && service.port !== 0) throw error
  })
}
