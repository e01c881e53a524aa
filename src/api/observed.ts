import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { observedHeaders, TOKEN_RESET } from '../zoho/headers.js'
import { zohoTime } from '../zoho/time.js'
import { isControlUrl } from './api.js'

/** Gives answers the headers that recorded ones have; for servers that answer as observed. */
export const observed = fp(async function observed (app) {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (CRM.test(request.url)) addHeaders(request, reply, payload instanceof Readable || Buffer.isBuffer(payload))
    else if (!isControlUrl(request.url)) reply.headers(everywhere)
    done(null, payload)
  })
}, { name: 'observed' })

const CRM = /^\/crm(\/|\?|$)/
const everywhere = headersOf(({ on }) => on === 'all')
const [plain, plainFile] = [headersOf(() => true), headersOf(({ on }) => on !== 'crm-without-files')]
const [secure, secureFile] = [headersOf(({ isPlainOnly }) => !isPlainOnly), headersOf(({ on, isPlainOnly }) => !isPlainOnly && on !== 'crm-without-files')]

function headersOf (isIn: (header: typeof observedHeaders[number]) => boolean): Record<string, string> {
  return Object.fromEntries(observedHeaders.filter(isIn).map(({ name, value }) => [name, value]))
}

function addHeaders ({ protocol, trail, sandbox }: FastifyRequest, reply: FastifyReply, isFile: boolean): void {
  if (protocol === 'https') reply.headers(isFile ? secureFile : secure)
  else reply.headers(isFile ? plainFile : plain)
  const expiresAt = trail?.facts.token?.expiresAt
  if (expiresAt !== undefined) reply.header(TOKEN_RESET, zohoTime(expiresAt, sandbox.world.org.zone))
}
