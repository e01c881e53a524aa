import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { isControlUrl } from '../api/api.js'
import type { Entry, Observations, Outcome } from './entry.js'
import type { Trail } from './trail.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Collected for the journal; absent if the request has not reached a sandbox. */
    observations: Observations
    /** The checks that it went through; `null` if it is not for the CRM. */
    trail: Trail | null
    /** Its entry in the journal, once there is one. */
    entry: Entry | null
    /** Whether recording its answer was attempted, successfully or not. */
    isJournaled: boolean
  }
}

/**
 * Keeps a journal of the requests to Zoho's APIs. An entry is added before its answer is sent, so that a client that has the
 * answer finds the entry.
 */
export const journal = fp(async function journal (app) {
  app.decorateRequest('observations')
  app.decorateRequest('trail', null)
  app.decorateRequest('entry', null)
  app.decorateRequest('isJournaled', false)
  app.addHook('onRequest', (request, reply, done) => {
    request.observations = {}
    if (!isControlUrl(request.url)) reply.raw.once('close', () => app.guarded('the journal', () => finish(request, reply)))
    done()
  })
}, { name: 'journal', dependencies: ['sandbox'] })

/** Records answers. It has to be the last `onSend` hook that may change an answer. */
export const journalAnswers = fp(async function journalAnswers (app) {
  app.addHook('onSend', (request, reply, payload, done) => {
    // Without observations there is no sandbox, and so no journal. To a client that has disconnected, no answer is sent.
    const isDisconnected = reply.raw.destroyed || request.raw.readableAborted
    if (request.observations && !isDisconnected && !isControlUrl(request.url)) {
      request.isJournaled = true
      app.guarded('the journal', () => record(request, reply, 'answered', reply.statusCode))
    }
    done(null, payload)
  })
}, { name: 'journal-answers', dependencies: ['journal', 'faults'] })

/**
 * Records a request in the sandbox that answered it. If sending an answer fails, Fastify sends another: the entry is updated
 * then.
 */
function record (request: FastifyRequest, reply: FastifyReply, outcome: Outcome, status?: number): void {
  const { sandbox: { journal }, entry: existing } = request
  if (!journal.isActive) return
  const entry = entryOf(request, reply, outcome, status)
  if (existing !== null) {
    journal.update(Object.assign(existing, entry))
    return
  }
  request.entry = entry
  journal.add(entry)
}

function entryOf (request: FastifyRequest, reply: FastifyReply, outcome: Outcome, status?: number): Entry {
  const { id, method, originalUrl, headers, refusal, fault, observations, sandbox, trail, routeOptions: { config } } = request
  const retryAfter = status === undefined ? undefined : reply.getHeader('retry-after')
  return {
    id,
    time: Date.now() - reply.elapsedTime,
    clock: sandbox.world.clock.now(),
    api: config.api ?? (trail === null ? undefined : 'crm'),
    operation: config.operation?.name,
    method,
    url: originalUrl,
    headers,
    facts: trail?.facts ?? {},
    passed: trail?.passed ?? [],
    refusedBy: trail?.refusedBy ?? null,
    refusal: refusal && { rule: refusal.rule, explain: refusal.explain },
    fault: fault && { id: fault.id, action: fault.action },
    observations,
    status,
    retryAfter: retryAfter === undefined ? undefined : Number(retryAfter),
    outcome,
    duration: reply.elapsedTime,
    isOver: outcome !== 'answered'
  }
}

/** Records how a request ended, and adds an entry if it was not answered. */
function finish (request: FastifyRequest, reply: FastifyReply): void {
  // A download ends when all of it is sent; other answers are sent at once.
  const isSent = reply.raw.writableEnded
  const { entry, fault, sandbox } = request
  const failedOutcome = fault?.breaksConnection ? 'broken' : 'aborted'
  if (entry === null) {
    if (!request.isJournaled) record(request, reply, failedOutcome)
    return
  }
  entry.duration = reply.elapsedTime
  entry.isOver = true
  if (isSent) return
  entry.outcome = failedOutcome
  sandbox.journal.update(entry)
}
