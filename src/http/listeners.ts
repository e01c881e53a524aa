import type { Server as HttpServer } from 'node:http'
import type { Server, Socket } from 'node:net'
import fp from 'fastify-plugin'

/** What a server says when somebody has connected, by TLS or without. */
type Event = 'connection' | 'secureConnection'

/** Another way in: a server that hands its sockets to Fastify's. */
interface Door {
  readonly server: Server
  readonly event: Event
  /** Lets nobody in any more. */
  shut (): void
  /** Waits until those who are in have gone, and turns away who still stands in the door. */
  emptied (): Promise<void>
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Serves what connects to another server too, until this one closes. */
    openDoor (server: Server, event: Event): void
    /** The port of the first such server that listens; absent where none does. */
    portOf (event: Event): number | undefined
  }
}

/**
 * Lets one HTTP server have several addresses. Fastify can bind two by itself, but its second server would know nothing of
 * `Expect: 100-continue`; sockets that are handed over are treated as the server's own in all but one thing: it does not
 * wait for them when it closes.
 */
export const doors = fp(async function doors (app) {
  const open: Door[] = []
  // While it listens, such as for want of file descriptors: without a listener it would end the process.
  const failed = (error: Error): void => { app.guarded('a listening socket', () => { throw error }) }
  app.server.once('listening', () => app.server.on('error', failed))
  app.decorate('openDoor', (server: Server, event: Event) => {
    server.once('listening', () => server.on('error', failed))
    open.push(doorOf(server, event, app.server))
  })
  app.decorate('portOf', (event: Event) => {
    const address = open.find(door => door.event === event)?.server.address()
    return typeof address === 'object' ? address?.port : undefined
  })
  app.addHook('preClose', async () => { for (const door of open) door.shut() })
  app.addHook('onClose', async () => { await Promise.all(open.map(door => door.emptied())) })
}, { name: 'doors' })

function doorOf (server: Server, event: Event, http: HttpServer): Door {
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
    shut () {
      closed = new Promise(resolve => server.close(resolve))
      server.off(event, serve)
    },
    async emptied () {
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
