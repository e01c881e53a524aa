import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import axios from 'axios'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { connectMock, startMock } from '../../src/index.js'
import { buildServer } from '../../src/server.js'
import type { Options } from '../../src/options.js'
import { authorization } from '../helpers/accounts.js'
import { logging } from '../helpers/logged.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { parseReply, raw } from '../helpers/raw.js'
import type { Reply } from '../helpers/transports.js'

const exec = promisify(execFile)
const MiB = 1024 ** 2
const TOKEN = 'client_id=a&client_secret=b&grant_type=refresh_token&refresh_token=c'
const AUTH = `/oauth/v2/auth?${new URLSearchParams(authorization)}`
const AUTHORIZED = { authorization: 'Zoho-oauthtoken 1000.all' }

type Headers = Readonly<Record<string, string | number>>

/** Starts a server on a free port of 127.0.0.1 without allowed hosts. */
async function started (t: Test, options: Options = {}): Promise<{ app: FastifyInstance, port: number }> {
  const app = buildServer({ ...options })
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { app, port: (app.server.address() as AddressInfo).port }
}

/** Sends a request with exactly these headers on its own connection. */
async function send (t: Test, port: number, line: string, headers: Headers, { body = '', ca }: { body?: string, ca?: string } = {}): Promise<Reply> {
  const { write, rest } = await raw(t, port, ca)
  const fields = { connection: 'close', ...headers }
  await write(`${line} HTTP/1.1\r\n${Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`)
  return parseReply(await rest())
}

/** Everything that a page must not change: the state, the journal and the list of sandboxes. */
async function everything (app: FastifyInstance): Promise<unknown> {
  const [state, requests, sandboxes] = await Promise.all(['/_mock/state', '/_mock/requests', '/_mock/sandboxes'].map(async url => (await app.inject(url)).json<{ sandboxes?: object }>()))
  return { state, requests, sandboxes: sandboxes?.sandboxes }
}

/** Headers that a browser sends for pages of another origin than the double’s, which is at 127.0.0.1:{port}. */
const foreignPages: ReadonlyArray<readonly [name: string, headers: Headers]> = [
  ['a page of another site', { origin: 'http://evil.example' }],
  ['a page of another port of this machine', { origin: 'http://127.0.0.1:{port}0' }],
  ['a page of another name of this machine', { origin: 'http://localhost:{port}' }],
  ['a page that hides its origin', { origin: 'null' }],
  ['a page whose origin is not an http URL', { origin: 'about:blank' }],
  ['an image on a page of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['an image on a page of another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['a frame on a page of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  ['a form in a frame of another site', { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  ['a page of another site that claims to be the double’s', { origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' }]
]

/** Headers of allowed clients. */
const allowedClients: ReadonlyArray<readonly [name: string, headers: Headers]> = [
  ['a client that is not a browser', {}],
  ['Node’s fetch', { 'sec-fetch-mode': 'cors' }],
  ['a page of the double', { origin: 'http://127.0.0.1:{port}', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ['a page of the double behind a proxy that speaks TLS', { origin: 'https://127.0.0.1:{port}' }],
  ['a person who types the address', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }]
]

/** Requests that change something, in several spellings. */
const changes = [
  'POST /_mock/reset', 'PUT /_mock/state', 'POST /_mock/tokens', 'POST /_mock/tokens/expire', 'DELETE /_mock/requests', 'POST /_mock', 'POST /_mock/nowhere',
  'POST /%5Fmock/reset', 'POST /_%6D%6fck/reset?a=/crm', 'POST /_mock/reset#', 'PATCH /_mock/state', 'POST /s/open/_mock/reset', 'DELETE /_mock/sandboxes/open',
  'POST http://127.0.0.1:{port}/_mock/reset', 'POST http:///_mock/reset', 'POST HTTP://127.0.0.1:{port}/s/open/_mock/reset',
  `POST /oauth/v2/token?${TOKEN}`, 'POST /oauth/v2/token/revoke?token=1000.all', `GET ${AUTH}`, `GET /oauth/v2%2Fauth${AUTH.slice(14)}`, `GET /%6Fauth/v2/auth${AUTH.slice(14)}`, 'OPTIONS /oauth/v2/token', `GET /s/open${AUTH}`,
  'GET /s/new/', 'GET /s/new', 'GET /s/new?a', 'HEAD /s/new/_mock/livez', 'OPTIONS /s/new/crm/v8/org', 'GET /s/new/crm/v8/org', 'POST /s/new/crm/v8/Leads/1/Attachments', `GET /s/new${AUTH}`, 'GET http://127.0.0.1:{port}/s/new/', 'GET /s/open%31/'
]

/** Requests that change nothing. */
const reads = ['GET /', 'GET /_mock/', 'GET /_mock/livez', 'GET /_mock/state', 'HEAD /_mock/livez', 'OPTIONS /_mock/reset', 'GET /s/open/_mock/attachments', 'GET /crm/v8/org', 'POST /crm/v8/Leads/1/Attachments', 'GET /_mockery', 'POST /oauthority']

/** Replaces {port} in a request or its headers. */
function at<Value> (port: number, value: Value): Value {
  return JSON.parse(JSON.stringify(value).replaceAll('{port}', String(port))) as Value
}

for (const [name, headers] of foreignPages) {
  t.test(`${name} can change nothing and gets an explanation`, async t => {
    const { app, port } = await started(t)
    await app.inject('/s/open/')
    await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments?attachmentUrl=https://e.com', headers: AUTHORIZED })
    const before = await everything(app)
    for (const line of changes) {
      const { status, headers: answered, body } = await send(t, port, at(port, line), at(port, { host: '127.0.0.1:{port}', 'content-length': 0, ...headers }))
      t.equal(status, 403, line)
      t.match(answered, { 'content-type': /^application\/json/, 'x-content-type-options': 'nosniff', 'x-mock-explain': /^Expected .* to come from a client that is no browser, or from a page of http/ })
      if (!line.startsWith('HEAD')) t.strictSame(JSON.parse(body), { error: answered['x-mock-explain'] })
    }
    t.strictSame(await everything(app), before)
  })

  t.test(`${name} may read`, async t => {
    const { app, port } = await started(t)
    await app.inject('/s/open/')
    for (const line of reads) t.not((await send(t, port, line, at(port, { host: '127.0.0.1:{port}', 'content-length': 0, ...headers }))).status, 403, line)
  })
}

for (const [name, headers] of allowedClients) {
  t.test(`${name} may change everything`, async t => {
    const { app, port } = await started(t)
    await app.inject('/s/open/')
    for (const line of [...changes, ...reads]) t.not((await send(t, port, at(port, line), at(port, { host: '127.0.0.1:{port}', 'content-length': 0, ...headers }))).status, 403, line)
  })
}

t.test('a refusal says what was found, why it is refused, and who is allowed', async t => {
  const { port } = await started(t)
  const host = `127.0.0.1:${port}`
  const error = async (line: string, headers: Headers): Promise<unknown> => (JSON.parse((await send(t, port, line, { host, ...headers })).body) as { error: string }).error.replaceAll(host, 'HOST')
  t.equal(await error('POST /_mock/reset', { origin: 'http://evil.example' }), 'Expected POST at /_mock to come from a client that is no browser, or from a page of http://HOST, got it from a page of `http://evil.example` (Origin): pages of others may change nothing here')
  t.equal(await error('GET /oauth/v2/auth', { 'sec-fetch-site': 'same-site' }), 'Expected GET at /oauth (but for a visit of /oauth/v2/auth) to come from a client that is no browser, or from a page of http://HOST, got it from a page of another origin (Sec-Fetch-Site: same-site): pages of others may change nothing here')
  t.equal(await error('GET /s/x/', { 'sec-fetch-site': 'cross-site' }), 'Expected what makes the sandbox `x` to come from a client that is no browser, or from a page of http://HOST, got it from a page of another origin (Sec-Fetch-Site: cross-site): pages of others may change nothing here')
  t.equal(await error('GET /', { host: 'rebound.example:80' }), 'Expected the host to be localhost, 127.0.0.1, [::1], that of --public-url or one of --allowed-hosts, got `rebound.example:80`: the server listens on loopback only, where a page in a browser could reach it under a name of its own')
})

t.test('any site may send a person to the consent page, and nowhere else', async t => {
  const { app, port } = await started(t)
  await app.inject('/s/open/')
  const visit = { host: `127.0.0.1:${port}`, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  const status = async (line: string, headers: Headers = {}): Promise<number> => (await send(t, port, line, { ...visit, ...headers })).status
  t.equal(await status(`GET ${AUTH}`), 302)
  t.equal(await status(`GET ${AUTH}`, { origin: 'null' }), 302, 'after a form that was redirected')
  t.equal(await status(`GET /s/open${AUTH}`), 302)
  t.equal(await status(`GET http://127.0.0.1:${port}${AUTH}`), 302)
  for (const line of [`GET /s/new${AUTH}`, `POST ${AUTH}`, `POST /oauth/v2/token?${TOKEN}`, `GET /oauth/v2/auth/${AUTH.slice(14)}`]) t.equal(await status(line), 403, line)
  for (const headers of [{ 'sec-fetch-mode': 'no-cors' }, { 'sec-fetch-dest': 'iframe' }, { 'sec-fetch-dest': 'object' }] as Headers[]) t.equal(await status(`GET ${AUTH}`, headers), 403, JSON.stringify(headers))
})

t.test('behind a proxy the double’s own origin is the one that the browser sees', async t => {
  const proxied = [
    { name: 'the proxy says so', options: {}, headers: { origin: 'https://mock.example', 'x-forwarded-host': 'mock.example', 'x-forwarded-proto': 'https' }, isAllowed: true },
    { name: 'the proxy says only its host', options: {}, headers: { origin: 'http://mock.example', 'x-forwarded-host': 'mock.example' }, isAllowed: true },
    { name: 'the proxy passes Host on, and the option allows it', options: { allowedHosts: 'mock.example' }, headers: { host: 'mock.example', origin: 'https://mock.example' }, isAllowed: true },
    { name: '--public-url', options: { publicUrl: 'https://mock.example/zoho' }, headers: { origin: 'https://mock.example' }, isAllowed: true },
    { name: '--public-url and its Host', options: { publicUrl: 'https://mock.example/zoho' }, headers: { host: 'mock.example', origin: 'https://mock.example' }, isAllowed: true },
    { name: '--public-url, and a page of this machine', options: { publicUrl: 'https://mock.example/zoho' }, headers: { origin: 'http://127.0.0.1:{port}' }, isAllowed: true },
    { name: '--public-url, and a page of another port there', options: { publicUrl: 'https://mock.example/zoho' }, headers: { origin: 'https://mock.example:8443' }, isAllowed: false },
    { name: 'the proxy says another host than the page’s', options: {}, headers: { origin: 'https://evil.example', 'x-forwarded-host': 'mock.example', 'x-forwarded-proto': 'https' }, isAllowed: false }
  ]
  for (const { name, options, headers, isAllowed } of proxied) {
    const { port } = await started(t, options)
    for (const line of ['POST /_mock/reset', 'GET /s/new/_mock/livez']) {
      t.equal((await send(t, port, line, at(port, { host: '127.0.0.1:{port}', 'content-length': 0, ...headers }))).status, isAllowed ? 200 : 403, `${name}: ${line}`)
    }
  }
})

t.test('over HTTPS the double’s own origin is that of its HTTPS port', async t => {
  const { tlsUrl = '', url, ca = '', close } = await startMock({ host: '127.0.0.1', tlsPort: 0 })
  t.teardown(close)
  const { host, port } = new URL(tlsUrl)
  const status = async (headers: Headers, line = 'POST /_mock/reset'): Promise<number> => (await send(t, Number(port), line, { host, 'content-length': 0, ...headers }, { ca })).status
  t.equal(await status({}), 200)
  t.equal(await status({ origin: tlsUrl }), 200)
  t.equal(await status({ origin: url }), 403)
  t.equal(await status({ host: 'rebound.example' }, 'GET /_mock/livez'), 403)
})

/** Names in `Host` on a server that listens on loopback only. */
const own = ['127.0.0.1', '127.0.0.1:1', '127.8.9.10:80', 'localhost', 'LocalHost:4150', 'localhost.:4150', 'worker.localhost:4150', '[::1]', '[::1]:4150', '[0:0:0:0:0:0:0:1]:4150']
const others = ['rebound.example', 'rebound.example:4150', '127.0.0.1.rebound.example', 'localhost.rebound.example', 'mylocalhost', '192.168.1.5:4150', '0.0.0.0:4150', '[::2]', '::1', 'a b', 'http://localhost', 'localhost@rebound.example', '%']

t.test('a server that listens on loopback accepts only this machine’s own names as Host, for every API', async t => {
  const { app, port } = await started(t, { publicUrl: 'https://Mock.Example/zoho', allowedHosts: 'zoho-mock, [::3]' })
  const before = await everything(app)
  const lines = ['GET /', 'GET /_mock/livez', 'GET /_mock/state', 'POST /_mock/reset', 'GET /crm/v8/org', `POST /oauth/v2/token?${TOKEN}`, 'GET /s/new/', 'GET /elsewhere', `GET ${AUTH}`]
  for (const host of others) {
    for (const line of lines) t.match(await send(t, port, line, { host, 'content-length': 0 }), { status: 403, body: /--allowed-hosts/ }, `${host}: ${line}`)
  }
  t.strictSame(await everything(app), before)
  for (const host of [...own, 'mock.example', 'MOCK.example:8443', 'zoho-mock:4150', 'zoho-mock.', '[::3]:1', '']) {
    t.equal((await send(t, port, 'GET /_mock/livez', { host })).status, 200, host)
  }
})

t.test('an accepted Host does not make another Host accepted', async t => {
  const { port } = await started(t)
  const statuses = []
  for (const host of ['localhost', 'rebound.example', 'localhost', 'rebound.example']) statuses.push((await send(t, port, 'GET /_mock/livez', { host })).status)
  t.strictSame(statuses, [200, 403, 200, 403])
})

t.test('an HTTP/1.0 request without Host is accepted', async t => {
  const { port } = await started(t)
  const { write, rest } = await raw(t, port)
  await write('GET /_mock/livez HTTP/1.0\r\n\r\n')
  t.equal(parseReply(await rest()).status, 200)
})

t.test('the name in --host is accepted as Host', async t => {
  const { port } = await started(t, { host: 'my-machine' })
  t.equal((await send(t, port, 'GET /_mock/livez', { host: 'My-Machine:4150' })).status, 200)
  // A name that cannot stand in a URL is never a valid Host.
  const { port: other } = await started(t, { host: 'fe80::1%eth0' })
  t.equal((await send(t, other, 'GET /_mock/livez', { host: 'fe80::1%eth0' })).status, 403)
})

t.test('a server that listens on more than loopback accepts any Host, unless --allowed-hosts is given', async t => {
  for (const [allowedHosts, statuses] of [['', [200, 200, 200]], ['zoho-mock', [403, 200, 200]]] as const) {
    const { app, port } = await started(t, allowedHosts === '' ? {} : { allowedHosts })
    // As with `--host 0.0.0.0`, which tests do not use.
    app.addresses = () => [{ address: '0.0.0.0', family: 'IPv4', port }]
    const hosts = ['any.example:4150', 'zoho-mock:4150', '127.0.0.1:4150']
    t.strictSame(await Promise.all(hosts.map(async host => (await send(t, port, 'GET /_mock/livez', { host })).status)), statuses, allowedHosts)
  }
  const { app, port } = await started(t, { allowedHosts: 'zoho-mock' })
  app.addresses = () => [{ address: '0.0.0.0', family: 'IPv4', port }]
  t.match((await send(t, port, 'GET /', { host: 'any.example' })).body, /got `any\.example`: no others are to be taken/)
  t.equal((await send(t, port, 'POST /_mock/reset', { host: 'zoho-mock', origin: 'http://evil.example', 'content-length': 0 })).status, 403, 'foreign pages are refused there, too')
})

t.test('over a Unix socket or without a socket any Host is accepted, because no browser sends such requests', async t => {
  // The path of tap's own folder is too long for a socket.
  const folder = await mkdtemp(join(tmpdir(), 'mock-'))
  t.teardown(() => rm(folder, { recursive: true }))
  for (const allowedHosts of [[], ['zoho-mock']]) {
    const socketPath = join(folder, `socket-${allowedHosts.length}`)
    const app = buildServer({ allowedHosts })
    t.teardown(() => app.close())
    t.equal((await app.inject({ url: '/_mock/livez', headers: { host: 'any.example' } })).statusCode, 200)
    await app.listen({ path: socketPath })
    const asked = httpRequest({ socketPath, path: '/_mock/livez', headers: { host: 'any.example' } }).end()
    const [response] = await once(asked, 'response') as [IncomingMessage]
    t.equal(response.statusCode, 200)
  }
  const mock = await startMock()
  t.teardown(mock.close)
  t.equal((await mock.fetch('https://www.zohoapis.com/crm/v8/org', { headers: AUTHORIZED })).status, 200)
})

t.test('connectMock rejects with the reason when its Host is refused', async t => {
  const { port } = await started(t)
  await t.rejects(connectMock(`http://0.0.0.0:${port}`), { name: 'MockError', status: 403, message: /^Expected the host to be .*--allowed-hosts, got `0\.0\.0\.0:\d+`/ })
})

t.test('a client that writes 20 MiB before it reads gets the refusal, and its connection serves the next request', async t => {
  const { port } = await started(t)
  for (const headers of ['origin: http://evil.example', 'host: rebound.example']) {
    const { write, until } = await raw(t, port)
    const host = headers.startsWith('host') ? '' : 'host: localhost\r\n'
    await write(`PUT /_mock/state HTTP/1.1\r\n${host}${headers}\r\ncontent-length: ${20 * MiB}\r\n\r\n`)
    await write(Buffer.alloc(20 * MiB, ' '))
    t.match(await until(/"error":"[^}]*}$/), /^HTTP\/1\.1 403 /)
    await write('GET /_mock/livez HTTP/1.1\r\nhost: localhost\r\n\r\n')
    t.match(await until(/"live"/), /200 OK/)
  }
})

t.test('a client that waits for 100 Continue is refused without it', async t => {
  const { port } = await started(t)
  for (const line of ['PUT /_mock/state', `POST /oauth/v2/token?${TOKEN}`, 'POST /s/new/crm/v8/Leads/1/Attachments']) {
    const { write, rest } = await raw(t, port)
    await write(`${line} HTTP/1.1\r\nhost: localhost\r\norigin: null\r\nexpect: 100-continue\r\ncontent-length: 100\r\n\r\n`)
    const text = await rest()
    t.match(text, /^HTTP\/1\.1 403 /, line)
    t.notMatch(text, /100 Continue/, line)
  }
})

t.test('the log has one line at level info for each refusal, with the reason and without secrets', async t => {
  const { port, logged, lines } = await logging(t)
  for (const line of ['POST /_mock/reset?way=1', `POST /oauth/v2/token?${TOKEN}&way=2`, 'GET /s/new/?way=3', 'GET /?way=4']) {
    await send(t, port, line, { host: line.includes('way=4') ? 'rebound.example' : 'localhost', origin: 'http://evil.example', 'content-length': 0 })
    const [way = ''] = /way=\d/.exec(line) ?? []
    t.match(await logged(({ url = '' }) => url.includes(way)), { level: 'info', msg: 'refused', status: 403, explain: /^Expected / })
  }
  t.equal(lines.filter(({ url }) => url !== undefined).length, 4)
  t.notMatch(JSON.stringify(lines), /client_secret=b/)
})

t.test('refusals of the trust boundary are not delayed by --latency', async t => {
  const { port } = await started(t, { latency: '10m' })
  t.equal((await send(t, port, `POST /oauth/v2/token?${TOKEN}`, { host: 'localhost', origin: 'null' })).status, 403)
})

t.test('absolute-form request targets', async t => {
  t.test('a client that uses the double as its proxy can use every API', async t => {
    const { app, port } = await started(t)
    const ask = (line: string, headers: Headers = {}): Promise<Reply> => send(t, port, line, { host: 'www.zohoapis.com', 'content-length': 0, ...headers })
    t.match(await ask('GET http://www.zohoapis.com/crm/v8/org', AUTHORIZED), { status: 200, body: /"org"/ })
    t.match(await ask('GET HTTPS://WWW.zohoapis.com:443/crm/v8/org', AUTHORIZED), { status: 200 })
    t.match(await ask('POST http://www.zohoapis.com/s/w1/crm/v8/Leads/1/Attachments?attachmentUrl=https://e.com', AUTHORIZED), { status: 200, body: /SUCCESS/ })
    t.match((await app.inject('/s/w1/_mock/attachments')).json(), { attachments: [{ link: 'https://e.com' }] })
    t.match(await ask('GET http://www.zohoapis.com/_mock/livez'), { status: 200 })
    t.match(await ask('GET http://www.zohoapis.com'), { status: 302, headers: { location: 'http://www.zohoapis.com/_mock/' } })
    t.match(await ask('GET http://www.zohoapis.com?a=b'), { status: 302 })
    t.match(await ask('GET http://www.zohoapis.com/elsewhere'), { status: 404, headers: { 'x-mock-explain': /^nothing is at GET http:\/\/www\.zohoapis\.com\/elsewhere:/ } })
    t.match(await ask('GET http://www.zohoapis.com/%zz'), { status: 404, headers: { 'x-mock-rule': 'url.unknown' } })
    t.match(await ask('GET ftp://www.zohoapis.com/crm/v8/org', { ...AUTHORIZED, host: 'localhost' }), { status: 404 }, 'not a scheme of Zoho')
  })

  t.test('nothing is at an asterisk, whatever the method', async t => {
    const { port } = await started(t)
    for (const method of ['GET', 'OPTIONS', 'DELETE']) {
      t.match(await send(t, port, `${method} *`, { host: 'localhost' }), { status: 404, headers: { 'x-mock-rule': 'url.unknown', 'x-mock-explain': `nothing is at ${method} *: ` } })
    }
  })

  t.test('the base URL in responses is taken from the target, whatever Host says', async t => {
    const { port } = await started(t)
    const rows: ReadonlyArray<readonly [target: string, headers: Headers, apiDomain: string]> = [
      ['http://www.zohoapis.com', { host: 'www.zohoapis.com' }, 'http://www.zohoapis.com'],
      ['http://www.zohoapis.com', { host: 'elsewhere.example' }, 'http://www.zohoapis.com'],
      ['http://user:secret@www.zohoapis.com:8080', { host: 'x' }, 'http://www.zohoapis.com:8080'],
      ['https://www.zohoapis.com/s/w1', { host: 'x' }, 'https://www.zohoapis.com/s/w1'],
      ['http://[::1]:99', { host: 'x' }, 'http://[::1]:99'],
      ['http://www.zohoapis.com', { host: 'x', 'x-forwarded-host': 'proxy.example' }, 'http://proxy.example'],
      ['http://www.zohoapis.com', { host: 'x', 'x-forwarded-proto': 'https' }, 'https://www.zohoapis.com']
    ]
    for (const [target, headers, apiDomain] of rows) {
      const { body } = await send(t, port, `POST ${target}/oauth/v2/token?${TOKEN}`, { 'content-length': 0, ...headers })
      t.equal((JSON.parse(body) as { api_domain: string }).api_domain, apiDomain, target)
    }
    const { port: named } = await started(t, { publicUrl: 'https://mock.example/zoho' })
    t.match(await send(t, named, `POST http://www.zohoapis.com/oauth/v2/token?${TOKEN}`, { host: 'x', 'content-length': 0 }), { body: /"api_domain":"https:\/\/mock\.example\/zoho"/ })
  })

  t.test('a target with an unreadable host is served by its path, and its Host header is checked', async t => {
    const { port } = await started(t)
    t.equal((await send(t, port, 'GET http://a:b/_mock/livez', { host: 'localhost' })).status, 200)
    t.equal((await send(t, port, 'GET http://a:b/_mock/livez', { host: 'rebound.example' })).status, 403)
  })

  t.test('the journal and the log have the target as it was sent', async t => {
    const { app, port, logged } = await logging(t)
    await send(t, port, 'GET http://www.zohoapis.com/s/w1/crm/v8/org?a=1', { ...AUTHORIZED, host: 'www.zohoapis.com' })
    t.match((await app.inject('/s/w1/_mock/requests')).json(), { requests: [{ url: 'http://www.zohoapis.com/s/w1/crm/v8/org?a=1', headers: { host: 'www.zohoapis.com' } }] })
    t.match(await logged(({ url = '' }) => url.startsWith('http:')), { url: 'http://www.zohoapis.com/s/w1/crm/v8/org?a=1', status: 200 })
  })

  t.test('curl and axios can use it as their proxy', async t => {
    const { port } = await started(t)
    const url = 'http://www.zohoapis.com/crm/v8/Leads/1/Attachments'
    const file = join(t.testdir({ 'a.txt': 'hello' }), 'a.txt')
    const { stdout } = await exec('curl', ['--silent', '--proxy', `http://127.0.0.1:${port}`, '--noproxy', '', '-H', 'Authorization: Zoho-oauthtoken 1000.all', '-F', `file=@${file}`, url])
    t.match(stdout, /SUCCESS/)
    const { data } = await axios.get<{ data: object[] }>(`${url}?fields=File_Name`, { headers: AUTHORIZED, proxy: { protocol: 'http', host: '127.0.0.1', port } })
    t.match(data.data, [{ File_Name: 'a.txt' }])
  })
})

t.test('a stored file is served so that no browser runs it', async t => {
  const { app, port } = await started(t)
  const name = 'a "b"\r\n<c>’é.html'
  const body = multipartBody([{ name: 'file', filename: 'x.html', content: '<script>1</script>' }])
  await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments', headers: { ...AUTHORIZED, 'content-type': MULTIPART }, payload: body })
  const { attachments: [{ id }] } = (await app.inject('/_mock/attachments')).json<{ attachments: [{ id: string }] }>()
  t.match(await send(t, port, `GET /_mock/attachments/${id}/content`, { host: 'localhost' }), {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': "attachment;filename*=UTF-8''x.html",
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin'
    },
    body: '<script>1</script>'
  })
  const { state } = await everything(app) as { state: { attachments: [object] } }
  await app.inject({ method: 'PUT', url: '/_mock/state', payload: { ...state, attachments: [{ ...state.attachments[0], name }] } })
  const { headers } = await app.inject(`/_mock/attachments/${id}/content`)
  t.equal(headers['content-disposition'], "attachment;filename*=UTF-8''a%20%22b%22%0D%0A%3Cc%3E%E2%80%99%C3%A9.html")
})

t.test('responses of the control API cannot be embedded by another site or read as another type', async t => {
  const { app } = await started(t, { tlsPort: 0 })
  const { paths } = (await app.inject('/_mock/openapi.json')).json<{ paths: Record<string, object> }>()
  const gets = Object.keys(paths).filter(path => 'get' in (paths[path] as object) && !/\/(stream|events)$/.test(path)).map(path => path.replaceAll(/\{\w+\}/g, '1'))
  const asked = [...gets.map(url => ({ url })), { url: '/_mock/nowhere' }, { method: 'PATCH', url: '/_mock/reset' }, { method: 'POST', url: '/_mock/reset', payload: '<', headers: { 'content-type': 'text/html' } }, { method: 'POST', url: '/_mock/reset', payload: '{' }]
  for (const request of asked as Array<{ url: string }>) {
    const { headers } = await app.inject(request)
    t.match(headers, { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin', 'content-type': /^application\/(json|octet-stream|x-pem-file)/ }, request.url)
  }
})
