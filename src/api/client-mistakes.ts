import type { FastifyRequest } from 'fastify'
import { redactHeader, redactText, redactUrl } from '../secrets/redact.js'
import { Refusal, type RuleName } from '../zoho/rules.js'
import { filesRule } from '../zoho/rules/files.js'
import { errorOf } from '../guard.js'
import { apiOf, type Api } from './api.js'

/** An error of Fastify or its plugins. */
type FrameworkError = Error & { readonly code?: string, readonly statusCode?: number }

/** How an error of the framework is reported to the client. */
interface Mistake {
  readonly rule: RuleName
  readonly explain: (request: FastifyRequest, error: FrameworkError) => string
}

const CONTENT_TYPE_ADVICE = 'leave Content-Type to the client library (axios: do not set the header; requests: files=...; fetch: pass FormData as body)'

const JSON_TYPE = 'application/json'
const TYPES: Readonly<Record<Api, string>> = {
  crm: 'multipart/form-data with a boundary',
  accounts: 'application/x-www-form-urlencoded or multipart/form-data',
  control: JSON_TYPE
}

const formLimit: Mistake = { rule: 'upload.form-malformed', explain: () => 'expected a form of fewer parts' }
const jsonBody: Mistake = { rule: 'request.malformed', explain: () => 'expected the body to be JSON, as its Content-Type says, and without the keys "__proto__" and "constructor"' }
const badUrl: Mistake = { rule: 'url.unknown', explain: ({ raw }) => explainUndecodable(raw.url as string) }
const withoutType: Mistake = { rule: 'request.malformed', explain: ({ method }) => `expected ${method} to have a Content-Type and a body, got none` }

/** By the error's code. Other codes with a 4xx status get a rule by their status. */
const mistakes: Readonly<Record<string, Mistake>> = {
  FST_ERR_NOT_FOUND: { rule: 'url.unknown', explain: ({ method, raw }) => `nothing is at ${method} ${redactPath(raw.url as string)}` },
  FST_ERR_BAD_URL: badUrl,
  FST_ERR_INVALID_URL: badUrl,
  FST_ERR_MAX_PARAM_LENGTH: { rule: 'url.unknown', explain: () => 'expected a URL with shorter segments' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { rule: 'upload.not-a-form', explain: explainMediaType },
  FST_ERR_CTP_BODY_TOO_LARGE: { rule: 'request.body-too-large', explain: ({ routeOptions }) => `expected a body of at most ${routeOptions.bodyLimit} bytes, got more` },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { rule: 'request.malformed', explain: ({ headers }) => `expected a body of as many bytes as Content-Length says (${headers['content-length']}), got another number` },
  FST_ERR_CTP_EMPTY_JSON_BODY: { rule: 'request.malformed', explain: () => 'expected a JSON body, as its Content-Type says, got none: send {} or leave Content-Type out' },
  FST_ERR_CTP_INVALID_JSON_BODY: jsonBody,
  FST_ERR_VALIDATION: { rule: 'request.malformed', explain: (_request, { message }) => `a value in the request is not what is expected: ${redactText(message)}` },
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: withoutType,
  FST_ERR_ROUTE_MISSING_CONTENT: withoutType,
  FST_PARTS_LIMIT: formLimit,
  FST_FIELDS_LIMIT: formLimit,
  FST_FILES_LIMIT: formLimit,
  FST_REQ_FILE_TOO_LARGE: { rule: 'upload.file-too-large', explain: () => 'expected a smaller file' },
  FST_PROTO_VIOLATION: { rule: 'upload.form-malformed', explain: () => 'expected no part with the name of a property that every object has, such as "__proto__" or "constructor"' },
  FST_INVALID_MULTIPART_CONTENT_TYPE: { rule: 'upload.not-a-form', explain: explainMediaType },
  FST_INVALID_JSON_FIELD_ERROR: { rule: 'upload.form-malformed', explain: () => 'a part of the form says that it is JSON, and is not' },
  FST_MP_PREMATURE_CLOSE: { rule: 'upload.form-malformed', explain: () => 'the client went away before its form was complete' }
}

/** Codes with a 4xx status that reveal a bug in the server itself. */
const SERVER_ERRORS: ReadonlySet<string> = new Set(['FST_ERR_CTP_INSTANCE_ALREADY_STARTED'])

const byStatus: Readonly<Record<number, RuleName>> = {
  404: 'url.unknown',
  405: 'method.unknown',
  406: 'upload.not-a-form',
  408: 'request.timeout',
  413: 'request.body-too-large',
  414: 'url.unknown',
  415: 'upload.not-a-form',
  431: 'request.headers-too-large'
}

/**
 * Turns an error that Fastify or a plugin throws about a request into a refusal with a rule of the request's API.
 * @returns `undefined` if the error is not the client's
 */
export function clientMistake (error: FrameworkError, request: FastifyRequest): Refusal | undefined {
  const { code = '', statusCode = 500 } = error
  if (statusCode < 400 || statusCode >= 500 || SERVER_ERRORS.has(code)) return undefined
  const { rule, explain } = mistakes[code] ?? {
    rule: byStatus[statusCode] ?? 'request.malformed',
    explain: () => `the request was refused before it came to a check of Zoho's: ${redactText(error.message)}`
  }
  return new Refusal(ruleFor(apiOf(request.url), rule, request), explain(request, error), { cause: error })
}

/** Errors in a body have other rules on the accounts server, and for operations that take no form. */
function ruleFor (api: Api, rule: RuleName, { routeOptions }: FastifyRequest): RuleName {
  const isAboutBody = /^upload\.|^request\.(malformed|body-too-large)$/.test(rule)
  if (api === 'accounts' && isAboutBody) return 'accounts.request-malformed'
  const { operation } = routeOptions?.config ?? {}
  if (operation?.name === 'uploadFiles') return filesRule(rule)
  return rule === 'upload.not-a-form' && operation?.name !== 'upload' ? 'request.malformed' : rule
}

function explainMediaType (request: FastifyRequest): string {
  const { operation } = request.routeOptions?.config ?? {}
  const api = apiOf(request.url)
  // In the CRM, forms are the bodies that a fault can break off.
  const takesJson = api === 'control' || (operation?.api === 'crm' && operation.faults?.body !== 'request')
  const type = request.headers['content-type']
  const expected = `expected the Content-Type ${takesJson ? JSON_TYPE : TYPES[api]}`
  if (type === undefined) return `${expected}, got none`
  const shown = redactHeader('content-type', type.length > 100 ? `${type.slice(0, 100)}...` : type)
  return `${expected}, got "${shown}": ${explainType(type)}${takesJson ? '' : `; the header was set by hand: ${CONTENT_TYPE_ADVICE}`}`
}

function explainType (type: string): string {
  if (type === '') return 'the header is empty'
  if (/^(undefined|null|none|nan|\[object \w+\])$/i.test(type)) return 'that is what a variable without a value turns into'
  if (type.includes(',')) return 'that is more than one type, as when the client library sets one beside yours'
  return type.includes('/') ? 'that is no media type with its parameters as RFC 9110 has them' : 'that is no media type, which has a slash'
}

/** Says where a URL cannot be decoded. Neither the bad part nor the query is quoted, because either may be a secret. */
function explainUndecodable (url: string): string {
  const segments = url.replace(/[?#].*$/s, '').split('/')
  const index = segments.findIndex(segment => errorOf(() => decodeURIComponent(segment)) !== undefined)
  const where = `behind "${redactPath(segments.slice(0, index).join('/'))}/"`
  return /%(?![0-9a-f]{2})/i.test(segments[index] as string)
    ? `the URL cannot be decoded: expected two hexadecimal digits after each "%" (a "%" itself is %25), got others ${where}`
    : `the URL cannot be decoded: expected its percent-encoded bytes to be UTF-8, got others ${where}`
}

/** The path of a URL without secrets, cut to a length that fits into a sentence. */
export function redactPath (url: string): string {
  const path = redactUrl(url.replace(/\?.*$/s, ''))
  return path.length > 200 ? `${path.slice(0, 200)}...` : path
}
