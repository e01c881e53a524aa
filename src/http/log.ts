import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import { symbols, type DestinationStream, type Logger } from 'pino'
import fp from 'fastify-plugin'
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
  // Of the control API's, too, whose own log says less.
  if (turnedAway) server.log.info({ reqId: id, ...line, explain: turnedAway }, 'refused')
  else if (refusal === null) log.info(line, 'answered')
  else log.info({ ...line, rule: refusal.rule, explain: refusal.explain }, 'refused')
}

/** @param request of the control API, too, which no fault takes */
function asked ({ method, originalUrl, fault }: Pick<FastifyRequest, 'method' | 'originalUrl'> & { readonly fault?: FastifyRequest['fault'] }): object {
  return { method, url: redactUrl(originalUrl), ...fault && { fault: `${fault.id} ${fault.action}` } }
}

/** What a log writes to: a stream, which tells of errors by an event. */
type Destination = DestinationStream & { readonly on?: (event: 'error', listener: () => void) => unknown }

/**
 * Lets a server go on where its log cannot be written: a closed pipe, a full disk, a terminal that is gone. pino sees to
 * that only for a closed pipe that it opened itself; any other error event would end the process.
 */
export function guardDestination (log: FastifyBaseLogger): void {
  const logger = log as FastifyBaseLogger & { [symbols.streamSym]: Destination }
  const destination = logger[symbols.streamSym]
  let isBroken = false
  destination.on?.('error', () => { isBroken = true })
  logger[symbols.streamSym] = {
    write (line) {
      // What is broken stays so, and would keep in memory what it cannot write.
      if (isBroken) return
      try {
        destination.write(line)
      } catch {
        // There is nobody else to tell.
      }
    }
  }
}
