import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { observedHeaders, TOKEN_RESET } from '../zoho/headers.js'
import { zohoTime } from '../zoho/time.js'
import { isControlUrl } from './api.js'

/** Adds the headers of recorded responses, for servers with `--answers observed`. */
export const observed = fp(async function observed (app) {
  app.addHook('onSend', (request, reply, payload, done) => {
    // A stub answers what it says, and nothing else.
    const { url, stub } = request
    if (stub === null && CRM.test(url)) addHeaders(request, reply, payload instanceof Readable || Buffer.isBuffer(payload))
    else if (stub === null && !isControlUrl(url)) reply.headers(everywhere)
    done(null, payload)
  })
}, { name: 'observed' })

const CRM = /^\/crm(\/|\?|$)/
const everywhere = headersWhere(({ on }) => on === 'all')
const [plain, plainFile] = [headersWhere(() => true), headersWhere(({ on }) => on !== 'crm-without-files')]
const [secure, secureFile] = [headersWhere(({ isPlainOnly }) => !isPlainOnly), headersWhere(({ on, isPlainOnly }) => !isPlainOnly && on !== 'crm-without-files')]

function headersWhere (isIncluded: (header: typeof observedHeaders[number]) => boolean): Record<string, string> {
  return Object.fromEntries(observedHeaders.filter(isIncluded).map(({ name, value }) => [name, value]))
}

function addHeaders ({ protocol, trail, sandbox }: FastifyRequest, reply: FastifyReply, isFile: boolean): void {
  if (protocol === 'https') reply.headers(isFile ? secureFile : secure)
  else reply.headers(isFile ? plainFile : plain)
  const expiresAt = trail?.facts.token?.expiresAt
  if (expiresAt !== undefined) reply.header(TOKEN_RESET, zohoTime(expiresAt, sandbox.world.org.zone))
}
