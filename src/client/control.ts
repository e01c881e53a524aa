import { Readable } from 'node:stream'
import type { FastifyInstance, InjectOptions } from 'fastify'

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

type Query = Readonly<Record<string, string | number | undefined>>

/** Asks the control API of one sandbox; paths begin behind `/_mock`. */
export interface Control {
  get<Answer> (path: string, query?: Query): Promise<Answer>
  post<Answer> (path: string, body: unknown): Promise<Answer>
  put<Answer> (path: string, body: unknown): Promise<Answer>
  delete<Answer> (path: string): Promise<Answer>
  /** An answer that is not JSON. */
  open (path: string, signal?: AbortSignal): Promise<Response>
}

/**
 * @param url the base URL of the sandbox
 * @returns functions that reject with a `MockError` where the control API refuses
 */
export function controlOf (url: string, transport: Transport): Control {
  async function ask (method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const reply = await transport(new Request(`${url}/_mock${path}`, {
      method,
      ...body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
      ...signal && { signal }
    }))
    if (reply.ok) return reply
    const answer = await reply.json() as { readonly error: string }
    throw new MockError(answer.error, reply.status, answer)
  }
  const json = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> =>
    await (await ask(method, path, body)).json() as Answer

  return {
    get: (path, query = {}) => json('GET', `${path}${queryText(query)}`),
    post: (path, body) => json('POST', path, body),
    put: (path, body) => json('PUT', path, body),
    delete: path => json('DELETE', path),
    open: (path, signal) => ask('GET', path, undefined, signal)
  }
}

function queryText (query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)] as const])
  return given.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(given))}`
}
