import { Readable } from 'node:stream'
import type { FastifyInstance, InjectOptions } from 'fastify'

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
