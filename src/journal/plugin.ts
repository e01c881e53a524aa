import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { isControlUrl } from '../api/api.js'
import type { Entry, Observations, Outcome } from './entry.js'
import type { Trail } from './trail.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** What is noted of this request for the journal; absent where it has come to no sandbox. */
    observations: Observations
    /** The checks that it went through, where it is one to the CRM. */
    trail: Trail | null
    /** Its entry, once it has one. */
    entry: Entry | null
    /** Whether its answer was to be written down, whatever came of that. */
    isJournaled: boolean
  }
}

/**
 * Keeps a journal of the requests to Zoho's surface. An entry is there before its answer goes out, so that whoever has the
 * answer finds it.
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

/** The last of the hooks that look at an answer: what goes out is settled by then, and is written down. */
export const journalAnswers = fp(async function journalAnswers (app) {
  app.addHook('onSend', (request, reply, payload, done) => {
    // A request for what is no sandbox is in nobody's journal.
    // Nor does an answer to a client that has gone go out.
    const isLeft = reply.raw.destroyed || request.raw.readableAborted
    if (request.observations && !isLeft && !isControlUrl(request.url)) {
      request.isJournaled = true
      app.guarded('the journal', () => record(request, reply, 'answered', reply.statusCode))
    }
    done(null, payload)
  })
}, { name: 'journal-answers', dependencies: ['journal', 'faults'] })

/** Writes a request down, in the sandbox that answered it. One whose answer fails on its way out gets another, and has one entry. */
function record (request: FastifyRequest, reply: FastifyReply, outcome: Outcome, status?: number): void {
  const { sandbox: { journal }, entry: before } = request
  if (!journal.isRead) return
  const entry = entryOf(request, reply, outcome, status)
  if (before !== null) {
    journal.changed(Object.assign(before, entry))
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

/** Notes how a request ended, and writes down one that was not answered. */
function finish (request: FastifyRequest, reply: FastifyReply): void {
  // A download ends when all of it is sent, and other answers are sent at once.
  const isSent = reply.raw.writableEnded
  const { entry, fault, sandbox } = request
  const broken = fault?.breaksConnection ? 'broken' : 'aborted'
  if (entry === null) {
    if (!request.isJournaled) record(request, reply, broken)
    return
  }
  entry.duration = reply.elapsedTime
  entry.isOver = true
  if (isSent) return
  entry.outcome = broken
  sandbox.journal.changed(entry)
}
