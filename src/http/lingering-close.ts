import type { Socket } from 'node:net'
import fp from 'fastify-plugin'

/** How long a client may keep its side of a connection open that the server has closed, in milliseconds. */
const LINGER = 5000

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Ends the server's side of a connection, and discards what the client still sends until it closes its own side, the time is
     * over or the server closes.
     * @param last what to send before
     */
    closeLingering (socket: Socket, last?: string): void
  }
}

/**
 * Lets a client that is still sending read the last response on its connection. RFC 9112 §9.6: if a server closes a connection
 * while data arrives, the client's system may discard the response unread.
 */
export const lingeringClose = fp(async function lingeringClose (app) {
  const lingering = new Set<Socket>()

  app.decorate('closeLingering', (socket: Socket, last = '') => {
    socket.end(last)
    // The parser of node:http would take a request that follows for one to answer.
    const discard = (): void => { socket.removeAllListeners('data').on('data', () => {}) }
    // While node:http owns a paused socket, only its own listener of 'resume' makes the socket read again.
    if (socket.readableFlowing) discard()
    else socket.once('resume', discard).resume()
    lingering.add(socket)
    const timer = setTimeout(() => socket.destroy(), LINGER).unref()
    socket.once('close', () => {
      clearTimeout(timer)
      lingering.delete(socket)
    })
  })

  app.server.on('connection', (socket: Socket) => {
    // node:http calls this after the last response: where a client asks for it, a body could not be read, or `100 Continue` was
    // not sent, which many clients do not wait for.
    socket.destroySoon = () => app.closeLingering(socket)
  })
  // The server waits for its connections, and does not know that of a tunnel.
  app.addHook('preClose', async () => { for (const socket of lingering) socket.destroy() })
}, { name: 'lingering-close' })
