import type { Answer, RouteKey, Sent } from '../../control/shapes/routes.js'

/** A refusal of the control API, in its own sentence, or no answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** The HTTP status; 0 if nothing answered. */
  readonly status: number

  constructor (message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** The control API of the sandbox whose page this is, with a slash at the end. */
export const home = new URL('.', location.href)

/** The base URL of the double, with a slash at the end. The page of a named sandbox is below it. */
const base = new URL(/\/s\/[^/]+\/_mock\/$/.test(home.pathname) ? '../../..' : '..', home)

/** The sandbox whose page this is; empty for the default one, whose page shows all of them. */
export const ownSandbox = decodeURIComponent(/\/s\/([^/]+)\/_mock\/$/.exec(home.pathname)?.[1] ?? '')

/** The base URL of a sandbox, without a slash at the end. */
export function sandboxUrl (sandbox: string): string {
  return `${base.href}${sandbox === '' ? '' : `s/${encodeURIComponent(sandbox)}`}`.replace(/\/$/, '')
}

/** The arguments for a route; optional if it requires none. */
type Arguments<Key extends RouteKey> = Sent<Key> extends { readonly params: object } | { readonly body: object } ? [sent: Sent<Key>] : [sent?: Sent<Key>]

/** The parts of a request. Each route has some of them. */
interface Parts {
  readonly params?: Readonly<Record<string, string>>
  readonly querystring?: object
  /** A file is sent as it is. */
  readonly body?: unknown
}

/** The URL of a route of the control API. */
export function urlOf (sandbox: string, key: RouteKey, { params = {}, querystring = {} }: Parts = {}): string {
  const path = key.slice(key.indexOf(' ') + 1).replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const given = Object.entries(querystring).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)])
  return `${sandboxUrl(sandbox)}/_mock${path}${given.length === 0 ? '' : `?${new URLSearchParams(given)}`}`
}

/**
 * Calls a route whose answer is not JSON.
 * @throws {ApiError} if the control API refuses, or nothing answers
 */
export async function open (sandbox: string, key: RouteKey, parts: Parts = {}, headers: Record<string, string> = {}): Promise<Response> {
  const { body } = parts
  const reply = await fetch(urlOf(sandbox, key, parts), {
    method: key.slice(0, key.indexOf(' ')),
    headers: { accept: 'application/json', ...headers, ...body !== undefined && { 'content-type': 'application/json' } },
    ...body !== undefined && { body: body instanceof Blob ? body : JSON.stringify(body) }
  }).catch((error: unknown) => { throw new ApiError(`The double does not answer: ${String(error)}`, 0) })
  if (reply.ok) return reply
  const text = await reply.text()
  throw new ApiError(sentenceOf(text) ?? `The double answered ${reply.status}`, reply.status)
}

/** Calls a route and returns its JSON. See `open`. */
export async function ask<Key extends RouteKey> (sandbox: string, key: Key, ...[sent]: Arguments<Key>): Promise<Answer<Key>> {
  // A test of the server checks every answer against the schema that its type comes from.
  return await (await open(sandbox, key, sent as Parts | undefined)).json() as Answer<Key>
}

/** The sentence in a refusal of the control API. A proxy in between answers otherwise. */
function sentenceOf (text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    return typeof error === 'string' ? error : undefined
  } catch {
    return undefined
  }
}
