import { MockError } from './mock-error.js'
import type { Transport } from './transport.js'

type Query = Readonly<Record<string, string | number | undefined>>

/** Asks the control plane of one sandbox; paths begin behind `/_mock`. */
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
 * @returns functions that reject with a `MockError` where the control plane refuses
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
