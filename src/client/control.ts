import { Readable } from 'node:stream'
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Answer, RouteKey, Sent } from '../control/shapes/routes.js'

/** A refusal by the control API, or no answer from a double. The message says what was expected. */
export class MockError extends Error {
  override readonly name = 'MockError'
  /** The HTTP status; 0 if nothing answered. */
  readonly status: number
  /**
   * The body of the answer. It can contain more than the message, such as the nearest misses of a wait. If nothing
   * answered, the cause.
   */
  readonly answer: unknown

  constructor (message: string, status: number, answer: unknown) {
    super(message)
    this.status = status
    this.answer = answer
  }
}

/** Sends a request to a server and returns its answer, as `fetch` does. Redirects are returned, not followed. */
export type Transport = (request: Request) => Promise<Response>

/** Sends requests over a socket. */
export const overSocket: Transport = request => fetch(request, { redirect: 'manual' })

/** Sends requests to a server in this process, without a socket. It rejects as `fetch` does if the connection would break. */
export function inProcess (app: FastifyInstance): Transport {
  return async request => {
    const { method, headers, signal } = request
    const { pathname, search, host } = new URL(request.url)
    const reply = await app.inject({
      method: method as InjectOptions['method'] & string,
      url: `${pathname}${search}`,
      headers: { ...Object.fromEntries(headers), host },
      ...request.body !== null && { payload: Buffer.from(await request.arrayBuffer()) },
      payloadAsStream: true,
      signal
    }).catch((cause: unknown) => { throw new TypeError('fetch failed', { cause }) })
    const answer = new Headers()
    for (const [name, value] of Object.entries(reply.headers)) answer.append(name, String(value))
    const body = BODILESS.includes(reply.statusCode) ? null : Readable.toWeb(reply.stream()) as ReadableStream<Uint8Array>
    return new Response(body, { status: reply.statusCode, headers: answer })
  }
}

/** Statuses with which a `Response` may not have a body. */
const BODILESS = [204, 205, 304]

/** The arguments for a route; optional if it requires none. */
type Arguments<Key extends RouteKey> = Sent<Key> extends { readonly params: object } | { readonly body: object } ? [sent: Sent<Key>] : [sent?: Sent<Key>]

/** Calls the control API of one sandbox. */
export interface Control {
  /** Calls a route and returns its JSON. @param key a method and a path, whose placeholders `params` fills */
  ask<Key extends RouteKey> (key: Key, ...sent: Arguments<Key>): Promise<Answer<Key>>
  /** Calls a route whose answer is not JSON. */
  open (key: RouteKey, sent?: Parts, signal?: AbortSignal): Promise<Response>
}

/** The parts of a request. Each route has some of them. */
interface Parts {
  readonly params?: Readonly<Record<string, string>>
  readonly querystring?: object
  readonly body?: unknown
}

/**
 * Creates the functions that call the control API of a sandbox.
 * @param url the base URL of the sandbox
 * @returns functions that reject with a `MockError` if the control API refuses
 */
export function controlOf (url: string, transport: Transport): Control {
  async function open (key: RouteKey, { params = {}, querystring = {}, body }: Parts = {}, signal?: AbortSignal): Promise<Response> {
    const [method, path] = key.split(' ') as [string, string]
    const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
    const reply = await transport(new Request(`${url}/_mock${filled}${queryText(querystring)}`, {
      method,
      ...body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
      ...signal && { signal }
    }))
    if (reply.ok) return reply
    const answer = await reply.json() as { readonly error: string }
    throw new MockError(answer.error, reply.status, answer)
  }

  return {
    // A test checks every answer against the schema that its type comes from.
    ask: async <Key extends RouteKey>(key: Key, ...[sent]: Arguments<Key>) => await (await open(key, sent as Parts | undefined)).json() as Answer<Key>,
    open
  }
}

function queryText (query: object): string {
  const given = Object.entries(query).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)] as const])
  return given.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(given))}`
}
