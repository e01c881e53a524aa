import type { IncomingMessage, ServerResponse } from 'node:http'
import fp from 'fastify-plugin'

const waiting = new WeakMap<IncomingMessage, ServerResponse>()

/** Whether a client still waits for `100 Continue`. It may never send its body. */
export function awaitsContinue (request: IncomingMessage): boolean {
  return waiting.has(request)
}

/**
 * Answers `Expect: 100-continue` only after the header checks, so that a client with a bad token is refused before it sends its
 * file. By default Node sends `100 Continue` to every client before routing. PHP and curl use the header for uploads over 1 MB.
 * Any other expectation is ignored (RFC 9110 §10.1.1 allows that); Node would answer it with a bare 417.
 */
export const expectContinue = fp(async function expectContinue (app) {
  app.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // Without a body there is nothing to wait for, and a refusal need not close the connection.
    if (hasBody(request)) waiting.set(request, response)
    else response.writeContinue()
    app.server.emit('request', request, response)
  })
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))

  // preParsing runs after all onRequest hooks, which refuse requests by their headers.
  app.addHook('preParsing', ({ raw }, _reply, payload, done) => {
    waiting.get(raw)?.writeContinue()
    waiting.delete(raw)
    done(null, payload)
  })
}, { name: 'expect-continue' })

/** RFC 9112 §6.3: without either header a request has no body. */
function hasBody ({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
