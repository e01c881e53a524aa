import setCors from 'cors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { ANY_ORIGIN } from './origin.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Lets pages of other origins read an answer of Zoho's APIs, and answers their preflights. Absent without `--cors`.
     * @returns whether the request was a preflight, which is answered now
     */
    answerPage?: (request: FastifyRequest, reply: FastifyReply) => boolean
  }
}

interface CorsOptions {
  /** Origins of pages, or `*`. */
  readonly origins: readonly string[]
  /** Headers that scripts may read, besides those that every script may read. */
  readonly exposedHeaders: readonly string[]
}

/** Zoho's APIs, as a URL names them that has not been decoded: other spellings are left to the trust boundary. */
const ZOHO = /^\/(crm|oauth)([/?]|$)/

/**
 * Implements `--cors`: pages of the listed origins may call Zoho's APIs, but never the control API. Preflights reach no
 * sandbox, no fault and no journal, because Zoho's clients do not send them: their browser does.
 *
 * With the package `cors` and not `@fastify/cors`, since that adds the route `OPTIONS *`, with which requests for unknown URLs
 * would not go through the checks of the CRM. Headers are set on Node's response, so that faults and streams have them, too.
 * Source: Fetch Standard, “CORS protocol”.
 */
export const cors = fp<CorsOptions>(async function cors (app, { origins, exposedHeaders }) {
  const isAny = origins.includes(ANY_ORIGIN)
  const setHeaders = setCors({ origin: isAny ? ANY_ORIGIN : [...origins], exposedHeaders: [...exposedHeaders], preflightContinue: true })

  function answerPage (request: FastifyRequest, reply: FastifyReply): boolean {
    const { raw, method } = request
    const { origin, 'access-control-request-method': requestedMethod } = raw.headers
    if (!ZOHO.test(raw.url as string)) return false
    request.isFromListedPage = origin !== undefined && (isAny || origins.includes(origin))
    // A preflight of another page is refused as any OPTIONS is, and its answer must not look like one to a preflight.
    if (method === 'OPTIONS' && !request.isFromListedPage) return false
    setHeaders(raw, reply.raw, () => {})
    if (method !== 'OPTIONS' || requestedMethod === undefined) return false
    // Safari waits for a body without it.
    reply.code(204).header('content-length', 0).send()
    return true
  }

  app.decorate('answerPage', answerPage)
  app.addHook('onRequest', (request, reply, done) => {
    if (!answerPage(request, reply)) done()
  })
}, { name: 'cors' })
