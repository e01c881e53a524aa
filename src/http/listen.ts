import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { accountsUrlOf } from './base-url.js'

/** Where a server listens. */
export interface Listening {
  readonly port: number
  /**
   * Base URL of the default sandbox: `publicUrl`, or one with an address instead of a name, since Node resolves `localhost` to
   * ::1 first and other runtimes to 127.0.0.1.
   */
  readonly url: string
  /** Full URL of the token endpoint. */
  readonly accountsUrl: string
  /** Port of HTTPS, if it is served. */
  readonly tlsPort: number | undefined
  /** Base URL over HTTPS: `publicUrl` if that is https. */
  readonly tlsUrl: string | undefined
}

/** Where a server is to listen. */
interface Address {
  readonly host: string
  readonly port: number
  readonly publicUrl?: string | undefined
  readonly tlsPort?: number | undefined
}

/** One of the ports to listen on. */
interface Service {
  readonly option: 'port' | 'tlsPort'
  /** As requested: 0 lets the system choose. */
  readonly port: number
  readonly event: 'connection' | 'secureConnection'
  readonly makeServer: () => Server
}

/**
 * Makes a server ready and binds it. It serves HTTPS as well if it has an identity.
 * @param host `localhost` binds 127.0.0.1 and, if the machine has it, ::1
 * @throws {Error} with the code EADDRINUSE if a port is taken on either address; for the port of HTTPS it has
 * `option: 'tlsPort'`
 */
export async function listen (app: FastifyInstance, { host, port, publicUrl, tlsPort = 0 }: Address): Promise<Listening> {
  const isLocal = host === 'localhost'
  const first = isLocal ? '127.0.0.1' : host
  await app.ready()
  const { level } = app.log
  // Fastify logs each address at the level info, but the ready line has to come first.
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

/** The host for the URL of a server that listens on an address: loopback if it listens on all addresses. */
export function reachableHost (address: string): string {
  if (['localhost', '0.0.0.0', '::'].includes(address)) return '127.0.0.1'
  return address.includes(':') ? `[${address}]` : address
}

/** Accepts connections for the same HTTP server on another address. Returns the port. */
async function bind (app: FastifyInstance, host: string, port: number, { option, event, makeServer }: Service): Promise<number> {
  const server = makeServer()
  app.attachListener(server, event)
  server.listen({ host, port })
  await once(server, 'listening').catch((error: Error) => { throw Object.assign(error, { option }) })
  return (server.address() as AddressInfo).port
}

async function bindIPv6 (app: FastifyInstance, port: number, service: Service): Promise<void> {
  await bind(app, '::1', port, service).catch((error: NodeJS.ErrnoException) => {
    // Without IPv6 on the machine, no client can connect there. But if another server has a chosen port on ::1, clients of
    // `localhost` would reach now one server, now the other, so that is an error.
    if (error.code === 'EADDRINUSE' && service.port !== 0) throw error
  })
}
