import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import t from 'tap'
import type { StubRule } from '../../src/index.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { build, listening } from '../helpers/server.js'
import { head, parseReply, raw } from '../helpers/raw.js'

const authorization = 'Zoho-oauthtoken 1000.all'

async function add (app: FastifyInstance, stubs: StubRule | readonly StubRule[], base = ''): Promise<void> {
  const { statusCode, body } = await app.inject({ method: 'POST', url: `${base}/_mock/stubs`, payload: stubs as object })
  if (statusCode !== 200) throw new Error(body)
}

function get (app: FastifyInstance, url: string): Promise<LightMyRequestResponse> {
  return app.inject({ url, headers: { authorization } })
}

const layouts = { method: 'GET', path: '/crm/:version/settings/layouts' } as const

t.test('a stub answers in each version that its path takes, and explains itself', async t => {
  const app = await build(t)
  await add(app, { ...layouts, body: { layouts: [] } })
  for (const version of ['v2', 'v8']) {
    const { statusCode, headers, body } = await get(app, `/crm/${version}/settings/layouts?module=Leads`)
    t.strictSame([statusCode, body], [200, '{"layouts":[]}'])
    t.match(headers, { 'content-type': 'application/json;charset=UTF-8', 'x-mock-request-id': /^req-/, 'x-mock-explain': /^stub-1 \([12] of always\) answered: GET \/crm\/:version\/settings\/layouts$/ })
    t.notOk(headers['x-mock-rule'])
  }
})

t.test('a stub needs no token', async t => {
  const app = await build(t)
  await add(app, layouts)
  t.equal((await app.inject('/crm/v8/settings/layouts')).statusCode, 200)
})

t.test('a stub without a body answers without one', async t => {
  const app = await build(t)
  await add(app, { ...layouts, status: 204 })
  const { statusCode, body, headers } = await get(app, '/crm/v8/settings/layouts')
  t.strictSame([statusCode, body, headers['content-type']], [204, '', undefined])
})

t.test('a stub of everything leaves to the double what the double has', async t => {
  const app = await build(t)
  await add(app, [{ method: 'GET', path: '*', status: 418 }, { method: 'POST', path: '*', status: 418 }])
  t.equal((await get(app, '/crm/v8/org')).statusCode, 200)
  t.equal((await get(app, '/_mock/livez')).statusCode, 200)
  t.equal((await app.inject('/')).statusCode, 302)
  t.equal((await app.inject({ method: 'POST', url: '/oauth/v2/token?client_id=a&grant_type=refresh_token&refresh_token=r' })).statusCode, 200)
  t.match((await get(app, '/crm/v8/Leads/x/Attachments?fields=id')).headers, { 'x-mock-rule': 'record.unknown' }, 'refusals of the double, too')
  t.match((await get(app, '/crm/v8/Leads//Attachments?fields=id')).headers, { 'x-mock-rule': 'url.unknown' }, 'an empty segment is a mistake')
})

t.test('a stub of everything answers what the double has not', async t => {
  const app = await build(t, { answers: 'observed' })
  await add(app, [{ method: 'GET', path: '*', status: 418 }, { method: 'POST', path: '*', status: 418 }])
  for (const url of ['/crm/v8/settings/layouts', '/crm/v8/settings/1/Attachments', '/crm/bulk/v8/read', '/oauth/serverinfo', '/elsewhere', '/crm/v8/org/photo']) t.equal((await get(app, url)).statusCode, 418, url)
  t.equal((await app.inject({ method: 'POST', url: '/crm/v8/org' })).statusCode, 418, 'another method')
})

t.test('a stub answers what it says, without the headers of recorded answers', async t => {
  const app = await build(t, { answers: 'observed' })
  await add(app, { ...layouts, headers: { 'content-disposition': 'inline' } })
  const { headers } = await get(app, '/crm/v8/settings/layouts')
  t.strictSame([headers['content-disposition'], headers.server], ['inline', undefined])
})

t.test('of two stubs the one whose path says more answers, and of two with one path the older until it is spent', async t => {
  const app = await build(t)
  await add(app, [{ method: 'GET', path: '*', body: 'any' }, { ...layouts, body: 'first', times: 1 }, { method: 'GET', path: '/crm/:v/settings/layouts', body: 'second', times: 2 }])
  const bodies: string[] = []
  for (let index = 0; index < 5; index++) bodies.push((await get(app, '/crm/v8/settings/layouts')).body)
  t.strictSame(bodies, ['first', 'second', 'second', 'any', 'any'])
  const { stubs } = (await app.inject('/_mock/stubs')).json<{ stubs: object[] }>()
  t.match(stubs, [{ hits: 2, isSpent: false }, { hits: 1, isSpent: true }, { hits: 2, isSpent: true }])
})

t.test('a stub belongs to its sandbox', async t => {
  const app = await build(t)
  await add(app, layouts, '/s/a')
  t.equal((await get(app, '/s/a/crm/v8/settings/layouts')).statusCode, 200)
  t.equal((await get(app, '/crm/v8/settings/layouts')).statusCode, 404)
})

t.test('stubs of the seed answer in every sandbox, and a reset restores their counts', async t => {
  const app = await build(t, { seed: { stubs: [{ ...layouts, times: 1 }] } })
  const statuses: number[] = []
  for (const url of ['/crm/v8/settings/layouts', '/crm/v8/settings/layouts', '/s/a/crm/v8/settings/layouts']) statuses.push((await get(app, url)).statusCode)
  await app.inject({ method: 'POST', url: '/_mock/reset' })
  statuses.push((await get(app, '/crm/v8/settings/layouts')).statusCode)
  t.strictSame(statuses, [200, 404, 200, 200])
})

t.test('the whole body of a request is read before a stub answers, and its beginning is in the journal', async t => {
  const { app, port } = await listening(t)
  await add(app, { method: 'POST', path: '/crm/:version/coql', body: { data: [] } })
  const { write, rest } = await raw(t, port)
  await write(head('POST /crm/v8/coql', { connection: 'close', 'content-type': 'application/json', 'content-length': 7 }))
  await write('{"a":')
  await write('1}')
  t.match(parseReply(await rest()), { status: 200, body: '{"data":[]}' })
  const { requests } = (await app.inject('/_mock/requests?operation=stub')).json<{ requests: object[] }>()
  t.match(requests, [{ operation: 'stub', stub: 'stub-1', surface: 'crm', steps: [], body: { text: '{"a":1}' }, answer: { status: 200, body: { text: '{"data":[]}' } }, outcome: 'answered' }])
})

t.test('a form that a stub answers is not parsed, and the journal shows its beginning', async t => {
  const app = await build(t)
  await add(app, { method: 'POST', path: '/crm/:version/Leads/actions/import' })
  t.equal((await app.inject({ method: 'POST', url: '/crm/v8/Leads/actions/import', headers: { 'content-type': MULTIPART }, payload: multipartBody([{ name: 'file', filename: 'a.txt', content: 'Hello' }]) })).statusCode, 200)
})

t.test('the journal says which API a stub stood in for', async t => {
  const app = await build(t)
  await add(app, { method: 'GET', path: '*', headers: { 'x-mine': 'yes' } })
  for (const url of ['/crm/v8/coql', '/oauth/serverinfo', '/elsewhere']) await get(app, url)
  const { requests } = (await app.inject('/_mock/requests')).json<{ requests: Array<{ surface?: string, answer: { headers: Record<string, string> } }> }>()
  t.strictSame(requests.map(({ surface }) => surface), ['crm', 'accounts', undefined])
  t.ok(requests.every(({ answer }) => answer.headers['x-mine'] !== undefined), 'with the headers of the stub')
})

t.test('an answer with Retry-After that a client does not wait for is found by the audit, stub by stub', async t => {
  const app = await build(t)
  await add(app, [{ ...layouts, status: 429, headers: { 'retry-after': '5' } }, { method: 'GET', path: '/crm/:version/coql' }])
  await get(app, '/crm/v8/settings/layouts')
  await get(app, '/crm/v8/coql')
  t.strictSame((await app.inject('/_mock/audit')).json<{ findings: object[] }>().findings, [])
  await get(app, '/crm/v8/settings/layouts')
  t.match((await app.inject('/_mock/audit')).json(), { findings: [{ kind: 'retried-early', explain: /^stub was asked to wait 5 s/ }] })
})

t.test('--latency delays a stub, too', async t => {
  const app = await build(t, { latency: '20ms' })
  await add(app, layouts)
  await get(app, '/crm/v8/settings/layouts')
  const { requests: [request] } = (await app.inject('/_mock/requests?operation=stub')).json<{ requests: [{ duration: number }] }>()
  t.ok(request.duration >= 19, String(request.duration))
})

t.test('what is not mocked says that a stub would do', async t => {
  const app = await build(t)
  const { headers } = await get(app, '/crm/v8/settings/layouts')
  t.match(headers, { 'x-mock-rule': 'url.unknown', 'x-mock-explain': /but a stub can answer it \(POST \/_mock\/stubs\)/ })
})

t.test('a sandbox holds at most 1,000 stubs', async t => {
  const app = await build(t)
  await add(app, Array.from({ length: 1000 }, (_, index) => ({ method: 'GET' as const, path: `/crm/:version/settings/${index}` })))
  const { statusCode, body } = await app.inject({ method: 'POST', url: '/_mock/stubs', payload: layouts })
  t.strictSame([statusCode, body], [507, '{"error":"Expected at most 1000 stubs in a sandbox, got 1001: delete some first"}'])
  t.equal((await get(app, '/crm/v8/settings/999')).statusCode, 200)
})

t.test('a stub with a body that is none of JSON in a seed is refused', async t => {
  const app = build(t, { seed: { stubs: [{ ...layouts, body: 5n }] } })
  await t.rejects(app, { name: 'SeedError', message: /^Expected `stubs\[0\]\.body` to be a text or JSON: / })
})
