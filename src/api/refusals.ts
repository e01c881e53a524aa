import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { OUTSIDE_LOCATION, OUTSIDE_TYPE } from '../zoho/headers.js'
import { JSON_TYPE } from './reply.js'
import { redactText } from '../secrets/redact.js'
import { Refusal, accountsAnswerOf, answerOf, type Answers } from '../zoho/rules.js'
import { refuseTunnel } from './bad-http.js'
import { DuplicateLinkError } from '../store/attachments.js'
import { StoreFullError } from '../store/memory-quota.js'
import { baseUrlOf } from '../http/base-url.js'
import { clientMistake, pathOf } from './client-mistakes.js'
import { headerText } from '../http/headers.js'
import { apiOf, type Api } from './api.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** What this request was refused with; for the log. */
    refusal: Refusal | null
  }
  interface FastifyContextConfig {
    /** Which of Zoho's servers the route stands for; the CRM where absent. */
    api?: 'accounts'
  }
}

interface RefusalsOptions {
  readonly answers: Answers
  readonly publicUrl: string | undefined
}

/** Sends every refusal in the words of the server that was asked, whatever made it: a step, a parser, Fastify, or a fault of the double's own. */
export const refusals = fp<RefusalsOptions>(async function refusals (app, { answers, publicUrl }) {
  app.decorateRequest('refusal', null)
  app.setErrorHandler((error: Error, request, reply) => sendRefusal(toRefusal(error, request), request, reply, answers))
  app.setNotFoundHandler((request, reply) => {
    if (answers === 'observed' && apiOf(request.url) === 'crm') return sendOutside(request, reply, answers, publicUrl)
    throw nothingAt(request)
  })
  // Node leaves out what is above 2,000 without a word; the size of all is bounded.
  app.server.maxHeadersCount = 0
  app.server.on('connect', (request: IncomingMessage, socket: Socket) => refuseTunnel(app, request, socket, answers))
  app.addHook('onRequest', ({ raw: { headers, httpVersion }, url }, _reply, done) => {
    const coding = headers['transfer-encoding']
    // Node answers the first with no body at all (it is told not to, in server.ts), and takes the second for what it is not.
    if (headers.host === undefined && httpVersion === '1.1') done(malformed(url, 'expected a Host header, which a request of HTTP/1.1 must have, got none'))
    else if (isOddlyCoded(coding)) done(malformed(url, `expected the Transfer-Encoding chunked alone, got ${/^[\w, -]{1,60}$/.test(coding) ? `"${coding}"` : 'another'}: the double does not decode a body`))
    else done()
  })
}, { name: 'refusals' })

function malformed (url: string, what: string): Refusal {
  return new Refusal(apiOf(url) === 'accounts' ? 'accounts.request-malformed' : 'request.malformed', what)
}

/** Answers a request with a rule of the catalogue, in the words of the server that was asked, and says why. */
export function sendRefusal (refusal: Refusal, request: FastifyRequest, reply: FastifyReply, answers: Answers): FastifyReply {
  const surface = apiFor(request)
  if (surface === 'control') {
    request.refusal = refusal
    // Ours has HTTP's statuses, of which Zoho has only some.
    const { statusCode = answerOf(refusal.rule, answers).status } = (refusal.cause ?? {}) as { readonly statusCode?: number }
    return reply.code(statusCode).send({ error: sentence(refusal.explain) })
  }
  explain(refusal, request, reply, answers)
  // Real traffic's 204 carries the type all the same, and Zoho's PHP SDK 6.0 fails on one without.
  reply.header('content-type', JSON_TYPE)
  return reply.send(bodyOf(refusal, answers, surface))
}

/** Sends who asks for a URL of neither server away, as Zoho does. */
function sendOutside (request: FastifyRequest, reply: FastifyReply, answers: Answers, publicUrl: string | undefined): FastifyReply {
  explain(new Refusal('url.outside', `nothing is at ${request.method} ${pathOf(request.originalUrl)}: the CRM is at /crm and a version, the accounts server at /oauth/v2`), request, reply, answers)
  const location = `${baseUrlOf(request, request.sandbox.name, publicUrl)}${OUTSIDE_LOCATION}`
  return reply.headers({ location, 'content-type': OUTSIDE_TYPE, 'content-length': 0 }).send()
}

/** A fault's answer is sent in the words that the fault names, wherever it acts. */
function apiFor ({ url, fault }: FastifyRequest): Api {
  return fault ? 'crm' : apiOf(url)
}

/** What is sent for a refusal on one of Zoho's surfaces; nothing where the rule has no body. */
export function bodyOf (refusal: Refusal, answers: Answers, surface: Api): string | undefined {
  if (answerOf(refusal.rule, answers).code === undefined) return undefined
  return JSON.stringify(surface === 'accounts' || refusal.rule.startsWith('accounts.') ? presentAccountsRefusal(refusal, answers) : presentRefusal(refusal, answers))
}

/** An explanation as a sentence of the control API. */
export function sentence (explanation: string): string {
  return explanation.charAt(0).toUpperCase() + explanation.slice(1)
}

/** Sets a refusal's status and the headers that say why, for an answer whose body is not the refusal's own. */
export function explain (refusal: Refusal, request: FastifyRequest, reply: FastifyReply, answers: Answers): void {
  const { status, evidence } = (apiFor(request) === 'accounts' ? accountsAnswerOf : answerOf)(refusal.rule, answers)
  request.refusal = refusal
  reply.code(status).headers({
    'x-mock-request-id': request.id,
    'x-mock-rule': refusal.rule,
    'x-mock-evidence': evidence,
    'x-mock-explain': headerText(refusal.explain)
  })
}

/**
 * A refusal of the CRM, never inside `data`: six SDKs take it there for a success.
 * Source of the shape: OpenAPI files, `v8.0/attachments`.
 */
export function presentRefusal ({ rule }: Refusal, answers: Answers): object {
  const { code, message, details = {} } = answerOf(rule, answers)
  return { code, details, message, status: 'error' }
}

/**
 * A refusal of the accounts server. Source of the shape: github.com/asciisd/zoho/issues/6; with `error_description`:
 * zoho.com/crm/developer/docs/api/v8/token-validity.html.
 */
export function presentAccountsRefusal ({ rule }: Refusal, answers: Answers): object {
  const { code, message } = accountsAnswerOf(rule, answers)
  return message === undefined ? { error: code } : { error_description: message, error: code, status: 'failure' }
}

/** Makes a refusal of whatever was thrown while a request was answered. */
function toRefusal (error: Error & { code?: string }, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof StoreFullError) return new Refusal('upload.store-full', error.message, { cause: error })
  if (error instanceof DuplicateLinkError) return new Refusal('upload.link-duplicate', error.message, { cause: error })
  const { code, message } = error
  if (code === 'ECONNRESET') return new Refusal('request.malformed', 'the client went away in the middle of its body', { cause: error })
  const mistake = clientMistake(error, request)
  // Fastify looks at the type of a body before it tells that nothing is there.
  if (mistake) return request.is404 && mistake.rule !== 'url.unknown' ? nothingAt(request) : mistake
  request.server.guarded('the log', () => request.log.error(error, 'the double itself failed'))
  const rule = apiOf(request.url) === 'accounts' ? 'accounts.general-error' : 'server.internal-error'
  return new Refusal(rule, `the double itself failed, please report it: ${redactText(message)}`, { cause: error })
}

/** For Fastify's `frameworkErrors`: URLs that cannot be decoded never reach a route, the control API's among them. */
export function refuseBadUrl (answers: Answers) {
  return (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    // No hook has looked at it: Node cannot tell where such a body ends, and closes the connection.
    if (isOddlyCoded(request.raw.headers['transfer-encoding'])) reply.header('connection', 'close')
    sendRefusal(toRefusal(error, request), request, reply, answers)
  }
}

/** Whether a body comes in another way than chunked alone. */
function isOddlyCoded (coding: string | undefined): coding is string {
  return coding !== undefined && coding.toLowerCase() !== 'chunked'
}

/** Why nothing is at a URL outside of the CRM. */
export function nothingAt ({ method, url, originalUrl }: FastifyRequest): Refusal {
  const path = pathOf(url)
  return new Refusal('url.unknown', `nothing is at ${method} ${pathOf(originalUrl)}: ${whereElse(path)}`)
}

function whereElse (path: string): string {
  if (apiOf(path) === 'accounts') return 'the accounts server has POST /oauth/v2/token, POST /oauth/v2/token/revoke and GET /oauth/v2/auth'
  if (/^\/v\d/.test(path)) return `"/crm" is missing, as in /crm${path}`
  const [, before, rest] = /^(\/.*?)(\/(?:crm|oauth)\/v\d.*)$/.exec(path) ?? []
  if (rest !== undefined) return `"${before}" stands before ${rest}, which is the path that the double has`
  return 'the CRM is at /crm, the accounts server at /oauth/v2, the control plane at /_mock'
}
