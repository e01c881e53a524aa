import { createRequire } from 'node:module'
import multipart from '@fastify/multipart'
import fastify, { errorCodes, type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import { whyUnknown } from '../../src/crm/unknown-url.js'
import { refusalForParserError } from '../../src/api/parser-error.js'
import { clientMistake } from '../../src/api/client-mistakes.js'
import { buildServer } from '../../src/server.js'
import { answerOf, ruleNames } from '../../src/zoho/rules.js'
import { build } from '../helpers/server.js'

type Code = new (...parameters: string[]) => Error & { code: string, statusCode?: number }

/** What @fastify/multipart throws and does not export. */
const multipartsOwn = [['FST_INVALID_JSON_FIELD_ERROR', 406], ['FST_MP_PREMATURE_CLOSE', 400]].map(([code, statusCode]) => Object.assign(new Error('multipart’s words'), { code: code as string, statusCode: statusCode as number }))

/** What @fastify/multipart can throw: it exports its errors only as a decorator. */
async function multipartErrors (t: Test): Promise<Code[]> {
  const app = fastify()
  t.teardown(() => app.close())
  await app.register(multipart)
  return Object.values(app.multipartErrors) as unknown as Code[]
}

/** What starts plugins for Fastify; its errors are functions of a file that it does not publish by name. */
function starterErrors (): Code[] {
  const require = createRequire(import.meta.url)
  const fastifyRequire = createRequire(require.resolve('fastify'))
  return Object.values(fastifyRequire('avvio/lib/errors.js') as Record<string, Code>).filter(error => typeof error === 'function')
}

async function httpErrors (): Promise<Array<Error & { code?: string, readonly statusCode: number }>> {
  const { httpErrors } = await import('@fastify/sensible')
  return [400, 403, 404, 405, 406, 408, 413, 414, 415, 422, 429, 431, 500, 503].map(status => httpErrors.createError(status, `parser's words ${status}`))
}

const SURFACES = [
  { name: 'the CRM', url: '/crm/v8/org', failure: ['server.internal-error', 500], shape: /^\{"code":"[A-Z_]+","details":\{.*\},"message":".+","status":"error"\}$/ },
  { name: 'the accounts server', url: '/oauth/v2/auth', failure: ['accounts.general-error', 200], shape: /^\{"error":"\w+"\}$/ },
  { name: 'no surface', url: '/elsewhere', failure: ['server.internal-error', 500], shape: /^\{"code":"[A-Z_]+","details":\{.*\},"message":".+","status":"error"\}$/ }
] as const

/** Mistakes of the server's own code, whatever their status says. */
const OURS = ['FST_ERR_CTP_INSTANCE_ALREADY_STARTED']

async function everyError (t: Test): Promise<Array<Error & { code?: string, statusCode?: number }>> {
  const made = [...Object.values(errorCodes) as unknown as Code[], ...await multipartErrors(t), ...starterErrors()].map(Code => new Code('a', 'b', 'c', 'd'))
  t.ok(made.length > 90, `${made.length} errors of Fastify, multipart and avvio`)
  return [...made, ...multipartsOwn]
}

for (const { name, url, failure: [failure, status], shape } of SURFACES) {
  t.test(`every error of Fastify and its plugins is answered in the format of ${name}, and a client’s mistake is never a 500`, async t => {
    const app = buildServer()
    t.teardown(() => app.close())
    let thrown: Error | undefined
    app.addHook('preHandler', (_request, _reply, done) => done(thrown))
    for (const error of [...await everyError(t), ...await httpErrors()]) {
      thrown = error
      const reply = await app.inject({ url, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
      const { code = error.message, statusCode = 500 } = error
      t.match(reply.body, shape, code)
      t.match(reply.headers['content-type'], /^application\/json/, code)
      const rule = String(reply.headers['x-mock-rule'])
      t.ok(ruleNames.includes(rule as never), code)
      t.ok(String(reply.headers['x-mock-explain']).length > 15, code)
      t.ok(String(reply.headers['x-mock-explain']).length < 1000, code)
      const isClients = statusCode >= 400 && statusCode < 500 && !OURS.includes(code)
      if (isClients) {
        t.ok(reply.statusCode < 500, `${code} is the client's, got ${reply.statusCode}`)
        t.not(rule, failure, code)
        t.not(reply.headers['x-mock-explain'], error.message, `${code} in words of our own`)
      } else {
        t.equal(reply.statusCode, status, `${code} is ours`)
        t.equal(rule, failure, code)
      }
    }
  })
}

t.test('every error of Fastify and its plugins is answered by the control API with a sentence, and a client’s mistake is never a 500', async t => {
  const app = buildServer()
  t.teardown(() => app.close())
  let thrown: Error | undefined
  app.addHook('preHandler', (_request, _reply, done) => done(thrown))
  for (const error of await everyError(t)) {
    thrown = error
    const { code = error.message, statusCode = 500 } = error
    const reply = await app.inject({ method: 'POST', url: '/_mock/reset' })
    t.match(reply.body, /^\{"error":".+"\}$/, code)
    const isClients = statusCode >= 400 && statusCode < 500 && !OURS.includes(code)
    if (isClients) {
      t.ok(reply.statusCode >= 400 && reply.statusCode < 500, code)
      t.match(reply.json<{ error: string }>().error, /^[A-Z]/, code)
      t.not(reply.json<{ error: string }>().error, error.message, `${code} in words of our own`)
    } else {
      t.ok(reply.statusCode >= 500, code)
    }
  }
  // It refuses with these itself, and what they say is the answer.
  for (const error of await httpErrors()) {
    thrown = error
    const reply = await app.inject({ method: 'POST', url: '/_mock/reset' })
    t.equal(reply.statusCode, error.statusCode)
    t.strictSame(reply.json(), { error: error.message })
  }
})

t.test('an unexpected body at a wrong method or URL is refused because of the method or URL', async t => {
  const app = await build(t)
  const reply = await app.inject({ method: 'PUT', url: '/oauth/v2/token', headers: { 'content-type': 'garbage' }, payload: 'x' })
  t.match(reply.headers, { 'x-mock-rule': 'method.unknown', 'x-mock-explain': 'expected POST at this URL, got PUT' })
})

t.test('an invalid Content-Type of a record is refused with the one that records have', async t => {
  const app = await build(t)
  const post = async (url: string): Promise<object> => (await app.inject({ method: 'POST', url, headers: { 'content-type': 'garbage', authorization: 'Zoho-oauthtoken 1000.all' }, payload: '{"data":[{"Last_Name":"A"}]}' })).headers
  t.match(await post('/crm/v8/Leads'), { 'x-mock-rule': 'request.malformed', 'x-mock-explain': 'expected the Content-Type application/json, got "garbage": that is no media type, which has a slash' })
  t.match(await post('/crm/v8/Leads/1/photo'), { 'x-mock-explain': /^expected the Content-Type multipart\/form-data with a boundary, got "garbage"/ })
})

t.test('the explanation of an invalid Content-Type says what is wrong with it', async t => {
  const error = new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE('x')
  const explain = (type: string | undefined, url = '/crm/v8/Leads/1/Attachments'): string => clientMistake(error, { url, headers: { 'content-type': type } } as unknown as FastifyRequest)?.explain ?? ''
  t.match(explain(undefined), /got none$/)
  t.match(explain(''), /the header is empty; the header was set by hand/)
  t.match(explain('[object FormData]'), /that is what a variable without a value turns into/)
  t.match(explain('a/b, multipart/form-data'), /that is more than one type/)
  t.match(explain('multipart/form-data; ='), /no media type with its parameters/)
  t.match(explain('x'.repeat(5000)), /got "x{100}\.\.\."/)
  t.match(explain('garbage', '/oauth/v2/token'), /^expected the Content-Type application\/x-www-form-urlencoded or multipart\/form-data/)
  t.equal(answerOf('upload.not-a-form', 'documented').status, 400)
})

t.test('an unknown error of Node’s HTTP parser has an explanation, too', async t => {
  const error = Object.assign(new Error('Parse Error: of tomorrow'), { code: 'HPE_OF_TOMORROW', bytesParsed: 4, rawPacket: Buffer.from('GET secret') })
  t.equal(refusalForParserError(error).explain, 'the request is not HTTP/1.1: expected a request as RFC 9112 has it, got something else (line 1, byte 5)')
})

t.test('an unknown URL and a missing Content-Type have explanations outside of any API', async t => {
  const request = { url: '/crm/v8/org', method: 'QUERY', raw: { url: `/crm/${'a'.repeat(300)}?token=secret` }, headers: {} } as unknown as FastifyRequest
  t.match(clientMistake(new errorCodes.FST_ERR_NOT_FOUND(), request)?.explain, /^nothing is at QUERY \/crm\/\[redacted\]$/)
  t.equal(clientMistake(new errorCodes.FST_ERR_ROUTE_MISSING_CONTENT_TYPE('QUERY'), request)?.explain, 'expected QUERY to have a Content-Type and a body, got none')
})

t.test('a long path is shortened in explanations', async t => {
  const path = `/crm/v8/${'a/'.repeat(200)}b`
  const request = { url: path, method: 'GET', raw: { url: path }, headers: {} } as unknown as FastifyRequest
  t.match(clientMistake(new errorCodes.FST_ERR_NOT_FOUND(), request)?.explain, /^nothing is at GET \/crm\/v8\/(a\/)+\.\.\.$/)
  t.match(whyUnknown(`/v8/settings/${'a/'.repeat(200)}b`, 'documented').explain, /a\/?\.\.\./)
})
