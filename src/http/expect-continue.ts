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
    waiting.set(request, response)
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
