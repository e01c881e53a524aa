import type { Socket } from 'node:net'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { OUTSIDE_LOCATION, OUTSIDE_TYPE } from '../zoho/headers.js'
import { JSON_TYPE, presentAccountsRefusal, presentRefusal } from '../zoho/present.js'
import { redactHeader, redactText, redactUrl } from '../secrets/redact.js'
import { Refusal } from '../zoho/refusal.js'
import { answerOf, type Answers } from '../zoho/rules.js'
import { baseUrlOf } from './base-url.js'
import { faultOf } from './fault-of.js'
import { headerText } from './headers.js'
import { isOurs } from './journal.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** What this request was refused with; for the log. */
    refusal: Refusal | null
  }
  interface FastifyContextConfig {
    /** Which of Zoho's servers the route stands for; the CRM where absent. */
    surface?: 'accounts'
  }
}

const ACCOUNTS = /^\/oauth(\/|\?|$)/

interface RefusalsOptions {
  readonly answers: Answers
  readonly publicUrl: string | undefined
}

/** Sends every refusal in Zoho's words, whatever made it: a step, a parser, Fastify, or a fault of the double's own. */
export const refusals = fp<RefusalsOptions>(async function refusals (app, { answers, publicUrl }) {
  app.decorateRequest('refusal', null)
  app.setErrorHandler((error: Error, request, reply) => sendRefusal(toRefusal(error, request), request, reply, answers))
  app.setNotFoundHandler((request, reply) => {
    if (answers === 'observed' && !isOurs(request.url) && !ACCOUNTS.test(request.url)) return sendOutside(request, reply, answers, publicUrl)
    throw new Refusal('url.unknown', `nothing is at ${request.method} ${redactUrl(pathOf(request))}: the CRM is at /crm, the accounts server at /oauth/v2, the control plane at /_mock`)
  })
}, { name: 'refusals' })

/** Answers a request with a rule of the catalogue, and says why in the headers. */
export function sendRefusal (refusal: Refusal, request: FastifyRequest, reply: FastifyReply, answers: Answers): FastifyReply {
  explain(refusal, request, reply, answers)
  // Real traffic's 204 carries the type all the same, and Zoho's PHP SDK 6.0 fails on one without.
  reply.header('content-type', JSON_TYPE)
  return reply.send(bodyOf(refusal, answers))
}

/** Sends who asks for a URL of neither server away, as Zoho does. */
function sendOutside (request: FastifyRequest, reply: FastifyReply, answers: Answers, publicUrl: string | undefined): FastifyReply {
  explain(new Refusal('url.outside', `nothing is at ${request.method} ${pathOf(request)}: the CRM is at /crm and a version, the accounts server at /oauth/v2`), request, reply, answers)
  const location = `${baseUrlOf(request, request.sandbox, publicUrl)}${OUTSIDE_LOCATION}`
  return reply.headers({ location, 'content-type': OUTSIDE_TYPE, 'content-length': 0 }).send()
}

/** What is sent for a refusal; nothing where the rule has no body. */
export function bodyOf (refusal: Refusal, answers: Answers): string | undefined {
  if (answerOf(refusal.rule, answers).code === undefined) return undefined
  return JSON.stringify(refusal.rule.startsWith('accounts.') ? presentAccountsRefusal(refusal, answers) : presentRefusal(refusal, answers))
}

/** Sets a refusal's status and the headers that say why, for an answer whose body is not the refusal's own. */
export function explain (refusal: Refusal, request: FastifyRequest, reply: FastifyReply, answers: Answers): void {
  const { status, evidence } = answerOf(refusal.rule, answers)
  request.refusal = refusal
  reply.code(status).headers({
    'x-mock-request-id': request.id,
    'x-mock-rule': refusal.rule,
    'x-mock-evidence': evidence,
    'x-mock-explain': headerText(refusal.explain)
  })
}

/** Makes a refusal of whatever was thrown while a request was answered. */
function toRefusal (error: Error & { code?: string }, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error
  const { code, message } = error
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const rule = request.routeOptions.config.surface === 'accounts' ? 'accounts.request-malformed' : 'upload.not-a-form'
    return new Refusal(rule, `expected the Content-Type multipart/form-data with a boundary, got "${redactHeader('content-type', String(request.headers['content-type']))}"`, { cause: error })
  }
  if (code === 'ECONNRESET') return new Refusal('request.malformed', 'the client went away in the middle of its body', { cause: error })
  request.server.guarded('the log', () => request.log.error(error, 'the double itself failed'))
  const rule = request.routeOptions.config.surface === 'accounts' ? 'accounts.internal-error' : 'server.internal-error'
  return new Refusal(rule, `the double itself failed, please report it: ${redactText(message)}`, { cause: error })
}

/** For Fastify's `frameworkErrors`: URLs that cannot be decoded never reach a route, the control plane's among them. */
export function refuseBadUrl (answers: Answers) {
  return (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    if (request.raw.url?.startsWith('/_mock/')) {
      reply.code(400).send({ error: `Expected a URL that can be decoded: ${undecodable(request.raw.url)}` })
      return
    }
    sendRefusal(new Refusal('url.unknown', `the URL cannot be decoded: ${undecodable(request.raw.url)}`, { cause: error }), request, reply, answers)
  }
}

/** Where a path cannot be decoded. It is not quoted, and nor is the error's message, which quotes all of the URL with its query. */
function undecodable (url = ''): string {
  const segments = url.replace(/[?#].*$/s, '').split('/')
  const place = segments.findIndex(segment => faultOf(() => decodeURIComponent(segment)))
  return `behind "${redactUrl(segments.slice(0, place).join('/'))}/" a "%" begins no percent-encoded UTF-8`
}

/** For Fastify's `clientErrorHandler`: bytes that are not HTTP never become a request. */
export function refuseBadHttp (answers: Answers) {
  return function (this: { readonly log: FastifyBaseLogger }, error: Error & { code?: string }, socket: Socket): void {
    if (!socket.writable) return
    const refusal = badHttp(error)
    const { status, evidence } = answerOf(refusal.rule, answers)
    const body = JSON.stringify(presentRefusal(refusal, answers))
    this.log.info({ rule: refusal.rule, explain: refusal.explain, status }, 'refused what is not HTTP')
    socket.end([
      `HTTP/1.1 ${status} Refused`,
      `content-type: ${JSON_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      `x-mock-rule: ${refusal.rule}`,
      `x-mock-evidence: ${evidence}`,
      `x-mock-explain: ${headerText(refusal.explain)}`,
      'connection: close',
      '', body
    ].join('\r\n'))
  }
}

function badHttp (error: Error & { code?: string }): Refusal {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Refusal('request.headers-too-large', 'expected at most 16 KiB of request line and headers, got more', { cause: error })
    case 'HPE_INVALID_EOF_STATE':
      return new Refusal('request.malformed', 'the client ended the connection in the middle of a request', { cause: error })
    default:
      return new Refusal('request.malformed', `the request is not HTTP: ${error.message}`, { cause: error })
  }
}

function pathOf ({ originalUrl }: FastifyRequest): string {
  return originalUrl.replace(/\?.*$/s, '')
}
