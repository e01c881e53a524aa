import { presentAccountsRefusal, presentRefusal } from '../../src/api/refusals.js'
import { Refusal, answerOf, ruleNames, rules, type RuleName } from '../../src/zoho/rules.js'
import { field, type HttpResponse, type ParsedRequest } from './connection.js'

const modes = ['documented', 'observed'] as const

/** The body of every refusal in the catalogue. */
const refusals = new Set(ruleNames.filter(name => answerOf(name, 'documented').code !== undefined).flatMap(name => modes.map(mode => {
  const refusal = new Refusal(name, '')
  return JSON.stringify(name.startsWith('accounts.') ? presentAccountsRefusal(refusal, mode) : presentRefusal(refusal, mode))
})))

/** Codes whose message names the operation, which the catalogue may hold only as a pattern. */
const codesWithOperation = new Set(['NO_PERMISSION', 'AUTHORIZATION_FAILED'])

/** The path of a URL without origin, sandbox and query. */
export function pathOf (url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^\/s\/[^/?]*/, '').replace(/[?#].*$/s, '')
}

/**
 * Checks the shape of a response. Problems of one kind are described in the same words.
 * @param request as Node's parser saw it; `undefined` for bytes that it could not parse
 * @returns what is wrong; `undefined` if nothing is
 */
export function shapeProblem (request: ParsedRequest | undefined, answer: HttpResponse): string | undefined {
  const { status, body, fields } = answer
  for (const name of ['content-type', 'content-length', 'x-mock-rule', 'x-mock-explain', 'x-mock-request-id', 'transfer-encoding', 'location']) {
    if (fields.filter(([given]) => given === name).length > 1) return `the header ${name} comes twice`
  }
  const serverProblem = findServerProblem(answer)
  if (serverProblem !== undefined) return serverProblem
  // Node's own responses, such as the one to a request without Host, have no body.
  if (status >= 400 && body.length === 0 && request?.method !== 'HEAD') return `no body: ${status}`
  if (isBoundaryRefusal(answer)) return undefined
  const hasNoBody = request?.method === 'HEAD' || status === 204 || status === 304
  if (hasNoBody) return body.length > 0 ? `${status} with a body` : undefined
  // Bytes that are not a request may still show which API they were for.
  if (request === undefined) return isSentence(answer) ? undefined : refusalProblem(answer, 'bytes that are no request')

  const path = pathOf(request.url)
  // The root redirects to the index of the control API.
  if (path === '/' || path === '') return status === 302 ? undefined : refusalProblem(answer, '/')
  // Browsers ask for it on their own.
  if (path === '/favicon.ico' && status === 200) return field(answer, 'content-type') === 'image/svg+xml' ? undefined : 'an icon that is no picture'
  if (/^\/_mock(\/|$)/.test(path)) return controlProblem(answer)
  if (/^\/oauth\/v2\/(token|token\/revoke|auth)$/.test(path)) return accountsProblem(answer, request)
  return crmProblem(answer, path)
}

/** Whether the trust boundary refused a request, such as one with a foreign Host; its responses belong to no API. */
function isBoundaryRefusal (answer: HttpResponse): boolean {
  return answer.status === 403 && field(answer, 'x-mock-rule') === undefined && /^Expected (the host to be|[A-Z-]+ at|what makes the sandbox) /.test(field(answer, 'x-mock-explain') ?? '') && isSentence(answer)
}

/** Whether a response is a refusal by the control API: a sentence. */
function isSentence (answer: HttpResponse): boolean {
  return answer.status >= 400 && /^\{"error":"[A-Z].{10,}"\}$/s.test(answer.body.toString()) && controlProblem(answer) === undefined
}

/** An unexpected 5xx. Expected are those of the token 1000.broken, of faults, and of too many sandboxes or bytes. */
function findServerProblem (answer: HttpResponse): string | undefined {
  const { status, body } = answer
  const explain = field(answer, 'x-mock-explain') ?? ''
  if (/the double itself failed/.test(explain)) return `the double itself failed: ${explain.replace(/.*please report it: /, '').slice(0, 120)}`
  if (status < 500) return undefined
  if (status === 500 && field(answer, 'x-mock-rule') === 'server.internal-error') return undefined
  if (status === 503 && /^no room for sandbox/.test(explain)) return undefined
  if (status === 507 && /^\{"error":"the store holds /.test(body.toString())) return undefined
  return `${status} ${body.toString().slice(0, 160)}`
}

function refusalProblem (answer: HttpResponse, what: string): string | undefined {
  const { status, body } = answer
  const text = body.toString()
  const rule = field(answer, 'x-mock-rule')
  const excerpt = text.replaceAll(/\d{4,}/g, 'N').slice(0, 160)
  if (rule === undefined) return `a refusal without x-mock-rule at ${what}: ${status} ${excerpt}`
  if (!Object.hasOwn(rules, rule)) return `a rule that the catalogue does not have: ${rule}`
  if (!field(answer, 'x-mock-explain')) return `a refusal without x-mock-explain: ${rule}`
  if (!modes.some(mode => answerOf(rule as RuleName, mode).status === status)) return `${rule} with status ${status}`
  if (!refusals.has(text) && !hasNamedOperation(text)) return `an unknown body at ${what}: ${status} ${excerpt}`
  return undefined
}

function hasNamedOperation (text: string): boolean {
  const value = parsed(text)
  return isObject(value) && Object.keys(value).join() === 'code,details,message,status' && codesWithOperation.has(String(value['code'])) && value['status'] === 'error' && isObject(value['details'])
}

function crmProblem (answer: HttpResponse, path: string): string | undefined {
  const { status, body } = answer
  const type = field(answer, 'content-type')
  if (status === 200 && /^(application\/x-download|image\/(png|jpeg|gif|bmp))$/.test(type ?? '')) {
    return /^attachment;filename\*=UTF-8''[\w.%-]*$/.test(field(answer, 'content-disposition') ?? '') ? undefined : 'a download without its name'
  }
  const value = parsed(body.toString())
  const isZohoJson = isObject(value) && type === 'application/json;charset=UTF-8'
  if (isZohoJson && Array.isArray(value['data'])) {
    const rows: readonly unknown[] = value['data']
    const isWritten = [200, 201, 207, 400].includes(status) && rows.every(row => isObject(row) && 'code' in row && isObject(row['details']) && 'message' in row && ['success', 'error'].includes(String(row['status'])))
    const isList = status === 200 && isObject(value['info'])
    const isRecord = status === 200 && rows.length === 1 && isObject(rows[0]) && 'id' in rows[0]
    return isWritten || isList || isRecord ? undefined : `an unknown success: ${status} ${body.toString().slice(0, 160)}`
  }
  if (isZohoJson && status === 200 && ['users', 'org', 'modules', 'fields'].some(key => Array.isArray(value[key]))) return undefined
  // Of a photo.
  if (isZohoJson && status === 200 && value['code'] === 'SUCCESS' && value['status'] === 'success') return undefined
  return refusalProblem(answer, /^\/crm(\/|$)/.test(path) ? '/crm' : /^\/oauth(\/|$)/.test(path) ? '/oauth' : 'another path')
}

function accountsProblem (answer: HttpResponse, { method }: ParsedRequest): string | undefined {
  const { status, body } = answer
  if (status === 302) return field(answer, 'location') === undefined ? 'a redirect without a location' : undefined
  const text = body.toString()
  const value = parsed(text)
  if (!isObject(value)) return `not JSON at /oauth: ${status} ${text.slice(0, 160)}`
  if (status === 200 && (typeof value['access_token'] === 'string' || value['status'] === 'success')) return undefined
  const problem = refusalProblem(answer, '/oauth')
  // No source documents the shape for other methods and for a fault with an answer of the CRM.
  const isCrmShaped = 'code' in value && !/^(method\.unknown|url\.unknown|server\.|rate\.|request\.)/.test(field(answer, 'x-mock-rule') ?? '')
  return problem ?? (isCrmShaped ? `the CRM's shape at /oauth: ${method} ${status} ${text.slice(0, 160)}` : undefined)
}

function controlProblem (answer: HttpResponse): string | undefined {
  const { status, body } = answer
  const type = field(answer, 'content-type') ?? ''
  const text = body.toString()
  if (status < 300 && !/^application\/json/.test(type)) return /^(text\/html|application\/octet-stream|application\/x-pem-file|application\/pem|text\/)/.test(type) ? undefined : `a success of the control API of type ${type}`
  if (status >= 300 && status < 400) return field(answer, 'location') === undefined ? 'a redirect without a location' : undefined
  const value = parsed(text)
  if (value === undefined) return `not JSON at /_mock: ${status} ${text.slice(0, 160)}`
  if (status < 300) return isObject(value) && !('error' in value) ? undefined : `an unknown success at /_mock: ${text.slice(0, 160)}`
  if (!isObject(value) || typeof value['error'] !== 'string') return `an unknown body at /_mock: ${status} ${text.slice(0, 160)}`
  // Text of a library in place of a sentence about what was received and expected.
  const sentence = value['error'].replace(/^Expected the (body|state|seed) to be JSON: .+/s, '')
  const foreign = /FST_|Cannot (read|set|convert)|is not (a function|iterable|defined)|undefined \(|Unexpected token|Body cannot be empty|Body is not valid JSON|call stack/.exec(sentence)
  return foreign ? `text of a library at /_mock: ${status} ${value['error'].slice(0, 160)}` : undefined
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
