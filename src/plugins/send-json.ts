import type { FastifyReply } from 'fastify'
import { JSON_TYPE } from '../zoho/present.js'

/** Sends a body of Zoho's JSON. */
export function sendJson (reply: FastifyReply, body: object): FastifyReply {
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify(body))
}
