import type { Server as HttpServer } from 'node:http'
import type { Server, Socket } from 'node:net'
import fp from 'fastify-plugin'

/** What a server says when somebody has connected, by TLS or without. */
type Event = 'connection' | 'secureConnection'

/** Another server, which hands its sockets to Fastify's. */
interface Listener {
  readonly server: Server
  readonly event: Event
  /** Accepts no further connections. */
  stopAccepting (): void
  /** Waits until its connections have ended, and cuts off those that are still in a TLS handshake. */
  drained (): Promise<void>
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Serves what connects to another server too, until this one closes. */
    attachListener (server: Server, event: Event): void
    /** The port of the first such server that listens; absent where none does. */
    portOf (event: Event): number | undefined
  }
}

/**
 * Lets one HTTP server have several addresses. Fastify can bind two by itself, but its second server would know nothing of
 * `Expect: 100-continue`; sockets that are handed over are treated as the server's own in all but one thing: it does not
 * wait for them when it closes.
 */
export const listeners = fp(async function listeners (app) {
  const attached: Listener[] = []
  // While it listens, such as for want of file descriptors: without a listener it would end the process.
  const failed = (error: Error): void => { app.guarded('a listening socket', () => { throw error }) }
  app.server.once('listening', () => app.server.on('error', failed))
  app.decorate('attachListener', (server: Server, event: Event) => {
    server.once('listening', () => server.on('error', failed))
    attached.push(listenerOf(server, event, app.server))
  })
  app.decorate('portOf', (event: Event) => {
    const address = attached.find(listener => listener.event === event)?.server.address()
    return typeof address === 'object' ? address?.port : undefined
  })
  app.addHook('preClose', async () => { for (const listener of attached) listener.stopAccepting() })
  app.addHook('onClose', async () => { await Promise.all(attached.map(listener => listener.drained())) })
}, { name: 'listeners' })

function listenerOf (server: Server, event: Event, http: HttpServer): Listener {
  const accepted = new Set<Socket>()
  const served = new Set<Socket>()
  const serve = (socket: Socket): void => {
    keep(served, socket)
    http.emit('connection', socket)
  }
  server.on('connection', socket => keep(accepted, socket))
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
      // In the middle of a TLS handshake, and maybe for ever.
      for (const socket of accepted) socket.destroy()
      await closed
    }
  }
}

function keep (sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
}
