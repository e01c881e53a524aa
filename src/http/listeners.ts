import type { Server as HttpServer } from 'node:http'
import type { Server, Socket } from 'node:net'
import fp from 'fastify-plugin'

/** The event for a new connection, without TLS or with it. */
type Event = 'connection' | 'secureConnection'

/** Another server, which passes its sockets to Fastify's. */
interface Listener {
  readonly server: Server
  readonly event: Event
  /** Stops accepting connections. */
  stopAccepting (): void
  /** Resolves when all connections have ended. Those still in a TLS handshake are destroyed. */
  drained (): Promise<void>
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Also serves the connections of another server, until this one closes. */
    attachListener (server: Server, event: Event): void
    /** The port of the first attached server with this event; `undefined` if there is none. */
    portOf (event: Event): number | undefined
  }
}

/**
 * Gives one HTTP server several addresses. Fastify can bind two by itself, but its second server would not handle
 * `Expect: 100-continue`. Sockets that are passed on are treated like the server's own, with one exception: the server does not
 * wait for them when it closes.
 */
export const listeners = fp(async function listeners (app) {
  const attached: Listener[] = []
  // An error while listening, such as a lack of file descriptors, would end the process if it had no listener.
  const onError = (error: Error): void => { app.guarded('a listening socket', () => { throw error }) }
  app.server.once('listening', () => app.server.on('error', onError))
  app.decorate('attachListener', (server: Server, event: Event) => {
    server.once('listening', () => server.on('error', onError))
    attached.push(createListener(server, event, app.server))
  })
  app.decorate('portOf', (event: Event) => {
    const address = attached.find(listener => listener.event === event)?.server.address()
    return typeof address === 'object' ? address?.port : undefined
  })
  app.addHook('preClose', async () => { for (const listener of attached) listener.stopAccepting() })
  app.addHook('onClose', async () => { await Promise.all(attached.map(listener => listener.drained())) })
}, { name: 'listeners' })

function createListener (server: Server, event: Event, http: HttpServer): Listener {
  const accepted = new Set<Socket>()
  const served = new Set<Socket>()
  const serve = (socket: Socket): void => {
    track(served, socket)
    http.emit('connection', socket)
  }
  server.on('connection', socket => track(accepted, socket))
  server.on(event, serve)
  let closed: Promise<unknown>
  return {
    server,
    event,
    stopAccepting () {
      closed = new Promise(resolve => server.close(resolve))
      server.off(event, serve)
    },
    async drained () {
      await Promise.all([...served].map(socket => new Promise(resolve => socket.once('close', resolve))))
      // What is left is in a TLS handshake, which may never end.
      for (const socket of accepted) socket.destroy()
      await closed
    }
  }
}

function track (sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
}
