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
import { clientMistake, redactPath } from './client-mistakes.js'
import { headerText } from '../http/headers.js'
import { apiOf, type Api } from './api.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The refusal that was sent, for the log. */
    refusal: Refusal | null
  }
  interface FastifyContextConfig {
    /** Which of Zoho's servers the route belongs to; the CRM by default. */
    api?: 'accounts'
  }
}

interface RefusalsOptions {
  readonly answers: Answers
  readonly publicUrl: string | undefined
}

/** Sends every refusal in the format of the API that was called, whatever caused it: a check, a parser, Fastify, or a bug in the double. */
export const refusals = fp<RefusalsOptions>(async function refusals (app, { answers, publicUrl }) {
  app.decorateRequest('refusal', null)
  app.setErrorHandler((error: Error, request, reply) => sendRefusal(toRefusal(error, request), request, reply, answers))
  app.setNotFoundHandler((request, reply) => {
    if (answers === 'observed' && apiOf(request.url) === 'crm') return redirectOutside(request, reply, answers, publicUrl)
    throw notFound(request)
  })
  // Node silently drops headers above 2,000. Their total size is limited anyway.
  app.server.maxHeadersCount = 0
  app.server.on('connect', (request: IncomingMessage, socket: Socket) => refuseTunnel(app, request, socket, answers))
  app.addHook('onRequest', ({ raw: { headers, httpVersion }, url }, _reply, done) => {
    const coding = headers['transfer-encoding']
    // By itself Node would refuse the former without a body (server.ts turns that off) and misread the latter.
    if (headers.host === undefined && httpVersion === '1.1') done(malformed(url, 'expected a Host header, which a request of HTTP/1.1 must have, got none'))
    else if (hasOtherCoding(coding)) done(malformed(url, `expected the Transfer-Encoding chunked alone, got ${/^[\w, -]{1,60}$/.test(coding) ? `"${coding}"` : 'another'}: the double does not decode a body`))
    else done()
  })
}, { name: 'refusals' })

function malformed (url: string, what: string): Refusal {
  return new Refusal(apiOf(url) === 'accounts' ? 'accounts.request-malformed' : 'request.malformed', what)
}

/** Sends a refusal in the format of the API that was called, with the headers that explain it. */
function sendRefusal (refusal: Refusal, request: FastifyRequest, reply: FastifyReply, answers: Answers): FastifyReply {
  const api = apiFor(request)
  if (api === 'control') {
    request.refusal = refusal
    // The control API uses HTTP's own statuses, of which Zoho uses only some.
    const { statusCode = answerOf(refusal.rule, answers).status } = (refusal.cause ?? {}) as { readonly statusCode?: number }
    return reply.code(statusCode).send({ error: sentence(refusal.explain) })
  }
  setRefusalHeaders(refusal, request, reply, answers)
  // In real traffic even a 204 has a Content-Type, and Zoho's PHP SDK 6.0 fails without one.
  reply.header('content-type', JSON_TYPE)
  return reply.send(bodyOf(refusal, answers, api))
}

/** Redirects a request for a URL of neither server, as Zoho does. */
function redirectOutside (request: FastifyRequest, reply: FastifyReply, answers: Answers, publicUrl: string | undefined): FastifyReply {
  setRefusalHeaders(new Refusal('url.outside', `nothing is at ${request.method} ${redactPath(request.originalUrl)}: the CRM is at /crm and a version, the accounts server at /oauth/v2`), request, reply, answers)
  const location = `${baseUrlOf(request, request.sandbox.name, publicUrl)}${OUTSIDE_LOCATION}`
  return reply.headers({ location, 'content-type': OUTSIDE_TYPE, 'content-length': 0 }).send()
}

/** An answer that a fault gives has the format of its rule, whatever the URL. */
function apiFor ({ url, fault }: FastifyRequest): Api {
  return fault ? 'crm' : apiOf(url)
}

/** The body of a refusal in one of Zoho's formats; `undefined` if the rule has no body. */
export function bodyOf (refusal: Refusal, answers: Answers, api: Api): string | undefined {
  if (answerOf(refusal.rule, answers).code === undefined) return undefined
  return JSON.stringify(api === 'accounts' || refusal.rule.startsWith('accounts.') ? presentAccountsRefusal(refusal, answers) : presentRefusal(refusal, answers))
}

/** An explanation with a capital letter, for the control API. */
export function sentence (explanation: string): string {
  return explanation.charAt(0).toUpperCase() + explanation.slice(1)
}

/** Sets a refusal's status and the headers that explain it, for a response with another body. */
export function setRefusalHeaders (refusal: Refusal, request: FastifyRequest, reply: FastifyReply, answers: Answers): void {
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
 * The CRM's body for a refusal. That of an attachment is never inside `data`, where six SDKs would take it for a success.
 * Source of the shape: OpenAPI files, `v8.0/attachments`; inside `data`: `v8.0/record`.
 */
export function presentRefusal (refusal: Refusal, answers: Answers): object {
  const row = presentRefusedRow(refusal, answers)
  return answerOf(refusal.rule, answers).isRow ? { data: [row] } : row
}

/** A refusal alone, or as that of one record among several. */
export function presentRefusedRow ({ rule, details: own }: Refusal, answers: Answers): object {
  const { code, message, details = {} } = answerOf(rule, answers)
  return { code, details: own ?? details, message, status: 'error' }
}

/**
 * The accounts server's body for a refusal. Source of the shape: github.com/asciisd/zoho/issues/6; with `error_description`:
 * zoho.com/crm/developer/docs/api/v8/token-validity.html.
 */
export function presentAccountsRefusal ({ rule }: Refusal, answers: Answers): object {
  const { code, message } = accountsAnswerOf(rule, answers)
  return message === undefined ? { error: code } : { error_description: message, error: code, status: 'failure' }
}

/** Turns anything thrown while a request was handled into a refusal. */
function toRefusal (error: Error & { code?: string }, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof StoreFullError) return new Refusal('upload.store-full', error.message, { cause: error })
  if (error instanceof DuplicateLinkError) return new Refusal('upload.link-duplicate', error.message, { cause: error })
  const { code, message } = error
  if (code === 'ECONNRESET') return new Refusal('request.malformed', 'the client went away in the middle of its body', { cause: error })
  const mistake = clientMistake(error, request)
  // Fastify checks the type of a body before it reports that there is no such route.
  if (mistake) return request.is404 && mistake.rule !== 'url.unknown' ? notFound(request) : mistake
  request.server.guarded('the log', () => request.log.error(error, 'the double itself failed'))
  const rule = apiOf(request.url) === 'accounts' ? 'accounts.general-error' : 'server.internal-error'
  return new Refusal(rule, `the double itself failed, please report it: ${redactText(message)}`, { cause: error })
}

/** Creates Fastify's `frameworkErrors` handler: a URL that cannot be decoded never reaches a route, not even the control API's. */
export function refuseBadUrl (answers: Answers) {
  return (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    // No hook has run for this request. Node does not know where a body with such a coding ends, so the connection has to close.
    if (hasOtherCoding(request.raw.headers['transfer-encoding'])) reply.header('connection', 'close')
    sendRefusal(toRefusal(error, request), request, reply, answers)
  }
}

/** Whether a Transfer-Encoding is anything but chunked alone. */
function hasOtherCoding (coding: string | undefined): coding is string {
  return coding !== undefined && coding.toLowerCase() !== 'chunked'
}

/** The refusal for a URL that does not exist, outside of the CRM. */
export function notFound ({ method, url, originalUrl }: FastifyRequest): Refusal {
  const path = redactPath(url)
  return new Refusal('url.unknown', `nothing is at ${method} ${redactPath(originalUrl)}: ${suggestPath(path)}`)
}

function suggestPath (path: string): string {
  if (apiOf(path) === 'accounts') return 'the accounts server has POST /oauth/v2/token, POST /oauth/v2/token/revoke and GET /oauth/v2/auth'
  if (/^\/v\d/.test(path)) return `"/crm" is missing, as in /crm${path}`
  const [, before, rest] = /^(\/.*?)(\/(?:crm|oauth)\/v\d.*)$/.exec(path) ?? []
  if (rest !== undefined) return `"${before}" stands before ${rest}, which is the path that the double has`
  return 'the CRM is at /crm, the accounts server at /oauth/v2, the control plane at /_mock'
}
