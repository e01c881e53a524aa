import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { JsonError, readJson } from '../json/json-reader.js'
import { shutdown } from '../http/shutdown.js'
import { drain, drainBounds } from '../http/drain.js'
import { clientMistake } from '../api/client-mistakes.js'
import { errorOf } from '../http/pending-delays.js'
import { expectContinue } from '../http/expect-continue.js'
import { sentence } from '../api/refusals.js'
import { requestLog } from '../http/log.js'
import { redactHeader, redactUrl } from '../secrets/redact.js'
import { SeedError } from '../seed/read.js'
import { mismatchOf } from '../json/mismatch.js'
import { version } from '../version.js'
import { StoreFullError } from '../store/memory-quota.js'
import { Complaint } from './complaint.js'
import type { PlaneOptions } from './control-app.js'
import { collectRoutes, refuseOtherMethods } from './other-methods.js'
import { attachments } from './routes/attachments.js'
import { audit } from './routes/audit.js'
import { authority } from './routes/authority.js'
import { clock } from './routes/clock.js'
import { faults } from './routes/faults.js'
import { health } from './routes/health.js'
import { index } from './routes/index.js'
import { openapi } from './routes/openapi.js'
import { records } from './routes/records.js'
import { requests } from './routes/requests.js'
import { reset } from './routes/reset.js'
import { rules } from './routes/rules.js'
import { sandboxList } from './routes/sandboxes.js'
import { state } from './routes/state.js'
import { tokens } from './routes/tokens.js'
import { users } from './routes/users.js'

/** The resources, in the order in which they are published. */
const resources = [index, health, reset, state, clock, tokens, users, records, attachments, requests, faults, audit, sandboxList, rules, authority, openapi]

/**
 * Makes the control API: JSON in, JSON out, with errors of its own; never subject to what the CRM checks. It does not
 * listen: the server hands requests over, each with its sandbox.
 */
export function createPlane (options: PlaneOptions): FastifyInstance {
  const { server, logLevel, sandboxOf } = options
  const app = fastify({
    loggerInstance: server.log.child({}, { level: logLevel }),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: true,
    return503OnClosing: false
  }).withTypeProvider<TypeBoxTypeProvider>()

  app.decorate('guarded', server.guarded)
  app.decorateRequest('sandbox')
  app.decorateRequest('refusal', null)
  app.register(expectContinue)
  app.register(shutdown)
  app.register(requestLog)
  app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Control API of zoho-attachments-mock', version } } })
  app.addHook('onRequest', (request, _reply, done) => {
    request.sandbox = sandboxOf(request.raw)
    done()
  })

  // Before a client that waits for it is invited to send its body.
  app.addHook('onRequest', ({ headers, routeOptions: { bodyLimit } }, _reply, done) => {
    done(Number(headers['content-length']) > bodyLimit ? tooLarge(bodyLimit) : undefined)
  })

  // curl announces an urlencoded body with `-d ''`, and a reset needs none.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    let value: unknown
    const fault = errorOf(() => { value = readJson(body as Buffer, 'the body') })
    done(fault ?? null, value)
  })
  app.addContentTypeParser('*', { parseAs: 'string' }, ({ headers }, body, done) => {
    done(body === '' ? null : new Complaint('unsupportedMediaType', `Expected a body of type application/json, got ${headers['content-type'] === undefined ? 'no Content-Type' : redactHeader('content-type', headers['content-type'])} (with curl: \`--json\` in the place of \`-d\`)`), undefined)
  })
  app.addHook('preValidation', (request, _reply, done) => {
    request.body ??= {}
    done()
  })
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => value => {
    const mismatch = mismatchOf(schema, value, `the ${httpPart}`)
    if (mismatch === undefined) return { value }
    return { error: new Complaint('badRequest', httpPart === 'querystring' ? mismatch.replace('property', 'parameter') : mismatch) }
  })
  // What a handler gives is what is sent: the schemas of answers tell about them, and a test holds them against them.
  app.setSerializerCompiler(() => data => JSON.stringify(data))
  app.setNotFoundHandler(async ({ method, url }) => {
    throw new Complaint('notFound', `Nothing is at ${method} ${redactUrl(url)}: GET /_mock/ lists the paths`)
  })
  app.setErrorHandler(async (error: Error & { statusCode?: number, code?: string }, request, reply) => {
    const { allowedMethods } = request.routeOptions.config
    if (allowedMethods) reply.header('allow', allowedMethods.join(', '))
    const complaint = complaintOf(error, request)
    const { statusCode, message } = complaint ? await complaint.toHttpError() : { statusCode: 500, message: error.message }
    if (statusCode === 500) app.guarded('the log', () => request.log.error(error))
    return reply.code(statusCode).send({ error: message, ...error instanceof Complaint && error.details })
  })

  const routes = collectRoutes(app)
  for (const resource of resources) app.register(resource, { ...options, prefix: '/_mock' })
  app.register(async () => refuseOtherMethods(app, routes))
  app.register(drain, drainBounds)
  return app as unknown as FastifyInstance
}

/** What is wrong with a request, where that is what an error says. */
function complaintOf (error: Error & { code?: string, statusCode?: number }, request: FastifyRequest): Complaint | undefined {
  if (error instanceof Complaint) return error
  if (error instanceof SeedError) return new Complaint('badRequest', error.message)
  if (error instanceof JsonError) return new Complaint(error.isTooLarge ? 'payloadTooLarge' : 'badRequest', error.message)
  if (error instanceof StoreFullError) return new Complaint('insufficientStorage', error.message)
  const mistake = clientMistake(error, request)
  return mistake && new Complaint(mistake.rule === 'method.unknown' ? 'methodNotAllowed' : kinds[error.statusCode as number] ?? 'badRequest', sentence(mistake.explain))
}

/** Fastify's statuses that are not the client's mistake in general. */
const kinds: Readonly<Record<number, Complaint['kind']>> = { 404: 'notFound', 408: 'requestTimeout', 413: 'payloadTooLarge', 415: 'unsupportedMediaType' }

function tooLarge (limit: number): Complaint {
  return new Complaint('payloadTooLarge', `Expected a body of at most ${limit} bytes, got more`)
}
