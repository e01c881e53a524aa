import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JsonSchemaToTsProvider } from '@fastify/type-provider-json-schema-to-ts'
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, RawServerDefault, SafePromiseLike } from 'fastify'
import { clientMistake } from '../api/client-mistakes.js'
import { readJson } from '../json/json-reader.js'
import type { Schema } from '../json/types.js'
import { allowedMethodsAt } from '../http/allowed-methods.js'
import { decodedPath } from '../http/request-target.js'
import type { Sandboxes } from '../sandbox/sandboxes.js'
import { redactHeader, redactUrl } from '../secrets/redact.js'
import type { MemoryQuota } from '../store/memory-quota.js'
import { Refusal, type Answers } from '../zoho/rules.js'
import { httpErrorOf, httpErrors, type HttpError } from './errors.js'
import { attachments } from './routes/attachments.js'
import { clock } from './routes/clock.js'
import { events } from './routes/events.js'
import { faults } from './routes/faults.js'
import { records } from './routes/records.js'
import { requests } from './routes/requests.js'
import { samples } from './routes/samples.js'
import { server } from './routes/server.js'
import { state } from './routes/state.js'
import { stubs } from './routes/stubs.js'
import { tokens } from './routes/tokens.js'
import { users } from './routes/users.js'
import { routeKeys, routeOf } from './shapes/routes.js'

/** What the control API needs from its server. */
export interface ControlOptions {
  readonly sandboxes: Sandboxes
  readonly answers: Answers
  /** How many bytes of attachments may be stored. */
  readonly memoryQuota: MemoryQuota
  readonly publicUrl: string | undefined
  /** How many requests the journal of a sandbox keeps. */
  readonly journalSize: number
  /** The page at its root. It knows the control API, and not the other way round. */
  readonly inspector: FastifyPluginAsync
}

/** A Fastify instance whose handlers get their types from their schemas. */
export type ControlApp = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, JsonSchemaToTsProvider>

/** All operations, including HEAD, and the files of the page. */
const operations = [...routeKeys.map(routeOf), { method: 'GET', path: '/ui/:name' }].flatMap(({ method, path }) => method === 'GET' ? [{ method, path }, { method: 'HEAD', path }] : [{ method, path }])

/**
 * Mounts the control API. It takes and returns JSON, has its own errors, and skips the CRM's checks. Libraries that are
 * slow to load (schema checks, HTTP errors, OpenAPI) are loaded by the first request that needs them.
 */
export async function control (scope: FastifyInstance, options: ControlOptions): Promise<void> {
  const app = scope.withTypeProvider<JsonSchemaToTsProvider>()
  app.addHook('onRequest', async ({ headers, routeOptions: { bodyLimit } }, reply) => {
    // Pages from other origins cannot read an answer, not even as an image or a script, and browsers do not guess its type.
    reply.headers({ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' })
    // Checked here, so that a client that sent `Expect: 100-continue` is refused before it sends the body.
    if (Number(headers['content-length']) > bodyLimit) throw (await httpErrors()).payloadTooLarge(`Expected a body of at most ${bodyLimit} bytes, got more`)
  })

  // `curl -d ''` sends an empty body with the urlencoded type, and a reset needs no body.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => readJson(body, 'the body'))
  app.addContentTypeParser('*', { parseAs: 'string' }, async ({ headers }: { headers: IncomingMessage['headers'] }, body: string) => {
    if (body === '') return undefined
    throw (await httpErrors()).unsupportedMediaType(`Expected a body of type application/json, got ${headers['content-type'] === undefined ? 'no Content-Type' : redactHeader('content-type', headers['content-type'])} (with curl: \`--json\` in the place of \`-d\`)`)
  })
  app.addHook('preValidation', (request, _reply, done) => {
    request.body ??= {}
    done()
  })
  // Path parameters are always strings, and no schema asks more of them.
  app.setValidatorCompiler<Schema>(({ schema, httpPart = '' }) => httpPart === 'params' ? () => true : value => refuseMismatch(schema, value, httpPart) as PromiseLike<void> as SafePromiseLike<void>)
  // Handlers' results are sent unchanged. Response schemas only describe them; a test checks the answers against the schemas.
  app.setSerializerCompiler(() => JSON.stringify)
  const unknownRoute = async ({ method, url }: FastifyRequest, reply: FastifyReply): Promise<HttpError> => {
    const allowed = allowedMethodsAt(operations, decodedPath(url).replace('/_mock', '') || '/')
    const { methodNotAllowed, notFound } = await httpErrors()
    if (allowed.length === 0) return notFound(`Nothing is at ${method} ${redactUrl(url)}: GET /_mock/ lists the paths`)
    reply.header('allow', allowed.join(', '))
    return methodNotAllowed(`Expected ${allowed.join(' or ')} at this path, got ${method}`)
  }
  app.setNotFoundHandler(async (request: FastifyRequest, reply) => { throw await unknownRoute(request, reply) })
  app.setErrorHandler(async (error: Error, request: FastifyRequest, reply) => {
    const mistake = clientMistake(error, request)
    // Fastify checks the type of a body before it finds that the route does not exist.
    const refusal = await httpErrorOf(error) ?? (mistake !== undefined && request.is404 ? await unknownRoute(request, reply) : undefined)
    if (refusal !== undefined) return reply.code(refusal.statusCode).send({ error: refusal.message, ...refusal.nearest && { nearest: refusal.nearest } })
    // The server words its own refusals and those of Fastify.
    if (mistake !== undefined || error instanceof Refusal) throw error
    app.guarded('the log', () => request.log.error(error))
    const { statusCode, message } = (await httpErrors()).internalServerError(error.message)
    return reply.code(statusCode).send({ error: message })
  })

  await app.register(options.inspector)
  for (const add of [server, state, clock, tokens, users, records, attachments, requests, events, faults, stubs, samples]) add(app, options)
}

async function refuseMismatch (schema: Schema, value: unknown, httpPart: string): Promise<void> {
  const { mismatchOf } = await import('../json/mismatch.js')
  const mismatch = mismatchOf(schema, value, `the ${httpPart}`)
  if (mismatch !== undefined) throw (await httpErrors()).badRequest(httpPart === 'querystring' ? mismatch.replace('property', 'parameter') : mismatch)
}
