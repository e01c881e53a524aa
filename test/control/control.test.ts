import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import fp from 'fastify-plugin'
import t from 'tap'
import { buildServer } from '../../src/server.js'
import { ruleNames } from '../../src/zoho/rules.js'
import { version } from '../../src/version.js'
import { build } from '../helpers/server.js'
import { head, raw } from '../helpers/raw.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'

const upload = (link: string, path = 'Leads/1'): { method: 'POST', url: string, headers: Record<string, string> } => ({
  method: 'POST', url: `/crm/v8/${path}/Attachments?attachmentUrl=${link}`, headers: { authorization: 'Zoho-oauthtoken 1000.all' }
})

t.test('the index names the package, its version and its URLs', async t => {
  const app = await build(t)
  for (const url of ['/_mock', '/_mock/']) {
    t.match((await app.inject({ url, headers: { host: 'mock.test' } })).json(), {
      name: 'zoho-attachments-mock', version, sandbox: '', url: 'http://mock.test', accountsUrl: 'http://mock.test/oauth/v2/token', answers: 'documented'
    })
  }
  const { sandbox, paths } = (await app.inject({ url: '/s/w1/_mock/', headers: { host: 'mock.test' } })).json<{ sandbox: string, paths: string[] }>()
  t.equal(sandbox, 'w1')
  t.ok(paths.includes('GET http://mock.test/s/w1/_mock/attachments/{id}/content'))
  t.match(await app.inject('/'), { statusCode: 302, headers: { location: 'http://localhost:80/_mock/' } })
  t.match(await app.inject('/s/w1'), { statusCode: 302, headers: { location: 'http://localhost:80/s/w1/_mock/' } })
})

t.test('a running server is live and ready, for HEAD too', async t => {
  const app = await build(t)
  t.match(await app.inject('/_mock/livez'), { statusCode: 200, body: '{"status":"live"}' })
  t.match(await app.inject('/_mock/readyz'), { statusCode: 200, body: '{"status":"ready"}' })
  t.match(await app.inject({ method: 'HEAD', url: '/_mock/readyz' }), { statusCode: 200, body: '' })
})

t.test('a closing server is not ready', async t => {
  const app = buildServer()
  let text = ''
  // Runs while the server closes and still answers; hooks run in the order in which they were added.
  app.register(fp(async () => {
    app.addHook('preClose', async () => {
      const { write, until } = await raw(t, (app.server.address() as AddressInfo).port)
      await write(head('GET /_mock/readyz', {}))
      text = await until(/\}$/)
    })
  }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  await app.close()
  t.match(text, /503 Service Unavailable[\s\S]*\{"error":"The server is closing"\}$/)
})

t.test('a record of an unknown module cannot be deleted', async t => {
  const app = await build(t)
  const reply = await app.inject({ method: 'DELETE', url: '/_mock/records/Leadz/1' })
  t.match(reply, { statusCode: 400, body: /Expected `module` to be a module: .*Leads/ })
})

t.test('uploads are listed, all or by module and record', async t => {
  const app = await build(t)
  for (const path of ['Leads/1', 'Leads/2', 'Deals/1']) await app.inject(upload('https://e.com', path))
  const list = async (query: string): Promise<string[]> => (await app.inject(`/_mock/attachments${query}`)).json<{ attachments: Array<{ module: string, record: string }> }>()
    .attachments.map(({ module, record }) => `${module}/${record}`)
  t.strictSame(await list(''), ['Leads/1', 'Leads/2', 'Deals/1'])
  t.strictSame(await list('?module=Leads'), ['Leads/1', 'Leads/2'])
  t.strictSame(await list('?record=1'), ['Leads/1', 'Deals/1'])
  t.strictSame(await list('?module=Leads&record=2'), ['Leads/2'])
})

t.test('a stored file is shown with its size, hash and bytes', async t => {
  const app = await build(t)
  await app.inject({ ...upload(''), headers: { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART }, payload: multipartBody([{ name: 'file', filename: 'a.txt', content: 'hello' }]) })
  const expected = {
    id: '4150868000005277036',
    kind: 'file',
    module: 'Leads',
    record: '1',
    name: 'a.txt',
    size: 5,
    sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    createdAt: '2021-05-03T18:03:00+05:30',
    user: { id: '4150868000000225013', name: 'Patricia Boyle' }
  }
  t.strictSame((await app.inject('/_mock/attachments/4150868000005277036')).json(), expected)
  t.strictSame((await app.inject('/_mock/attachments/4150868000005277036')).json(), expected, 'and again')
  t.equal((await app.inject('/_mock/attachments/4150868000005277036/content')).body, 'hello')
})

t.test('invalid requests are answered with a sentence, not in Zoho’s format', async t => {
  const app = await build(t)
  const { id } = (await app.inject(upload('https://e.com'))).json<{ data: [{ details: { id: string } }] }>().data[0].details
  const rows = [
    ['GET', '/attachments/5', 404, 'No attachment `5` in this sandbox: GET /_mock/attachments lists them'],
    ['GET', `/attachments/${id}/content`, 400, `Attachment \`${id}\` is a link and has no content`],
    ['GET', '/attachments?modul=Leads', 400, 'Unknown parameter `modul`: did you mean `module`?'],
    ['GET', '/%zz', 400, 'The URL cannot be decoded: expected two hexadecimal digits after each "%" (a "%" itself is %25), got others behind "/_mock/"'],
    ['GET', '/nothing', 404, 'Nothing is at GET /_mock/nothing: GET /_mock/ lists the paths'],
    ['DELETE', '/attachments', 405, 'Expected GET or HEAD at this path, got DELETE']
  ] as const
  for (const [method, path, status, error] of rows) {
    const reply = await app.inject({ method, url: `/_mock${path}` })
    t.equal(reply.statusCode, status, path)
    t.strictSame(reply.json(), { error })
  }
  t.equal((await app.inject({ method: 'DELETE', url: '/_mock/attachments' })).headers['allow'], 'GET, HEAD')
})

t.test('a reset accepts JSON or an empty body of any type, and refuses other bodies', async t => {
  const app = await build(t)
  const reset = (type: string, payload: string): Promise<{ statusCode: number, body: string }> => app.inject({ method: 'POST', url: '/_mock/reset', headers: { 'content-type': type }, payload })
  t.equal((await reset('application/x-www-form-urlencoded', '')).statusCode, 200)
  t.equal((await reset('application/json', '{}')).statusCode, 200)
  t.match(await reset('application/json', '[]'), { statusCode: 400, body: '{"error":"Expected `the body` to be an object, got `[]`"}' })
  t.match(await reset('application/json', '{'), { statusCode: 400, body: /^\{"error":"/ })
  t.match(await reset('text/plain', 'all'), { statusCode: 415, body: '{"error":"Expected a body of type application/json, got text/plain (with curl: `--json` in the place of `-d`)"}' })
  t.match(await app.inject({ method: 'POST', url: '/_mock/reset', headers: { 'content-length': '3' }, payload: Readable.from(['all']) }), { statusCode: 415, body: /, got no Content-Type/ })
})

t.test('the catalogue is published with both answers where they differ', async t => {
  const app = await build(t)
  const { answers, rules } = (await app.inject('/_mock/rules')).json<{ answers: string, rules: Array<{ name: string }> }>()
  t.equal(answers, 'documented')
  t.strictSame(rules.map(({ name }) => name), ruleNames)
  t.match(rules.find(({ name }) => name === 'auth.token-expired'), {
    documented: { status: 401, code: 'AUTHENTICATION_FAILURE', details: {}, evidence: 'documented' },
    observed: { status: 401, code: 'INVALID_TOKEN', message: 'invalid oauth token', evidence: 'observed' }
  })
})

t.test('the control API publishes an OpenAPI description with every path and its own URL', async t => {
  const app = await build(t)
  const headers = { host: 'mock.test' }
  const { openapi, servers, paths } = (await app.inject({ url: '/s/w1/_mock/openapi.json', headers })).json<{ openapi: string, servers: object[], paths: Record<string, Record<string, object>> }>()
  t.match(openapi, /^3\.1\./)
  t.strictSame(servers, [{ url: 'http://mock.test/s/w1' }])
  const { paths: told } = (await app.inject({ url: '/s/w1/_mock/', headers })).json<{ paths: string[] }>()
  const published = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map(method => `${method.toUpperCase()} http://mock.test/s/w1${path}`))
  t.strictSame(published, told)
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) t.match(operation, { summary: /./, responses: { 200: {} } }, `${method} ${path}`)
  }
})

t.test('a body that is too large is refused with a sentence, with or without Content-Length', async t => {
  const app = await build(t)
  const body = ' '.repeat(2 * 1024 ** 2)
  for (const payload of [body, Readable.from([body])]) {
    const reply = await app.inject({ method: 'POST', url: '/_mock/reset', headers: { 'content-type': 'application/json' }, payload })
    t.equal(reply.statusCode, 413)
    t.match(reply.json(), { error: /^Expected a body of at most 1048576 bytes, got more$/ })
  }
})
