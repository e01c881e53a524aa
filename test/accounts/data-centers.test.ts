import t from 'tap'
import { ask, authorization, getToken, refresh, upload } from '../helpers/accounts.js'
import { build } from '../helpers/server.js'
import { dataCenterNames, dataCenters } from '../../src/zoho/data-centers.js'

type App = Awaited<ReturnType<typeof build>>

async function tokenOf (app: App, base = ''): Promise<string> {
  return (await ask(app, refresh, `${base}/oauth/v2/token`)).json<{ access_token: string }>().access_token
}

async function locationOf (app: App, base = ''): Promise<string | null> {
  const { headers } = await app.inject(`${base}/oauth/v2/auth?${new URLSearchParams(authorization)}`)
  return new URL(String(headers.location)).searchParams.get('location')
}

for (const dataCenter of dataCenterNames) {
  t.test(`with --data-center ${dataCenter} the location is ${dataCenter}, and accounts-server and api_domain lead to the double`, async t => {
    const app = await build(t, { dataCenter })
    const { headers } = await app.inject(`/oauth/v2/auth?${new URLSearchParams(authorization)}`)
    const { searchParams } = new URL(String(headers.location))
    t.equal(searchParams.get('location'), dataCenter)
    t.equal(searchParams.get('accounts-server'), 'http://localhost:80')
    const given = await getToken(app, refresh)
    t.match(given, { access_token: /^1000\.[0-9a-f]{32}\.[0-9a-f]{32}$/, api_domain: 'http://mock.test' })
    t.match((await app.inject('/_mock/')).json(), { dataCenter })
    t.equal((await upload(app, given.access_token)).statusCode, 200)
  })
}

t.test('the accounts server and the API of each data center are below one domain, but for Canada', async t => {
  for (const [name, { accounts, api }] of Object.entries(dataCenters)) {
    const [one, other] = [accounts.replace('https://accounts.zoho', ''), api.replace('https://www.zohoapis', '')]
    t.equal(one, name === 'ca' ? 'cloud.ca' : other, name)
  }
})

t.test('a token that a sandbox of the same data center issued is honoured at the base URL', async t => {
  const app = await build(t, { dataCenter: 'eu', seed: { dataCenters: { de: 'eu' } } })
  t.equal((await upload(app, await tokenOf(app, '/s/de'))).statusCode, 200)
})

t.test('a token of the base URL is refused in a sandbox of another data center, and unknown in one of the same', async t => {
  const app = await build(t, { seed: { dataCenters: { eu: 'eu' } } })
  const token = await tokenOf(app)
  const { statusCode, headers, body } = await upload(app, token, '/s/eu')
  t.strictSame([statusCode, JSON.parse(body)], [401, { code: 'INVALID_TOKEN', details: {}, message: 'invalid oauth token', status: 'error' }])
  t.match(headers, {
    'x-mock-rule': 'auth.wrong-data-center',
    'x-mock-explain': `the token that ends in "${token.slice(-4)}" is of the data center us, where the default sandbox issued it, and sandbox "eu" stands for eu: send the request to api_domain of the token reply, which is the base URL here and https://www.zohoapis.com at Zoho`
  })
  t.match((await upload(app, token, '/s/other')).headers, { 'x-mock-rule': 'auth.token-unknown' })
})

t.test('tokens of the seed are good in every data center', async t => {
  const app = await build(t, { seed: { dataCenters: { eu: 'eu' } } })
  t.equal((await upload(app, '1000.all', '/s/eu')).statusCode, 200)
})

t.test('a request that was refused for its data center says what to change', async t => {
  const app = await build(t, { seed: { dataCenters: { eu: 'eu' } } })
  await upload(app, await tokenOf(app, '/s/eu'))
  const { requests } = (await app.inject('/_mock/requests?rule=auth.wrong-data-center')).json<{ requests: Array<{ advice: { text: string } }> }>()
  t.match(requests[0]?.advice.text, /^Keep api_domain of each token reply/)
})

t.test('the data center of a sandbox is that of `dataCenters`, else of `dataCenter` of the seed, else of the option', async t => {
  const app = await build(t, { dataCenter: 'au', seed: { dataCenter: 'in', dataCenters: Object.fromEntries([['constructor', 'sa']]) as { constructor: 'sa' } } })
  t.strictSame([await locationOf(app), await locationOf(app, '/s/other'), await locationOf(app, '/s/constructor')], ['in', 'in', 'sa'])
  const other = await build(t, { dataCenter: 'au', seed: { dataCenters: { a: 'sa' } } })
  t.strictSame([await locationOf(other), await locationOf(other, '/s/a'), await locationOf(other, '/s/constructor')], ['au', 'sa', 'au'])
})

t.test('a sandbox stands for another data center once it is loaded with a state that says so, and no longer after a reset', async t => {
  const app = await build(t)
  await app.inject({ method: 'PUT', url: '/s/a/_mock/state', payload: { dataCenter: 'jp' } })
  t.equal(await locationOf(app, '/s/a'), 'jp')
  t.match((await app.inject('/s/a/_mock/state')).json(), { dataCenter: 'jp', dataCenters: undefined })
  t.match((await app.inject('/_mock/sandboxes')).json(), { sandboxes: [{ name: 'a', dataCenter: 'jp' }], default: { dataCenter: 'us' } })
  await app.inject({ method: 'POST', url: '/s/a/_mock/reset' })
  t.equal(await locationOf(app, '/s/a'), 'us')
})
