import { Readable } from 'node:stream'
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Answer, RouteKey, Sent } from '../control/shapes/routes.js'

/** What the control API refuses, in its words. */
export class MockError extends Error {
  override readonly name = 'MockError'
  /** HTTP status. */
  readonly status: number
  /** The whole of the answer, where it says more than the sentence: the nearest misses of a wait. */
  readonly answer: unknown

  constructor (message: string, status: number, answer: unknown) {
    super(message)
    this.status = status
    this.answer = answer
  }
}

/** Sends a request to a server and gives its answer, as `fetch` does. Redirects are answers: none is followed. */
export type Transport = (request: Request) => Promise<Response>

/** Over a socket. */
export const overSocket: Transport = request => fetch(request, { redirect: 'manual' })

/** Without a socket, to a server in this process. It rejects as `fetch` does where the connection would break. */
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

/** Statuses that a `Response` may not have a body with. */
const BODILESS = [204, 205, 304]

/** What is sent to a route; left out where nothing has to be. */
type Arguments<Key extends RouteKey> = Sent<Key> extends { readonly params: object } | { readonly body: object } ? [sent: Sent<Key>] : [sent?: Sent<Key>]

/** Asks the control API of one sandbox. */
export interface Control {
  /** @param key a method and a path, with names for what `params` puts in */
  ask<Key extends RouteKey> (key: Key, ...sent: Arguments<Key>): Promise<Answer<Key>>
  /** Asks for what is not JSON. */
  open (key: RouteKey, sent?: Parts, signal?: AbortSignal): Promise<Response>
}

/** The parts of a request, whichever its route has. */
interface Parts {
  readonly params?: Readonly<Record<string, string>>
  readonly querystring?: object
  readonly body?: unknown
}

/**
 * @param url the base URL of the sandbox
 * @returns functions that reject with a `MockError` where the control API refuses
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
    // A test holds every answer against the schema that its type comes from.
    ask: async <Key extends RouteKey>(key: Key, ...[sent]: Arguments<Key>) => await (await open(key, sent as Parts | undefined)).json() as Answer<Key>,
    open
  }
}

function queryText (query: object): string {
  const given = Object.entries(query).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)] as const])
  return given.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(given))}`
}
