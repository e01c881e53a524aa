import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { ask, authorization, exchangeOf, getCode, getToken, stopClock, upload, type TokenReply } from '../helpers/accounts.js'
import { build, listening } from '../helpers/server.js'
import { head, parseReply, raw } from '../helpers/raw.js'

const path = `/oauth/v2/auth?${new URLSearchParams(authorization)}`

t.test('an authorization request is answered with a redirect that carries a code', async t => {
  const { port } = await listening(t)
  const { write, rest } = await raw(t, port)
  await write(head(`GET ${path}&state=a%20b&access_type=offline&prompt=consent`, { connection: 'close' }))
  const { status, headers: { location = '', ...headers }, body } = parseReply(await rest())
  t.equal(status, 302)
  t.equal(body, '')
  t.match(headers['x-mock-request-id'], /^req-/)
  const { origin, pathname, searchParams } = new URL(location)
  t.equal(origin + pathname, authorization.redirect_uri)
  const { code, ...others } = Object.fromEntries(searchParams)
  t.match(code, /^1000\.[0-9a-f]{32}\.[0-9a-f]{32}$/)
  t.strictSame(others, { state: 'a b', location: 'us', 'accounts-server': 'http://localhost' })
})

t.test('a redirect has no state if the client sent none', async t => {
  const app = await build(t)
  const { location } = (await app.inject(path)).headers
  t.strictSame([...new URL(String(location)).searchParams.keys()], ['code', 'location', 'accounts-server'])
})

t.test('a redirect keeps the parameters and the fragment of its redirect_uri unchanged', async t => {
  const app = await build(t)
  const { location } = (await app.inject(`/oauth/v2/auth?${new URLSearchParams({ ...authorization, redirect_uri: 'https://app.example/?a=b%20c&d#here' })}`)).headers
  t.match(location, /^https:\/\/app\.example\/\?a=b%20c&d&code=1000\.[0-9a-f.]+&location=us&accounts-server=http[^&]*#here$/)
})

t.test('accounts-server is the public URL of the sandbox', async t => {
  const app = await build(t, { publicUrl: 'https://public.example' })
  const { location } = (await app.inject(`/s/w1${path}`)).headers
  t.equal(new URL(String(location)).searchParams.get('accounts-server'), 'https://public.example/s/w1')
})

t.test('the whole authorization flow works over sockets: redirect, callback, exchange, upload', async t => {
  const { app, url } = await listening(t)
  const callback = createServer((_request, response) => response.end())
  t.teardown(() => callback.close())
  await once(callback.listen(0, '127.0.0.1'), 'listening')
  const redirectUri = `http://127.0.0.1:${(callback.address() as AddressInfo).port}/callback?from=zoho`
  const arrived = once(callback, 'request')
  await (await fetch(`${url}/oauth/v2/auth?${new URLSearchParams({ ...authorization, access_type: 'offline', redirect_uri: redirectUri })}`)).text()
  const [{ url: called }] = await arrived as [{ url: string }]
  const { searchParams } = new URL(called, redirectUri)
  t.equal(searchParams.get('from'), 'zoho')
  const body = new URLSearchParams({ ...exchangeOf(searchParams.get('code') ?? ''), redirect_uri: redirectUri })
  const given = await (await fetch(`${searchParams.get('accounts-server')}/oauth/v2/token`, { method: 'POST', body })).json() as TokenReply
  t.match(given, { access_token: /^1000\./, refresh_token: /^1000\./, api_domain: url })
  t.equal((await upload(app, given.access_token)).statusCode, 200)
})

for (const [accessType, isRefreshable] of [['offline', true], ['online', false], [undefined, false]] as const) {
  t.test(`access_type ${accessType ?? 'left out'} gives ${isRefreshable ? 'a' : 'no'} refresh token`, async t => {
    const app = await build(t)
    const given = await getToken(app, exchangeOf(await getCode(app, { ...accessType && { access_type: accessType } })))
    t.equal('refresh_token' in given, isRefreshable)
    t.equal((await upload(app, given.access_token)).statusCode, 200)
  })
}

t.test('a code gives the scopes that it was issued for, whatever the exchange requests', async t => {
  const app = await build(t)
  const code = await getCode(app, { scope: 'ZohoCRM.modules.leads.READ,ZohoCRM.users.READ' })
  t.equal((await getToken(app, { ...exchangeOf(code), scope: 'ZohoCRM.modules.ALL' })).scope, 'ZohoCRM.modules.leads.READ ZohoCRM.users.READ')
})

t.test('a code is valid once, for two minutes, for its client and its redirect_uri', async t => {
  const advance = stopClock(t)
  const app = await build(t, { clock: 'real' })
  const refused = async (parameters: Record<string, string>, error: string, explain: string | RegExp): Promise<void> => {
    const reply = await ask(app, parameters)
    t.strictSame([reply.statusCode, reply.json()], [200, { error }])
    t.match(reply.headers['x-mock-explain'], explain)
  }
  const code = await getCode(app)
  const end = code.slice(-4)
  const { redirect_uri: _, ...without } = exchangeOf(code)
  await refused({ ...exchangeOf(code), client_id: 'b' }, 'invalid_code', `the grant code that ends in "${end}" was issued to client "a", not to "b"`)
  await refused(without, 'invalid_redirect_uri', 'expected redirect_uri to be "https://app.example/callback" as at /auth, got none')
  await refused({ ...exchangeOf(code), redirect_uri: 'https://app.example' }, 'invalid_redirect_uri', /got "https:\/\/app\.example"$/)
  advance(119.999)
  t.has(await getToken(app, exchangeOf(code)), { expires_in: 3600 }, 'the refused exchanges have not used it up')
  await refused(exchangeOf(code), 'invalid_code', 'this grant code was used before: each can be used once')
  const late = await getCode(app)
  advance(120)
  await refused(exchangeOf(late), 'invalid_code', `the grant code that ends in "${late.slice(-4)}" expired at 2026-01-02T08:38:04+05:30, now is 2026-01-02T08:38:04+05:30`)
})

t.test('a code that the server did not issue needs no redirect_uri and gives a refresh token', async t => {
  const app = await build(t)
  t.match(await getToken(app, { client_id: 'a', grant_type: 'authorization_code', code: '1000.self-client' }), { refresh_token: /^1000\./ })
})

t.test('a reset forgets issued and used codes and tokens', async t => {
  const app = await build(t)
  const [code, other] = [await getCode(app, { access_type: 'offline' }), await getCode(app)]
  const elsewhere = { client_id: 'a', grant_type: 'authorization_code', code: '1000.self-client' }
  await getToken(app, exchangeOf(code))
  const { access_token: token } = await getToken(app, elsewhere)
  await app.inject({ method: 'POST', url: '/_mock/reset' })
  t.match((await upload(app, token)).headers, { 'x-mock-rule': 'auth.token-unknown' })
  t.match(await getToken(app, elsewhere), { refresh_token: /^1000\./ })
  t.notSame(other, code)
  t.match(await getToken(app, { ...exchangeOf(other), redirect_uri: 'https://other.example' }), { access_token: /^1000\./ }, 'a code issued before the reset counts as one that the server did not issue')
})
