import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import fp from 'fastify-plugin'

/** A response with the property that Node sets when its connection closes. */
type Closable = ServerResponse & { _closed: boolean }

const waiting = new WeakMap<Socket, Set<Closable>>()

/**
 * Closes the responses that wait for their turn when their connection closes. For pipelined requests, Node (20.20 to 26) closes
 * only the response whose turn it is: the others would never end, and would keep their sandbox in use forever.
 */
export const pipelining = fp(async function pipelining (app) {
  app.addHook('onRequest', ({ raw: { socket } }, { raw }, done) => {
    // A response gets the socket when its turn comes. With `inject` there is no socket, and there are no turns.
    if (raw.socket === null && socket instanceof Socket) closeWithSocket(socket, raw as Closable)
    done()
  })
}, { name: 'pipelining' })

function closeWithSocket (socket: Socket, response: Closable): void {
  const responses = waiting.get(socket) ?? track(socket)
  responses.add(response)
  response.once('close', () => responses.delete(response))
}

/** Uses one listener for all responses, since Node warns about more than ten. */
function track (socket: Socket): Set<Closable> {
  const responses = new Set<Closable>()
  waiting.set(socket, responses)
  socket.once('close', () => {
    for (const response of responses) {
      // The same as Node does for the response whose turn it is.
      response.destroyed = true
      response._closed = true
      response.emit('close')
    }
  })
  return responses
}
