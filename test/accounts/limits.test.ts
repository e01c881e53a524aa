import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { BoundedMap } from '../../src/store/bounded-map.js'
import { ask, exchangeOf, getCode, getToken, refresh, revoke, stopClock, upload } from '../helpers/accounts.js'
import { build } from '../helpers/server.js'

const credentials = { client_id: 'a', grant_type: 'client_credentials', scope: 'ZohoCRM.modules.ALL' }

async function refused (t: Test, app: FastifyInstance, token: string, rule: string, explain: RegExp, base = ''): Promise<void> {
  const { statusCode, headers } = await upload(app, token, base)
  t.equal(statusCode, 401)
  t.match(headers, { 'x-mock-rule': rule, 'x-mock-explain': explain })
}

/** Gets a refresh token, and the access token issued with it. */
async function newRefreshToken (app: FastifyInstance, client = 'a'): Promise<{ refreshToken: string, token: string }> {
  const { refresh_token: refreshToken = '', access_token: token } = await getToken(app, { client_id: client, grant_type: 'authorization_code', code: `code-${codes++}` })
  return { refreshToken, token }
}

let codes = 0

async function times<Value> (count: number, make: () => Promise<Value>): Promise<Value[]> {
  const values: Value[] = []
  while (values.length < count) values.push(await make())
  return values
}

t.test('revoking a refresh token revokes its access tokens', async t => {
  const app = await build(t)
  const { refreshToken, token } = await newRefreshToken(app)
  const { access_token: second } = await getToken(app, { ...refresh, refresh_token: refreshToken })
  const { token: other } = await newRefreshToken(app)
  t.strictSame((await revoke(app, refreshToken)).json(), { status: 'success' })
  for (const value of [token, second]) await refused(t, app, value, 'auth.token-revoked', /went with its refresh token, which was revoked$/)
  t.equal((await upload(app, other)).statusCode, 200, 'the access token of another refresh token is still valid')
  t.strictSame(await getToken(app, { ...refresh, refresh_token: refreshToken }), { error: 'invalid_code' })
  const again = await revoke(app, refreshToken)
  t.strictSame([again.statusCode, again.json()], [400, { error: 'invalid_code' }])
})

t.test('revoking an access token does not revoke its refresh token', async t => {
  const app = await build(t)
  const { refreshToken, token } = await newRefreshToken(app)
  await revoke(app, token)
  await refused(t, app, token, 'auth.token-revoked', /was revoked$/)
  t.equal((await upload(app, (await getToken(app, { ...refresh, refresh_token: refreshToken })).access_token)).statusCode, 200)
})

t.test('a token of the seed can be revoked, and a reset restores it', async t => {
  const app = await build(t)
  await revoke(app, '1000.all')
  await refused(t, app, '1000.all', 'auth.token-revoked', /was revoked$/)
  await app.inject({ method: 'POST', url: '/_mock/reset' })
  t.equal((await upload(app, '1000.all')).statusCode, 200)
})

t.test('a token issued by a sandbox is revoked there, and then also at the base URL', async t => {
  const app = await build(t)
  const { access_token: token } = (await ask(app, refresh, '/s/w1/oauth/v2/token')).json<{ access_token: string }>()
  t.equal((await revoke(app, token)).statusCode, 400, 'the default sandbox does not know it')
  t.equal((await ask(app, { token }, '/s/w1/oauth/v2/token/revoke')).statusCode, 200)
  for (const base of ['', '/s/w1']) await refused(t, app, token, 'auth.token-revoked', /was revoked$/, base)
})

t.test('a refresh token has at most fifteen valid access tokens, and the oldest is dropped', async t => {
  const app = await build(t)
  const tokens = (await times(15, () => getToken(app, refresh))).map(({ access_token: token }) => token)
  t.equal((await upload(app, String(tokens[0]))).statusCode, 200)
  await getToken(app, { ...refresh, refresh_token: 'another' })
  t.equal((await upload(app, String(tokens[0]))).statusCode, 200)
  await getToken(app, refresh)
  await refused(t, app, String(tokens[0]), 'auth.token-revoked', /was dropped: its refresh token has 15 newer access tokens that live, and Zoho keeps no more$/)
  t.equal((await upload(app, String(tokens[1]))).statusCode, 200)
})

t.test('expired and revoked access tokens do not count towards the limit', async t => {
  const advance = stopClock(t)
  const app = await build(t, { clock: 'real' })
  await times(10, () => getToken(app, refresh))
  advance(3600)
  const { access_token: oldest } = await getToken(app, refresh)
  const { access_token: revoked } = await getToken(app, refresh)
  await revoke(app, revoked)
  await times(14, () => getToken(app, refresh))
  t.equal((await upload(app, oldest)).statusCode, 200)
})

t.test('a user has at most twenty refresh tokens of a client, and the oldest is dropped with its access tokens', async t => {
  const app = await build(t)
  const elsewhere = await getToken(app, { ...refresh, refresh_token: 'from-elsewhere' })
  const [oldest, second] = await times(20, () => newRefreshToken(app))
  const ofOther = await newRefreshToken(app, 'another client')
  const refreshWith = ({ refreshToken }: { refreshToken: string } = { refreshToken: '' }) => ask(app, { ...refresh, refresh_token: refreshToken })
  t.match((await refreshWith(oldest)).json(), { expires_in: 3600 })
  await newRefreshToken(app)
  const reply = await refreshWith(oldest)
  t.strictSame(reply.json(), { error: 'invalid_code' })
  t.match(reply.headers['x-mock-explain'], /^the refresh token that ends in "...." was dropped: its user has 20 newer refresh tokens of the same client, and Zoho keeps no more$/)
  await refused(t, app, String(oldest?.token), 'auth.token-revoked', /went with its refresh token, which was dropped: its user has 20 newer/)
  for (const kept of [second, ofOther]) t.match((await refreshWith(kept)).json(), { expires_in: 3600 })
  t.equal((await upload(app, elsewhere.access_token)).statusCode, 200, 'one that the server did not issue does not count')
})

t.test('with the throttle a refresh token gives at most ten access tokens in ten minutes', async t => {
  const advance = stopClock(t)
  const app = await build(t, { clock: 'real', tokenThrottle: true })
  await times(5, () => getToken(app, refresh))
  advance(300)
  await times(5, () => getToken(app, refresh))
  advance(299.999)
  const reply = await ask(app, refresh)
  t.equal(reply.statusCode, 400)
  t.strictSame(reply.json(), { error_description: 'You have made too many requests continuously. Please try again after some time.', error: 'Access Denied', status: 'failure' })
  t.match(await getToken(app, { ...refresh, refresh_token: 'another' }), { expires_in: 3600 })
  advance(0.001)
  t.ok((await times(5, () => getToken(app, refresh))).every(({ error }) => error === undefined), 'the first five are more than ten minutes old')
  t.equal((await getToken(app, refresh)).error, 'Access Denied')
})

t.test('with the throttle client credentials are counted per client', async t => {
  const app = await build(t, { tokenThrottle: true })
  await times(10, () => getToken(app, credentials))
  t.equal((await getToken(app, credentials)).error, 'Access Denied')
  t.match(await getToken(app, { ...credentials, client_id: 'b' }), { expires_in: 3600 })
  t.match(await getToken(app, refresh), { expires_in: 3600 })
})

t.test('the throttle does not count refused requests, and does not use up a code', async t => {
  const advance = stopClock(t)
  const app = await build(t, { clock: 'real', tokenThrottle: true })
  await times(20, () => getToken(app, { ...credentials, scope: '' }))
  await times(10, () => getToken(app, credentials))
  advance(599)
  const code = await getCode(app)
  t.equal((await getToken(app, exchangeOf(code))).error, 'Access Denied')
  advance(1)
  t.match(await getToken(app, exchangeOf(code)), { expires_in: 3600 })
})

t.test('without the throttle any number of tokens is issued', async t => {
  const app = await build(t)
  t.ok((await times(15, () => getToken(app, refresh))).every(({ error }) => error === undefined))
})

t.test('each sandbox has its own throttle, which a reset clears', async t => {
  const app = await build(t, { tokenThrottle: true })
  await times(10, () => getToken(app, refresh))
  t.match((await ask(app, refresh, '/s/w1/oauth/v2/token')).json(), { expires_in: 3600 })
  t.equal((await getToken(app, refresh)).error, 'Access Denied')
  await app.inject({ method: 'POST', url: '/_mock/reset' })
  t.match(await getToken(app, refresh), { expires_in: 3600 })
})

t.test('a bounded map drops its oldest entries', async t => {
  const map = new BoundedMap<string, number>(2, () => 1)
  map.set('a', 1).set('b', 2).set('a', 3).set('c', 4)
  t.strictSame([...map], [['b', 2], ['c', 4]])
})
