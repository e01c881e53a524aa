import t from 'tap'
import type { FastifyInstance } from 'fastify'
// Loaded beforehand: a busy machine may need longer for it than Fastify waits for a server to be ready.
import '../../src/seed/read.js'
import { observedHeaders, TOKEN_RESET } from '../../src/zoho/headers.js'
import { build } from '../helpers/server.js'

const authorization = 'Zoho-oauthtoken 1000.all'
const names = [...observedHeaders.map(({ name }) => name), TOKEN_RESET]
/** Headers that documented answers have too, with other values. */
const common = ['content-disposition']
const file = { attachments: [{ module: 'Leads', record: '1', name: 'a.txt', content: 'SGVsbG8=', id: '4150868000000000001' }] }
const DOWNLOAD = '/crm/v8/Leads/1/Attachments/4150868000000000001'

async function headersOf (app: FastifyInstance, url: string, more: Record<string, string> = {}): Promise<Record<string, unknown>> {
  return (await app.inject({ url, headers: { authorization, ...more } })).headers
}

t.test('documented answers have none of the headers of observed answers', async t => {
  const app = await build(t, { seed: file })
  for (const url of [DOWNLOAD, '/crm/v8/Leads/1/Attachments?fields=id', '/crm/v8/Leads/x/Attachments', '/crm/v8/org', '/crm/%zz', '/settings/modules', '/oauth/v2/token']) {
    const headers = await headersOf(app, url)
    t.strictSame(names.filter(name => !common.includes(name) && name in headers), [], url)
  }
})

t.test('observed: a download keeps its own Content-Disposition and has the other headers', async t => {
  const app = await build(t, { seed: file, answers: 'observed' })
  const headers = await headersOf(app, DOWNLOAD)
  t.match(headers, { 'content-type': 'application/x-download', 'content-disposition': 'attachment;filename*=UTF-8\'\'a.txt', server: 'ZGS', 'x-content-type-options': 'nosniff' })
  t.equal(headers['content-language'], undefined)
})

t.test('observed: a download slowed down by a fault has the same headers', async t => {
  const app = await build(t, { seed: file, answers: 'observed', fault: 'download:drip@1024' })
  t.match(await headersOf(app, DOWNLOAD), { 'content-disposition': 'attachment;filename*=UTF-8\'\'a.txt', server: 'ZGS' })
})

t.test('observed: an answer replaced by a fault has the headers', async t => {
  const app = await build(t, { answers: 'observed', fault: 'upload:INTERNAL_ERROR@after-commit' })
  const { statusCode, headers } = await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments?attachmentUrl=https://e.com', headers: { authorization } })
  t.equal(statusCode, 500)
  t.match(headers, { server: 'ZGS', 'content-disposition': 'attachment; filename=response.json' })
})

t.test('observed: the header with a token’s expiry is in the org’s time zone, and missing for tokens that never expire or are unknown', async t => {
  const tokens = [{ token: '1000.all', scopes: ['ZohoCRM.modules.ALL'] }, { token: '1000.timed', scopes: ['ZohoCRM.modules.ALL'], expiresAt: '2021-05-03T13:00:00Z' }]
  const app = await build(t, { seed: { org: { timeZone: '-07:00' }, tokens }, answers: 'observed' })
  const reset = async (token: string): Promise<unknown> => (await headersOf(app, '/crm/v8/org', { authorization: `Zoho-oauthtoken ${token}` }))[TOKEN_RESET]
  t.equal(await reset('1000.timed'), '2021-05-03T06:00:00-07:00')
  t.equal(await reset('1000.all'), undefined)
  t.equal(await reset('1000.nobody'), undefined)
})

t.test('observed: over HTTPS Strict-Transport-Security is left out, so that browsers still use plain HTTP for this host', async t => {
  const app = await build(t, { seed: file, answers: 'observed' })
  for (const url of ['/crm/v8/org', DOWNLOAD]) {
    t.equal((await headersOf(app, url))['strict-transport-security'], 'max-age=63072000', url)
    const headers = await headersOf(app, url, { 'x-forwarded-proto': 'https' })
    t.equal(headers['strict-transport-security'], undefined, url)
    t.equal(headers['server'], 'ZGS', url)
  }
  t.equal((await headersOf(app, '/crm/v8/org', { 'x-forwarded-proto': 'gopher' }))['server'], 'ZGS', 'whatever a proxy says')
})

t.test('observed: the control API and the root have no headers of Zoho and do not redirect to a login', async t => {
  const app = await build(t, { answers: 'observed' })
  for (const [url, status] of [['/', 302], ['/_mock/livez', 200], ['/_mock/nothing', 404]] as const) {
    const { statusCode, headers } = await app.inject({ url })
    t.equal(statusCode, status, url)
    t.notMatch(headers, { server: 'ZGS' }, url)
    t.notMatch(headers.location, /IAMSecurityError/, url)
  }
})

t.test('observed: a redirected request is in the journal with its rule', async t => {
  const app = await build(t, { answers: 'observed' })
  const { statusCode, body } = await app.inject({ method: 'POST', url: '/upload', payload: 'abc' })
  t.equal(statusCode, 302)
  t.equal(body, '')
  t.match((await app.inject('/_mock/requests')).json(), { requests: [{ url: '/upload', answer: { status: 302, rule: 'url.outside' } }] })
})

t.test('observed: a lower-case module name means the same module as its API name', async t => {
  const app = await build(t, { answers: 'observed' })
  for (const path of ['accounts/1/attachments', 'Accounts/1/Attachments']) {
    t.equal((await app.inject({ method: 'POST', url: `/crm/v8/${path}?attachmentUrl=https://e.com/${path}`, headers: { authorization } })).statusCode, 200)
  }
  const { data } = (await app.inject({ url: '/crm/v8/accounts/1/attachments?fields=id,$se_module', headers: { authorization } })).json<{ data: object[] }>()
  t.match(data, [{ $se_module: 'Accounts' }, { $se_module: 'Accounts' }])
})

for (const answers of ['documented', 'observed'] as const) {
  t.test(`${answers}: a fault can give either answer to a bad token`, async t => {
    const messages = { AUTHENTICATION_FAILURE: answers === 'observed' ? 'Authentication failed' : 'You have not authorized the API call with valid access token.', INVALID_TOKEN: 'invalid oauth token' }
    for (const [code, message] of Object.entries(messages)) {
      const app = await build(t, { answers, fault: `upload:${code}` })
      const reply = await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments', headers: { authorization } })
      t.equal(reply.statusCode, 401, code)
      t.equal(reply.body, JSON.stringify({ code, details: {}, message, status: 'error' }), code)
    }
  })

  t.test(`${answers}: a fault for any operation gives each operation its own message`, async t => {
    const app = await build(t, { answers, fault: '*:NO_PERMISSION:always' })
    const url = '/crm/v8/Leads/1/Attachments'
    const requests = [['POST', url, 'upload attachment'], ['GET', `${url}?fields=id`, 'read attachment details'], ['GET', `${url}/1`, 'download attachment'], ['DELETE', `${url}/1`, 'delete attachment']] as const
    for (const [method, path, what] of requests) {
      const reply = await app.inject({ method, url: path, headers: { authorization } })
      t.equal(reply.statusCode, 403)
      t.equal(reply.json<{ message: string }>().message, `Permission denied to ${what}`)
    }
  })
}
