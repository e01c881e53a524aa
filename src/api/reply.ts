import type { FastifyReply } from 'fastify'
import { headerText } from '../http/headers.js'

/** Content-Type of Zoho's JSON, with this spelling in recorded traffic (github.com/asciisd/zoho/issues/6). */
export const JSON_TYPE = 'application/json;charset=UTF-8'

/** Appends a remark about a success to `x-mock-explain`. */
export function explainSuccess (reply: FastifyReply, text: string): void {
  const before = reply.getHeader('x-mock-explain')
  reply.header('x-mock-explain', headerText(before === undefined ? text : `${String(before)}; ${text}`))
}

/** Sends a body as Zoho's JSON. */
export function sendJson (reply: FastifyReply, body: object): FastifyReply {
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify(body))
}
