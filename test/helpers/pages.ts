import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** A web server for links to point to. */
export interface Pages {
  readonly port: number
  /** Its base URL. */
  readonly url: string
  /** The requests it received, oldest first. */
  readonly requests: readonly IncomingMessage[]
  /** Waits for this many requests. @returns their responses, which may still have to be sent */
  asked (times: number): Promise<readonly ServerResponse[]>
}

/** Starts a web server on a free port of 127.0.0.1. It is closed, with all its connections, when the test ends. */
export async function pages (t: Test, answer: RequestListener): Promise<Pages> {
  const requests: IncomingMessage[] = []
  const responses: ServerResponse[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    responses.push(response)
    answer(request, response)
  })
  t.teardown(() => new Promise(resolve => {
    server.close(resolve)
    server.closeAllConnections()
  }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    async asked (times) {
      while (responses.length < times) await once(server, 'request')
      return responses
    }
  }
}

/** A handler that answers with an HTML page. */
export function html (body: string | Buffer, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(body)
  }
}

/** A handler that answers with a redirect. */
export function redirect (location: string, status = 302): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { location }).end()
  }
}

/** Waits until the clients of these responses have disconnected. */
export async function disconnected (responses: readonly ServerResponse[]): Promise<void> {
  for (const response of responses) if (!response.destroyed) await once(response, 'close')
}
