import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { refresh, stopClock, upload, type TokenReply } from '../helpers/accounts.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { build } from '../helpers/server.js'

/** The three ways to send parameters. */
const ways = {
  query: (app: FastifyInstance, parameters: Record<string, string>) => app.inject({ method: 'POST', url: `/oauth/v2/token?${new URLSearchParams(parameters)}`, headers: { host: 'mock.test', 'content-type': 'application/json', 'content-length': '0' } }),
  urlencoded: (app: FastifyInstance, parameters: Record<string, string>) => app.inject({ method: 'POST', url: '/oauth/v2/token', headers: { host: 'mock.test', 'content-type': 'application/x-www-form-urlencoded' }, payload: String(new URLSearchParams(parameters)) }),
  multipart: (app: FastifyInstance, parameters: Record<string, string>) => app.inject({ method: 'POST', url: '/oauth/v2/token', headers: { host: 'mock.test', 'content-type': MULTIPART }, payload: multipartBody(Object.entries(parameters).map(([name, content]) => ({ name, content }))) })
}

for (const [name, send] of Object.entries(ways)) {
  t.test(`a refresh token in the ${name} gives an access token that works`, async t => {
    const app = await build(t)
    const reply = await send(app, refresh)
    const { access_token: token, ...rest } = reply.json<TokenReply>()
    t.strictSame(rest, { scope: 'ZohoCRM.modules.ALL ZohoCRM.settings.ALL ZohoCRM.Files.ALL', api_domain: 'http://mock.test', token_type: 'Bearer', expires_in: 3600 })
    t.equal(reply.headers['content-type'], 'application/json;charset=UTF-8')
    t.match(reply.headers['x-mock-request-id'], /^req-/)
    t.equal((await upload(app, token)).statusCode, 200)
  })
}

t.test('a grant code gives a refresh token, whose access tokens have the same scopes', async t => {
  const app = await build(t)
  const scope = 'ZohoCRM.modules.leads.ALL,ZohoCRM.modules.attachments.READ'
  const first = (await ways.multipart(app, { client_id: 'a', grant_type: 'authorization_code', code: '1000.code', redirect_uri: 'https://e.com', scope })).json<TokenReply>()
  t.match(first.refresh_token, /^1000\./)
  t.equal(first.scope, 'ZohoCRM.modules.leads.ALL ZohoCRM.modules.attachments.READ')
  const second = (await ways.query(app, { ...refresh, refresh_token: String(first.refresh_token) })).json<TokenReply>()
  t.equal(second.scope, first.scope)
  t.notHas(second, 'refresh_token')
  t.equal((await upload(app, second.access_token)).statusCode, 401)
})

t.test('client credentials give an access token with the requested scope and no refresh token', async t => {
  const app = await build(t)
  const reply = (await ways.urlencoded(app, { client_id: 'a', grant_type: 'client_credentials', scope: 'ZohoCRM.modules.ALL', soid: 'ZohoCRM.808232144' })).json<TokenReply>()
  t.notHas(reply, 'refresh_token')
  t.equal((await upload(app, reply.access_token)).statusCode, 200)
})

t.test('a known client gets a token with its secret', async t => {
  const app = await build(t, { seed: { clients: [{ id: '1000.KNOWN', secret: 's' }] } })
  t.match((await ways.query(app, { ...refresh, client_id: '1000.KNOWN', client_secret: 's' })).json(), { access_token: /^1000\./ })
})

t.test('an access token expires after an hour', async t => {
  const advance = stopClock(t)
  const app = await build(t, { clock: 'real' })
  const { access_token: token } = (await ways.query(app, refresh)).json<TokenReply>()
  advance(3599.999)
  t.equal((await upload(app, token)).statusCode, 200)
  advance(0.001)
  t.match((await upload(app, token)).headers, {
    'x-mock-rule': 'auth.token-expired',
    'x-mock-explain': /expired at 2026-01-02T09:34:05\+05:30, now is 2026-01-02T09:34:05\+05:30/
  })
})

t.test('api_domain is the URL at which the client reached the server', async t => {
  const send = async (app: FastifyInstance, headers: Record<string, string>): Promise<string> => (await app.inject({
    method: 'POST', url: `/s/w1/oauth/v2/token?${new URLSearchParams(refresh)}`, headers
  })).json<TokenReply>().api_domain
  const app = await build(t)
  t.equal(await send(app, { host: 'zoho:4150' }), 'http://zoho:4150/s/w1', 'by Host')
  t.equal(await send(app, { host: 'internal', 'x-forwarded-host': 'mock.example', 'x-forwarded-proto': 'https' }), 'https://mock.example/s/w1', 'by X-Forwarded-*')
  const published = await build(t, { publicUrl: 'https://public.example/zoho/' })
  t.equal(await send(published, { host: 'internal' }), 'https://public.example/zoho/s/w1', 'by --public-url')
})

t.test('users and org return what SDKs read after their login', async t => {
  const app = await build(t)
  const get = async (url: string, token = '1000.read-only'): Promise<unknown> => (await app.inject({ url, headers: { authorization: `Zoho-oauthtoken ${token}` } })).json()
  t.match(await get('/crm/v8/users?type=CurrentUser', '1000.no-permission'), { users: [{ email: 'no-permission@example.com' }], info: { count: 1, more_records: false } })
  t.match(await get('/crm/v2/users'), { users: [{ email: 'patricia.boyle@example.com' }, {}, {}], info: { count: 3 } })
  t.match(await get('/crm/v8/org'), { org: [{ zgid: '808232144' }] })
  t.match(await get('/crm/v8/org', 'nope'), { code: 'AUTHENTICATION_FAILURE' })
})
