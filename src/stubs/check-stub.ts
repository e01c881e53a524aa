import findMyWay from 'find-my-way'
import { isControlUrl } from '../api/api.js'
import { JSON_TYPE } from '../api/reply.js'
import { mismatchOf } from '../json/mismatch.js'
import { isOfAnotherApi, type Segments } from '../zoho/another-api.js'
import { isOpen, operationsOf, type Operation } from '../zoho/operations.js'
import { StubError, type Stub } from './stub.js'
import { StubSchema, StubsSchema, type StubRule } from './stub-schema.js'

/** Headers that describe how an answer is sent, and those in which the double says what it did. */
const RESERVED = /^(connection|content-length|date|keep-alive|trailer|transfer-encoding|upgrade|x-mock-.*)$/i
/** Statuses whose answers have no body: RFC 9110. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304])

const prefixes = { crm: '/crm', accounts: '/oauth/v2' } as const
const served = (['crm', 'accounts'] as const).flatMap(api => operationsOf(api).map(operation => ({ operation, segments: segmentsOf(prefixes[api] + operation.path) })))

/**
 * Checks a stub, or a list of stubs, from a test.
 * @throws {StubError} such as “Expected `status` to be an integer from 200 to 599, got `42`”
 */
export function checkStubs (value: unknown): Stub[] {
  const isList = Array.isArray(value)
  const mismatch = mismatchOf(isList ? StubsSchema : StubSchema, value, isList ? 'the list' : 'the stub')
  if (mismatch !== undefined) throw new StubError(mismatch)
  return isList ? value.map((rule: StubRule, index) => checkStub(rule, `[${index}]`)) : [checkStub(value as StubRule)]
}

/**
 * Checks a stub that matches the schema, from a test or a seed. A stub that can never answer is refused: a test that relies on it
 * would pass for the wrong reason.
 * @param name what messages call the stub, such as `stubs[0]`; if absent, paths start at the stub itself
 * @throws {StubError} if the stub is invalid, or can never answer
 */
export function checkStub (rule: StubRule, name?: string): Stub {
  const at = (property: string): string => `\`${name === undefined ? '' : `${name}.`}${property}\``
  const { method, path, status = 200, headers = {}, body, times = 'always' } = rule
  checkPath(rule, at('path'))
  const reserved = Object.keys(headers).find(header => RESERVED.test(header))
  if (reserved !== undefined) throw new StubError(`Expected ${at('headers')} without \`${reserved}\`, which the double sets itself`)
  if (body !== undefined && BODILESS.has(status)) throw new StubError(`Expected no ${at('body')} with the status ${status}, whose answers have none`)
  const isText = typeof body === 'string'
  const hasType = Object.keys(headers).some(header => header.toLowerCase() === 'content-type')
  return {
    source: rule,
    method,
    path,
    status,
    headers: body === undefined || hasType ? headers : { ...headers, 'content-type': isText ? 'text/plain;charset=UTF-8' : JSON_TYPE },
    body: isText ? body : jsonOf(body, at('body')),
    times: times === 'always' ? Infinity : times
  }
}

/** In a seed that is an object, a value may be none of JSON. */
function jsonOf (body: unknown, name: string): string | undefined {
  try {
    return JSON.stringify(body)
  } catch (error) {
    throw new StubError(`Expected ${name} to be a text or JSON: ${(error as Error).message}`, { cause: error })
  }
}

function checkPath ({ method, path }: StubRule, name: string): void {
  if (isControlUrl(path)) throw new StubError(`Expected ${name} to be a path of Zoho’s, got \`${path}\`, which is the double’s own: the stub would never answer`)
  if (/^\/s\//.test(path)) throw new StubError(`Expected ${name} without \`/s/\` and the name of a sandbox, got \`${path}\`: add the stub to that sandbox, at /s/{name}/_mock/stubs`)
  try {
    findMyWay().on(method, path, () => {})
  } catch (error) {
    throw new StubError(`Expected ${name} to be a path such as \`/crm/:version/coql\`, got \`${path}\`: ${(error as Error).message}`, { cause: error })
  }
  const operation = operationAt(method, path)
  if (operation !== undefined) throw new StubError(`Expected ${name} to be one that no operation has with ${method}, got \`${path}\`: the double has \`${operation.name}\` there, so the stub would never answer; to change what that answers, add a fault`)
}

/** The operation that has every URL of a path with this method; `undefined` if the path has another URL, too. */
function operationAt (method: string, path: string): Operation | undefined {
  const own = segmentsOf(path)
  return served.find(({ operation, segments }) => {
    if (operation.method !== method || segments.length !== own.length || own.at(-1)?.endsWith('*')) return false
    const pairs = segments.map((segment, index) => [segment, own[index] as string] as const)
    if (!pairs.every(([segment, given]) => isParameter(segment) || segment === given)) return false
    // In the place of the module there may be a word of another API, such as `coql`.
    if (isOpen(operation) && pairs.some(([segment, given]) => segment === ':module' && isParameter(given))) return false
    return !isOfAnotherApi(Object.fromEntries(pairs.filter(([, given]) => !given.includes(':')).map(([segment, given]) => [segment.slice(1), given])) as Segments)
  })?.operation
}

function segmentsOf (path: string): string[] {
  return path.split('/').slice(1)
}

function isParameter (segment: string): boolean {
  return segment.startsWith(':')
}
