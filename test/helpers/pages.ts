import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** Pages that links lead to. */
export interface Pages {
  readonly port: number
  /** The pages as 127.0.0.1 has them. */
  readonly url: string
  /** What was asked for, oldest first. */
  readonly requests: readonly IncomingMessage[]
  /** Waits until so many were asked for. @returns the answers to them, which may be still to be given */
  asked (times: number): Promise<readonly ServerResponse[]>
}

/** A web server on a free port of 127.0.0.1; gone, with all its connections, when the test is over. */
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

/** Answers with a page. */
export function html (body: string | Buffer, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(body)
  }
}

/** Answers with a redirect. */
export function redirect (location: string, status = 302): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { location }).end()
  }
}

/** Waits until those who asked have gone away. */
export async function isLeft (responses: readonly ServerResponse[]): Promise<void> {
  for (const response of responses) if (!response.destroyed) await once(response, 'close')
}
