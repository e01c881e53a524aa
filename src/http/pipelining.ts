import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import fp from 'fastify-plugin'

/** An answer with what Node marks it with when its connection closes. */
type Closable = ServerResponse & { _closed: boolean }

const waiting = new WeakMap<Socket, Set<Closable>>()

/**
 * Closes the answers that wait for their turn when their connection closes. Of requests that a client sends in a row, Node
 * (20.20 to 26) tells only the answer whose turn it is: the others would never be over, and would hold their sandbox for ever.
 */
export const pipelining = fp(async function pipelining (app) {
  app.addHook('onRequest', ({ raw: { socket } }, { raw }, done) => {
    // It gets the socket when its turn comes; without a socket at all, in the process of a test, there are no turns.
    if (raw.socket === null && socket instanceof Socket) closeWith(socket, raw as Closable)
    done()
  })
}, { name: 'pipelining' })

function closeWith (socket: Socket, answer: Closable): void {
  const answers = waiting.get(socket) ?? closingWith(socket)
  answers.add(answer)
  answer.once('close', () => answers.delete(answer))
}

/** One listener for all answers: Node warns of more than ten. */
function closingWith (socket: Socket): Set<Closable> {
  const answers = new Set<Closable>()
  waiting.set(socket, answers)
  socket.once('close', () => {
    for (const answer of answers) {
      // As Node does it for the one whose turn it is.
      answer.destroyed = true
      answer._closed = true
      answer.emit('close')
    }
  })
  return answers
}
