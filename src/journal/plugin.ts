import type { OutgoingHttpHeader } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { apiOf, isControlUrl } from '../api/api.js'
import { isBelow } from '../http/request-target.js'
import { bodySampleOf } from '../http/body-sample.js'
import { redactBody } from '../secrets/redact-body.js'
import type { BodyStart, Entry, Observations, Outcome } from './entry.js'
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
      app.guarded('the journal', () => record(request, reply, 'answered', payload))
    }
    done(null, payload)
  })
}, { name: 'journal-answers', dependencies: ['journal', 'faults', 'stubs'] })

/**
 * Records a request in the sandbox that answered it. If sending an answer fails, Fastify sends another: the entry is updated
 * then.
 */
function record (request: FastifyRequest, reply: FastifyReply, outcome: Outcome, payload?: unknown): void {
  const { sandbox: { journal }, entry: existing } = request
  if (!journal.isActive) return
  const entry = entryOf(request, reply, outcome, payload)
  if (existing !== null) {
    journal.update(Object.assign(existing, entry))
    return
  }
  request.entry = entry
  journal.add(entry)
}

function entryOf (request: FastifyRequest, reply: FastifyReply, outcome: Outcome, payload: unknown): Entry {
  const { id, method, originalUrl, headers, refusal, fault, stub, observations, sandbox, trail, server, routeOptions: { config } } = request
  const isAnswered = outcome === 'answered'
  const retryAfter = isAnswered ? reply.getHeader('retry-after') : undefined
  return {
    id,
    time: Date.now() - reply.elapsedTime,
    clock: sandbox.world.clock.now(),
    api: stub === null ? config.api ?? (trail === null ? undefined : 'crm') : zohoApiOf(request),
    operation: stub === null ? config.operation?.name : 'stub',
    ...stub !== null && { stub: stub.id },
    method,
    url: originalUrl,
    headers,
    facts: trail?.facts ?? {},
    passed: trail?.passed ?? [],
    refusedBy: trail?.refusedBy ?? null,
    refusal: refusal && { rule: refusal.rule, explain: refusal.explain },
    fault,
    observations,
    body: observations.parts === undefined || observations.parts.length === 0 ? server.guarded('the beginning of a body', () => bodyOf(request)) : undefined,
    answer: isAnswered ? { headers: headersOf(request, reply, payload), ...typeof payload === 'string' && payload !== '' && startOf(payload) } : undefined,
    status: isAnswered ? reply.statusCode : undefined,
    retryAfter: retryAfter === undefined ? undefined : Number(retryAfter),
    outcome,
    duration: reply.elapsedTime,
    isOver: !isAnswered
  }
}

/** The API of Zoho's that a stub stands in for; `undefined` for a URL outside of both. */
function zohoApiOf ({ url }: FastifyRequest): Entry['api'] {
  return apiOf(url) === 'accounts' ? 'accounts' : isBelow('/crm', { url }) ? 'crm' : undefined
}

/** The beginning of a request's body, as far as it was read; `undefined` if there is none. */
function bodyOf ({ raw, headers: { 'content-type': type = '', 'content-length': length } }: FastifyRequest): BodyStart | undefined {
  const sample = bodySampleOf(raw)
  if (sample === undefined || sample.size === 0) return undefined
  const { bytes } = sample
  const size = Math.max(sample.size, Number(length ?? 0))
  const { text, isCut } = redactBody(bytes, type, size === bytes.length)
  return { text, size, isTruncated: isCut }
}

/** All that a plain success has. Copying the headers takes a hundredth of the time of a small upload. */
const USUAL_HEADERS = ['x-mock-request-id', 'content-type', 'x-mock-explain', 'connection']

/** The headers of an answer, without those that Node adds. */
function headersOf ({ refusal, fault, stub }: FastifyRequest, reply: FastifyReply, payload: unknown): Readonly<Record<string, OutgoingHttpHeader | undefined>> {
  // With `--answers observed` and with `--cors` there are more.
  if (refusal !== null || fault !== null || stub !== null || typeof payload !== 'string' || reply.hasHeader('server') || reply.hasHeader('vary')) return reply.getHeaders()
  const headers: Record<string, OutgoingHttpHeader> = {}
  for (const name of USUAL_HEADERS) {
    const value = reply.getHeader(name)
    if (value !== undefined) headers[name] = value
  }
  return headers
}

/** How much of an answer is kept, in characters. */
const MAX_ANSWER = 2048

/** The beginning of an answer. The text itself is kept where it is short, since it is there anyway. */
function startOf (payload: string): { readonly text: string, readonly size?: number } {
  const size = Buffer.byteLength(payload)
  if (size <= MAX_ANSWER) return { text: payload }
  // A copy: a part of a string would keep the whole in memory.
  return { text: Buffer.from(payload.slice(0, MAX_ANSWER)).subarray(0, MAX_ANSWER).toString().replace(/\ufffd+$/, ''), size }
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
