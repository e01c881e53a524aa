import fp from 'fastify-plugin'
import type { Logger } from 'pino'
import { redactUrl } from '../journal/redact.js'

/** One line for each request, when it is over: what was asked, what was answered, and for a refusal why. No headers, no bodies. */
export const requestLog = fp(async function requestLog (app) {
  if (!(app.log as Logger).isLevelEnabled('info')) return
  app.addHook('onResponse', ({ method, originalUrl, refusal, log }, { statusCode, elapsedTime }, done) => {
    const line = { method, url: redactUrl(originalUrl), status: statusCode, ms: Math.round(elapsedTime) }
    if (refusal === null) log.info(line, 'answered')
    else log.info({ ...line, rule: refusal.rule, explain: refusal.explain }, 'refused')
    done()
  })
  app.addHook('onRequestAbort', async ({ method, originalUrl, log }) => {
    log.info({ method, url: redactUrl(originalUrl) }, 'aborted by the client')
  })
}, { name: 'request-log' })
