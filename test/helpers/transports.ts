import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Outgoing } from './cases.js'

/** A response, whatever the transport. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Transport = (app: FastifyInstance, request: Outgoing) => Promise<Reply>

/** In this process, without a socket. */
async function inject (app: FastifyInstance, { method, url, headers, body }: Outgoing): Promise<Reply> {
  const options = { method, url, headers, ...body && { payload: body } } as InjectOptions
  const reply = await app.inject(options)
  return { status: reply.statusCode, headers: reply.headers as Record<string, string>, body: reply.body }
}

/** Over a socket, with exactly the headers of the request. */
async function socket (app: FastifyInstance, { method, url, headers, body }: Outgoing): Promise<Reply> {
  const { port } = app.server.address() as AddressInfo
  const request = httpRequest({ host: '127.0.0.1', port, method, path: url, headers })
  request.end(body)
  const [response] = await once(request, 'response') as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode ?? 0, headers: response.headers as Record<string, string>, body: Buffer.concat(chunks).toString() }
}

export const transports: Readonly<Record<string, Transport>> = { inject, socket }
