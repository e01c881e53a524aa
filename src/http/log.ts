import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import { symbols, type DestinationStream, type Logger } from 'pino'
import fp from 'fastify-plugin'
import { redactUrl } from '../secrets/redact.js'

/**
 * Logs one line for each request when it is over: the request, the status, the reason of a refusal, and the fault that acted on
 * it. Never headers or bodies.
 */
export const requestLog = fp(async function requestLog (app) {
  if (!(app.log as Logger).isLevelEnabled('info')) return
  app.addHook('onResponse', (request, reply, done) => {
    app.guarded('the log', () => logResponse(request, reply))
    done()
  })
  app.addHook('onRequest', (request, { raw }, done) => {
    // Fastify reports an abort only while the client sends or waits, and would blame the client for what a fault did.
    raw.once('close', () => {
      if (!raw.writableFinished) app.guarded('the log', () => request.log.info(describe(request), request.fault ? 'broken off' : 'aborted by the client'))
    })
    done()
  })
}, { name: 'request-log' })

function logResponse (request: FastifyRequest, { statusCode, elapsedTime }: FastifyReply): void {
  const { id, refusal, trustBoundaryError, log, server } = request
  const line = { ...describe(request), status: statusCode, ms: Math.round(elapsedTime) }
  // To the server's log, because the control API's log is quieter.
  if (trustBoundaryError) server.log.info({ reqId: id, ...line, explain: trustBoundaryError }, 'refused')
  else if (refusal === null) log.info(line, 'answered')
  // Answers without content have a rule as well, and refuse nothing.
  else log.info({ ...line, rule: refusal.rule, explain: refusal.explain }, statusCode === 204 || statusCode === 304 ? 'answered' : 'refused')
}

/** @param request one to the control API has no `fault` */
function describe ({ method, originalUrl, fault }: Pick<FastifyRequest, 'method' | 'originalUrl'> & { readonly fault?: FastifyRequest['fault'] }): object {
  return { method, url: redactUrl(originalUrl), ...fault && { fault: `${fault.id} ${fault.action}` } }
}

/** What a log writes to: a stream that may report errors with an event. */
type Destination = DestinationStream & { readonly on?: (event: 'error', listener: () => void) => unknown }

/**
 * Keeps a server running when its log cannot be written: a closed pipe, a full disk, a terminal that is gone. pino handles this
 * only for a closed pipe that it opened itself; any other error event would end the process.
 */
export function guardDestination (log: FastifyBaseLogger): void {
  const logger = log as FastifyBaseLogger & { [symbols.streamSym]: Destination }
  const destination = logger[symbols.streamSym]
  let isBroken = false
  destination.on?.('error', () => { isBroken = true })
  logger[symbols.streamSym] = {
    write (line) {
      // A broken stream stays broken, and would buffer what it cannot write.
      if (isBroken) return
      try {
        destination.write(line)
      } catch {
        // There is nowhere else to report it.
      }
    }
  }
}
