import t from 'tap'
import { ask, authorization, exchangeOf, getCode, getToken } from '../helpers/accounts.js'
import { build } from '../helpers/server.js'

const offline = { access_type: 'offline' }
type App = Awaited<ReturnType<typeof build>>

async function isRefreshable (app: App, parameters: Record<string, string>): Promise<boolean> {
  const { client_id: client = 'a' } = parameters
  return 'refresh_token' in await getToken(app, { ...exchangeOf(await getCode(app, parameters)), client_id: client })
}

t.test('without --strict-consent every code for offline use gives a refresh token', async t => {
  const app = await build(t)
  t.strictSame([await isRefreshable(app, offline), await isRefreshable(app, offline)], [true, true])
})

t.test('with --strict-consent only the first code for offline use of a client gives a refresh token', async t => {
  const app = await build(t, { strictConsent: true })
  t.strictSame([await isRefreshable(app, offline), await isRefreshable(app, offline), await isRefreshable(app, { ...offline, client_id: 'b' })], [true, false, true])
})

t.test('with --strict-consent and prompt=consent every code for offline use gives a refresh token', async t => {
  const app = await build(t, { strictConsent: true })
  const again = { ...offline, prompt: 'consent' }
  t.strictSame([await isRefreshable(app, again), await isRefreshable(app, again), await isRefreshable(app, { prompt: 'consent' })], [true, true, false])
})

t.test('with --strict-consent a consent for online use does not take the refresh token away', async t => {
  const app = await build(t, { strictConsent: true })
  t.strictSame([await isRefreshable(app, {}), await isRefreshable(app, offline)], [false, true])
})

t.test('with --strict-consent another user has to consent for the first time, too', async t => {
  const app = await build(t, { strictConsent: true })
  t.ok(await isRefreshable(app, offline))
  const state = (await app.inject('/_mock/state')).json<{ users: object[] }>()
  await app.inject({ method: 'PUT', url: '/_mock/state', payload: { ...state, users: [...state.users].reverse() } })
  t.ok(await isRefreshable(app, offline))
})

t.test('a refresh token that a state has counts as a consent, unless a client brought it from elsewhere', async t => {
  const app = await build(t, { strictConsent: true })
  const token = { token: '1000.r', user: '4150868000000225013', client: 'a', scopes: ['ZohoCRM.modules.ALL'] }
  await app.inject({ method: 'PUT', url: '/_mock/state', payload: { refreshTokens: [{ ...token, foreign: true }] } })
  t.ok(await isRefreshable(app, offline))
  await app.inject({ method: 'PUT', url: '/_mock/state', payload: { refreshTokens: [token] } })
  t.notOk(await isRefreshable(app, offline))
})

t.test('with --strict-consent a code without a refresh token says why, when it is issued and when it is exchanged', async t => {
  const app = await build(t, { strictConsent: true })
  const first = await app.inject(`/oauth/v2/auth?${new URLSearchParams({ ...authorization, ...offline })}`)
  t.notOk(first.headers['x-mock-explain'])
  const second = await app.inject(`/oauth/v2/auth?${new URLSearchParams({ ...authorization, ...offline })}`)
  t.equal(second.headers['x-mock-explain'], 'with --strict-consent this code brings no refresh token: user 4150868000000225013 has consented to client "a" before, and prompt=consent is missing')
  const exchanged = await ask(app, exchangeOf(new URL(String(second.headers.location)).searchParams.get('code') ?? ''))
  t.match(exchanged.headers['x-mock-explain'], /^no refresh_token: with --strict-consent/)
})

t.test('with --strict-consent a reset of tokens forgets who has consented', async t => {
  const app = await build(t, { strictConsent: true })
  t.ok(await isRefreshable(app, offline))
  await app.inject({ method: 'POST', url: '/_mock/reset', payload: { only: ['tokens'] } })
  t.ok(await isRefreshable(app, offline))
})

t.test('with --strict-consent a code from elsewhere gives a refresh token, as a self client’s does', async t => {
  const app = await build(t, { strictConsent: true })
  t.match(await getToken(app, { client_id: 'a', grant_type: 'authorization_code', code: '1000.self-client' }), { refresh_token: /^1000\./ })
})
