import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Logger } from 'pino'
import { redactUrl } from '../secrets/redact.js'

/** One line for each request, when it is over: what was asked, what was answered, for a refusal why, and which fault took it. No headers, no bodies. */
export const requestLog = fp(async function requestLog (app) {
  if (!(app.log as Logger).isLevelEnabled('info')) return
  app.addHook('onResponse', (request, reply, done) => {
    app.guarded('the log', () => logAnswer(request, reply))
    done()
  })
  app.addHook('onRequest', (request, { raw }, done) => {
    // Fastify tells of what a client breaks off only while it sends or waits, and takes a fault's doing for the client's.
    raw.once('close', () => {
      if (!raw.writableFinished) app.guarded('the log', () => request.log.info(asked(request), request.fault ? 'broken off' : 'aborted by the client'))
    })
    done()
  })
}, { name: 'request-log' })

function logAnswer (request: FastifyRequest, { statusCode, elapsedTime }: FastifyReply): void {
  const { id, refusal, turnedAway, log, server } = request
  const line = { ...asked(request), status: statusCode, ms: Math.round(elapsedTime) }
  // Of the control plane's, too, whose own log says less.
  if (turnedAway) server.log.info({ reqId: id, ...line, explain: turnedAway }, 'refused')
  else if (refusal === null) log.info(line, 'answered')
  else log.info({ ...line, rule: refusal.rule, explain: refusal.explain }, 'refused')
}

/** @param request of the control plane, too, which no fault takes */
function asked ({ method, originalUrl, fault }: Pick<FastifyRequest, 'method' | 'originalUrl'> & { readonly fault?: FastifyRequest['fault'] }): object {
  return { method, url: redactUrl(originalUrl), ...fault && { fault: `${fault.id} ${fault.action}` } }
}
