import t, { type Test } from 'tap'
import { startMock } from '../../src/index.js'
import { authorization, refresh } from '../helpers/accounts.js'
import { logging } from '../helpers/logged.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { parseReply, raw } from '../helpers/raw.js'
import { listening } from '../helpers/server.js'
import { sources } from '../helpers/sources.js'
import type { Reply } from '../helpers/transports.js'

const APP = 'http://localhost:5173'
const OTHER = 'http://evil.example'
const PATH = '/crm/v8/Leads/1/Attachments'
const TOKEN = `/oauth/v2/token?${new URLSearchParams(refresh)}`
const AUTHORIZED = { authorization: 'Zoho-oauthtoken 1000.all' }
const BROWSER = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }

type Headers = Readonly<Record<string, string | number>>

/** Sends a request as a page would, on its own connection. */
async function send (t: Test, port: number, line: string, headers: Headers = {}, body = ''): Promise<Reply> {
  const { write, rest } = await raw(t, port)
  const fields = { host: `127.0.0.1:${port}`, connection: 'close', 'content-length': Buffer.byteLength(body, 'latin1'), ...BROWSER, ...headers }
  await write(Buffer.from(`${line} HTTP/1.1\r\n${Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`, 'latin1'))
  return parseReply(await rest())
}

const preflightOf = (origin: string, method = 'POST'): Headers => ({ origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization,x-custom' })

/** The headers of CORS in an answer. */
function corsOf ({ headers }: Reply): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')))
}

for (const path of [PATH, TOKEN, '/oauth/v2/token/revoke', '/crm/v8/coql', '/crm', '/oauth/elsewhere', '/s/new/crm/v8/org', '/s/new/oauth/v2/token', '/s/%zz/crm/v8/org', '/crm/%zz']) {
  t.test(`a preflight of a listed page for ${path} is answered, whatever the path answers`, async t => {
    const { app, port } = await listening(t, { cors: `https://app.example,${APP}` })
    const reply = await send(t, port, `OPTIONS ${path}`, preflightOf(APP, 'DELETE'))
    t.match(reply, { status: 204, body: '', headers: { 'content-length': '0', vary: 'Origin, Access-Control-Request-Headers' } })
    t.match(corsOf(reply), { 'access-control-allow-origin': APP, 'access-control-allow-headers': 'authorization,x-custom', 'access-control-allow-methods': /\bDELETE\b/ })
    t.strictSame((await app.inject('/_mock/requests')).json<{ requests: object[] }>().requests, [], 'the journal has what clients sent')
    t.strictSame((await app.inject('/_mock/sandboxes')).json<{ sandboxes: object[] }>().sandboxes, [])
  })
}

t.test('a listed page can upload, read every refusal, get a token and make a sandbox', async t => {
  const { port } = await listening(t, { cors: APP })
  const upload = await send(t, port, `POST /s/new${PATH}`, { origin: APP, 'content-type': MULTIPART, ...AUTHORIZED }, multipartBody([{ name: 'file', filename: 'a.txt', content: 'Hello' }]).toString('latin1'))
  t.match(upload, { status: 200, headers: { 'access-control-allow-origin': APP, vary: 'Origin' }, body: /SUCCESS/ })
  const { id } = (JSON.parse(upload.body) as { data: [{ details: { id: string } }] }).data[0].details
  t.match(await send(t, port, `GET /s/new${PATH}/${id}`, { origin: APP, ...AUTHORIZED }), { status: 200, headers: { 'access-control-allow-origin': APP, 'access-control-expose-headers': /content-disposition/ }, body: 'Hello' })
  t.match(await send(t, port, `POST ${TOKEN}`, { origin: APP }), { status: 200, headers: { 'access-control-allow-origin': APP }, body: /access_token/ })
  const refusals: ReadonlyArray<readonly [line: string, status: number]> = [
    [`POST ${PATH}`, 401], ['GET /crm/v8/coql', 404], ['OPTIONS /crm/v8/org', 400], ['GET /crm/%zz', 404], ['GET /s/-/crm/v8/org', 404], ['POST /oauth/v2/token', 200], ['GET /oauth/elsewhere', 404]
  ]
  for (const [line, status] of refusals) {
    const reply = await send(t, port, line, { origin: APP })
    t.equal(reply.status, status, line)
    t.match(reply.headers, { 'access-control-allow-origin': APP, 'x-mock-explain': /./ }, line)
    t.match(reply.headers['access-control-expose-headers'], 'x-mock-explain', line)
  }
})

t.test('a refused Host is explained to a listed page', async t => {
  const { port } = await logging(t, { cors: APP, logLevel: 'silent' })
  t.match(await send(t, port, 'GET /crm/v8/org', { origin: APP, host: 'rebound.example' }), { status: 403, headers: { 'access-control-allow-origin': APP }, body: /--allowed-hosts/ })
})

t.test('scripts may read every header that is the double’s own', async t => {
  const { port } = await listening(t, { cors: APP })
  const exposed = String((await send(t, port, 'GET /crm/v8/org', { origin: APP })).headers['access-control-expose-headers']).split(',')
  const own = new Set(sources().flatMap(({ text }) => [...text.matchAll(/'(x-mock-[a-z-]+)'/g)].map(([, name]) => String(name))))
  t.ok(own.size >= 4)
  for (const name of own) t.ok(exposed.includes(name), name)
  t.notOk(exposed.includes('*'), 'jsdom does not know *')
})

t.test('a page that is not listed is refused as without the option', async t => {
  const [{ port: withOption }, { port: without }] = [await listening(t, { cors: [APP] }), await listening(t)]
  const lines = [`POST ${PATH}`, 'GET /crm/v8/coql', `POST ${TOKEN}`, 'GET /s/new/crm/v8/org', `OPTIONS ${PATH}`, 'OPTIONS /oauth/v2/token', 'OPTIONS /s/new/crm/v8/org']
  for (const origin of [OTHER, 'null', 'http://localhost:5174', 'https://localhost:5173', `${APP}.evil.example`, 'http://127.0.0.1:5173']) {
    for (const line of lines) {
      const headers = line.startsWith('OPTIONS') ? preflightOf(origin) : { origin }
      const [one, other] = [await send(t, withOption, line, headers), await send(t, without, line, headers)]
      t.equal(one.status, other.status, `${origin}: ${line}`)
      t.equal(one.body.replaceAll(String(withOption), 'PORT'), other.body.replaceAll(String(without), 'PORT'), `${origin}: ${line}`)
      t.notOk(one.headers['access-control-allow-origin'])
      // A cache must not give a listed page the answer that another page got.
      if (!line.startsWith('OPTIONS')) t.equal(one.headers['vary'], 'Origin', line)
    }
  }
})

t.test('no page of another origin is let into the control API, in any spelling', async t => {
  for (const cors of [APP, '*']) {
    const { app, port } = await listening(t, { cors })
    const before = (await app.inject('/_mock/state')).body
    for (const line of ['POST /_mock/reset', 'POST /%5Fmock/reset', 'POST /_mock/nowhere', 'DELETE /_mock/requests', 'GET /s/new/_mock/livez', 'GET /s/new/', 'POST /crm/../_mock/reset', 'POST /crm%2F..%2F_mock/reset', 'POST //_mock/reset']) {
      const reply = await send(t, port, line, { origin: APP })
      if (!line.includes('/crm')) t.strictSame(corsOf(reply), {}, line)
      t.ok(reply.status >= 400, line)
    }
    for (const path of ['/_mock/reset', '/_mock/state', '/', '/elsewhere', '/crmelsewhere']) t.strictSame(corsOf(await send(t, port, `OPTIONS ${path}`, preflightOf(APP))), {}, path)
    t.strictSame(corsOf(await send(t, port, 'GET /_mock/state', { origin: APP })), {}, 'which may be asked for, but not be read')
    t.equal((await app.inject('/_mock/state')).body, before)
  }
})

t.test('with * every page is let in, one that hides its origin too', async t => {
  const { port } = await listening(t, { cors: '*' })
  for (const origin of [APP, OTHER, 'null']) {
    t.match(await send(t, port, 'OPTIONS /s/new/crm/v8/org', preflightOf(origin)), { status: 204, headers: { 'access-control-allow-origin': '*' } })
    t.match(await send(t, port, `POST ${TOKEN}`, { origin }), { status: 200, headers: { 'access-control-allow-origin': '*' } })
    t.match(await send(t, port, 'GET /s/new/crm/v8/org', { origin, ...AUTHORIZED }), { status: 200, headers: { 'access-control-allow-origin': '*' } })
  }
  t.equal((await send(t, port, `GET /oauth/v2/auth?${new URLSearchParams(authorization)}`)).status, 403, 'an image names no origin')
})

t.test('an OPTIONS that is no preflight goes through the checks of the CRM', async t => {
  const { app, port } = await listening(t, { cors: APP })
  const rules = []
  for (const headers of [{}, { origin: APP }, { 'access-control-request-method': 'POST' }] as Headers[]) rules.push((await send(t, port, 'OPTIONS /crm/v8/coql', headers)).headers['x-mock-rule'])
  t.strictSame(rules, ['url.unknown', 'url.unknown', 'url.unknown'])
  t.match((await app.inject('/_mock/requests')).json(), { requests: [{ steps: [{ step: 'knownUrl' }] }, { steps: [{ step: 'knownUrl' }] }, { steps: [{ step: 'knownUrl' }] }] })
})

t.test('preflights use up no fault, and faults work with CORS', async t => {
  const { app, port } = await listening(t, { cors: APP, fault: 'list:TOO_MANY_REQUESTS,download:truncate@3,list:reset' })
  const upload = await app.inject({ method: 'POST', url: PATH, headers: { 'content-type': MULTIPART, ...AUTHORIZED }, payload: multipartBody([{ name: 'file', filename: 'a.txt', content: 'Hello' }]) })
  const { id } = upload.json<{ data: [{ details: { id: string } }] }>().data[0].details
  t.equal((await send(t, port, `OPTIONS ${PATH}`, preflightOf(APP, 'GET'))).status, 204)
  t.match(await send(t, port, `GET ${PATH}?fields=id`, { origin: APP, ...AUTHORIZED }), { status: 429, headers: { 'access-control-allow-origin': APP } })
  t.equal((await send(t, port, `OPTIONS ${PATH}`, preflightOf(APP, 'GET'))).status, 204)
  const { write, rest } = await raw(t, port)
  await write(`GET ${PATH}?fields=id HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${APP}\r\nAuthorization: ${AUTHORIZED.authorization}\r\n\r\n`)
  t.equal(await rest(), '', 'the connection was reset')
  t.match(await send(t, port, `GET ${PATH}/${id}`, { origin: APP, ...AUTHORIZED }), { status: 200, headers: { 'access-control-allow-origin': APP, 'content-length': '5' }, body: /^Hel$/ })
})

t.test('without the option no answer has a header of CORS', async t => {
  const { port } = await listening(t)
  for (const [line, headers] of [[`OPTIONS ${PATH}`, preflightOf(APP)], ['GET /crm/v8/org', { origin: APP, ...AUTHORIZED }], ['GET /crm/%zz', { origin: APP }]] as const) {
    const reply = await send(t, port, line, headers)
    t.strictSame(corsOf(reply), {}, line)
    t.notOk('vary' in reply.headers, line)
  }
})

t.test('the option works without a socket, too', async t => {
  const mock = await startMock({ cors: APP })
  t.teardown(mock.close)
  const reply = await mock.fetch(`${mock.url}/crm/v8/org`, { headers: { origin: APP } })
  t.equal(reply.headers.get('access-control-allow-origin'), APP)
})
