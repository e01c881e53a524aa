import { presentAccountsRefusal, presentRefusal } from '../../src/api/refusals.js'
import { Refusal, answerOf, ruleNames, rules, type RuleName } from '../../src/zoho/rules.js'
import { field, type Answer, type Framed } from './connection.js'

const modes = ['documented', 'observed'] as const

/** Every body that the catalogue has for a refusal. */
const refusals = new Set(ruleNames.filter(name => answerOf(name, 'documented').code !== undefined).flatMap(name => modes.map(mode => {
  const refusal = new Refusal(name, '')
  return JSON.stringify(name.startsWith('accounts.') ? presentAccountsRefusal(refusal, mode) : presentRefusal(refusal, mode))
})))

/** Codes whose text names the operation, so that the catalogue may hold only a pattern of it. */
const named = new Set(['NO_PERMISSION', 'AUTHORIZATION_FAILED'])

/** The path below a sandbox and its server: what a URL is about. */
export function pathOf (url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^\/s\/[^/?]*/, '').replace(/[?#].*$/s, '')
}

/**
 * Tells what is wrong with the shape of an answer, in words that are the same for all of a kind.
 * @param request as Node's parser saw it; `undefined` for bytes that it could make nothing of
 * @returns `undefined` where all is well
 */
export function shapeFault (request: Framed | undefined, answer: Answer): string | undefined {
  const { status, body, fields } = answer
  for (const name of ['content-type', 'content-length', 'x-mock-rule', 'x-mock-explain', 'x-mock-request-id', 'transfer-encoding', 'location']) {
    if (fields.filter(([given]) => given === name).length > 1) return `the header ${name} comes twice`
  }
  const serverFault = faultOfServer(answer)
  if (serverFault !== undefined) return serverFault
  // Node's own answers, such as that to a request without Host.
  if (status >= 400 && body.length === 0 && request?.method !== 'HEAD') return `no body: ${status}`
  if (isTurnedAway(answer)) return undefined
  const hasNoBody = request?.method === 'HEAD' || status === 204 || status === 304
  if (hasNoBody) return body.length > 0 ? `${status} with a body` : undefined
  // Bytes that are no request may still say which surface they were for.
  if (request === undefined) return isSentence(answer) ? undefined : refusalFault(answer, 'bytes that are no request')

  const path = pathOf(request.url)
  // The server's answers to what has no form of its own: the way to the inspector.
  if (path === '/' || path === '') return status === 302 ? undefined : refusalFault(answer, '/')
  if (/^\/_mock(\/|$)/.test(path)) return controlFault(answer)
  if (/^\/oauth\/v2\/(token|token\/revoke|auth)$/.test(path)) return accountsFault(answer, request)
  return crmFault(answer, path)
}

/** Whether the trust boundary refused a request, such as one for the host of somebody else; it is no surface's own answer. */
function isTurnedAway (answer: Answer): boolean {
  return answer.status === 403 && field(answer, 'x-mock-rule') === undefined && /^Expected (the host to be|[A-Z-]+ at) /.test(field(answer, 'x-mock-explain') ?? '') && isSentence(answer)
}

/** Whether an answer is a refusal of the control API: a sentence of our own. */
function isSentence (answer: Answer): boolean {
  return answer.status >= 400 && /^\{"error":"[A-Z].{10,}"\}$/s.test(answer.body.toString()) && controlFault(answer) === undefined
}

/** A 5xx that nobody asked for. Asked for are the token 1000.broken, faults, and more sandboxes or bytes than there is room for. */
function faultOfServer (answer: Answer): string | undefined {
  const { status, body } = answer
  const explain = field(answer, 'x-mock-explain') ?? ''
  if (/the double itself failed/.test(explain)) return `the double itself failed: ${explain.replace(/.*please report it: /, '').slice(0, 120)}`
  if (status < 500) return undefined
  if (status === 500 && field(answer, 'x-mock-rule') === 'server.internal-error') return undefined
  if (status === 503 && /^no room for sandbox/.test(explain)) return undefined
  if (status === 507 && /^\{"error":"the store holds /.test(body.toString())) return undefined
  return `${status} ${body.toString().slice(0, 160)}`
}

function refusalFault (answer: Answer, what: string): string | undefined {
  const { status, body } = answer
  const text = body.toString()
  const rule = field(answer, 'x-mock-rule')
  const words = text.replaceAll(/\d{4,}/g, 'N').slice(0, 160)
  if (rule === undefined) return `a refusal without x-mock-rule at ${what}: ${status} ${words}`
  if (!Object.hasOwn(rules, rule)) return `a rule that the catalogue does not have: ${rule}`
  if (!field(answer, 'x-mock-explain')) return `a refusal without x-mock-explain: ${rule}`
  if (!modes.some(mode => answerOf(rule as RuleName, mode).status === status)) return `${rule} with status ${status}`
  if (!refusals.has(text) && !isNamed(text)) return `a body of another shape at ${what}: ${status} ${words}`
  return undefined
}

function isNamed (text: string): boolean {
  const value = parsed(text)
  return isObject(value) && Object.keys(value).join() === 'code,details,message,status' && named.has(String(value['code'])) && value['status'] === 'error' && isObject(value['details'])
}

function crmFault (answer: Answer, path: string): string | undefined {
  const { status, body } = answer
  const type = field(answer, 'content-type')
  if (status === 200 && type === 'application/x-download') {
    return /^attachment;filename\*=UTF-8''[\w.%-]*$/.test(field(answer, 'content-disposition') ?? '') ? undefined : 'a download without its name'
  }
  const value = parsed(body.toString())
  const isZohos = isObject(value) && type === 'application/json;charset=UTF-8'
  if (isZohos && Array.isArray(value['data'])) {
    const isDeletion = [200, 207, 400].includes(status) && value['data'].every(row => isObject(row) && 'code' in row && isObject(row['details']) && 'message' in row && ['success', 'error'].includes(String(row['status'])))
    const isList = status === 200 && isObject(value['info'])
    return isDeletion || isList ? undefined : `a success of another shape: ${status} ${body.toString().slice(0, 160)}`
  }
  if (isZohos && status === 200 && (Array.isArray(value['users']) || Array.isArray(value['org']))) return undefined
  return refusalFault(answer, /^\/crm(\/|$)/.test(path) ? '/crm' : /^\/oauth(\/|$)/.test(path) ? '/oauth' : 'another path')
}

function accountsFault (answer: Answer, { method }: Framed): string | undefined {
  const { status, body } = answer
  if (status === 302) return field(answer, 'location') === undefined ? 'a redirect without a location' : undefined
  const text = body.toString()
  const value = parsed(text)
  if (!isObject(value)) return `no JSON at /oauth: ${status} ${text.slice(0, 160)}`
  if (status === 200 && (typeof value['access_token'] === 'string' || value['status'] === 'success')) return undefined
  const fault = refusalFault(answer, '/oauth')
  // The shape of other methods and of a fault that speaks the CRM's words is not told by any source.
  const isCrmShaped = 'code' in value && !/^(method\.unknown|url\.unknown|server\.|rate\.|request\.)/.test(field(answer, 'x-mock-rule') ?? '')
  return fault ?? (isCrmShaped ? `the CRM's shape at /oauth: ${method} ${status} ${text.slice(0, 160)}` : undefined)
}

function controlFault (answer: Answer): string | undefined {
  const { status, body } = answer
  const type = field(answer, 'content-type') ?? ''
  const text = body.toString()
  if (status < 300 && !/^application\/json/.test(type)) return /^(text\/html|application\/octet-stream|application\/x-pem-file|application\/pem|text\/)/.test(type) ? undefined : `a success of the control API of type ${type}`
  if (status >= 300 && status < 400) return field(answer, 'location') === undefined ? 'a redirect without a location' : undefined
  const value = parsed(text)
  if (value === undefined) return `no JSON at /_mock: ${status} ${text.slice(0, 160)}`
  if (status < 300) return isObject(value) && !('error' in value) ? undefined : `a success of another shape at /_mock: ${text.slice(0, 160)}`
  if (!isObject(value) || typeof value['error'] !== 'string') return `a body of another shape at /_mock: ${status} ${text.slice(0, 160)}`
  // Words of a library instead of a sentence about what came and what was expected.
  const sentence = value['error'].replace(/^Expected the (body|state|seed) to be JSON: .+/s, '')
  const foreign = /FST_|Cannot (read|set|convert)|is not (a function|iterable|defined)|undefined \(|Unexpected token|Body cannot be empty|Body is not valid JSON|call stack/.exec(sentence)
  return foreign ? `a library's words at /_mock: ${status} ${value['error'].slice(0, 160)}` : undefined
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
