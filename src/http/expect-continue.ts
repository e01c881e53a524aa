import type { IncomingMessage, ServerResponse } from 'node:http'
import fp from 'fastify-plugin'

const waiting = new WeakMap<IncomingMessage, ServerResponse>()

/** Whether a client still waits for `100 Continue` before it sends its body; it may never send one. */
export function awaitsContinue (request: IncomingMessage): boolean {
  return waiting.has(request)
}

/**
 * Answers `Expect: 100-continue` once the header checks have passed, so that a client with a bad token is refused before
 * it sends its file. Node sends `100 Continue` to every client by itself, before routing. PHP and curl ask for uploads over 1 MB.
 * Any other expectation is ignored (RFC 9110 §10.1.1 allows that), where Node would answer 417 in no shape at all.
 */
export const expectContinue = fp(async function expectContinue (app) {
  app.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.set(request, response)
    app.server.emit('request', request, response)
  })
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))

  // preParsing comes after every onRequest hook, which is where requests are refused by their headers.
  app.addHook('preParsing', ({ raw }, _reply, payload, done) => {
    waiting.get(raw)?.writeContinue()
    waiting.delete(raw)
    done(null, payload)
  })
}, { name: 'expect-continue' })
