import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { Seed } from '../../src/index.js'
import { build, listening } from '../helpers/server.js'
import { head, raw } from '../helpers/raw.js'
import { MULTIPART } from '../helpers/multipart.js'

const PATH = '/crm/v8/Leads/1/Attachments'

async function attach (app: FastifyInstance, base: string, link: string, token = '1000.all'): Promise<{ statusCode: number, id?: string, explain?: unknown }> {
  const { statusCode, body, headers } = await app.inject({ method: 'POST', url: `${base}${PATH}?attachmentUrl=${link}`, headers: { authorization: `Zoho-oauthtoken ${token}` } })
  const { data } = JSON.parse(body) as { data?: [{ details: { id: string } }] }
  return { statusCode, ...data && { id: data[0].details.id }, explain: headers['x-mock-explain'] }
}

async function links (app: FastifyInstance, base: string): Promise<string[]> {
  const { attachments } = (await app.inject(`${base}/_mock/attachments`)).json<{ attachments: Array<{ link: string }> }>()
  return attachments.map(({ link }) => link)
}

async function issue (app: FastifyInstance, base: string): Promise<{ token: string, apiDomain: string }> {
  const { access_token: token, api_domain: apiDomain } = (await app.inject({ method: 'POST', url: `${base}/oauth/v2/token?client_id=a&grant_type=refresh_token&refresh_token=b`, headers: { host: 'mock.test' } }))
    .json<{ access_token: string, api_domain: string }>()
  return { token, apiDomain }
}

t.test('changes in one sandbox are not visible in another', async t => {
  const app = await build(t)
  await Promise.all(['', '/s/a', '/s/b'].map(base => attach(app, base, `https://e.com${base}`)))
  for (const base of ['', '/s/a', '/s/b']) t.strictSame(await links(app, base), [`https://e.com${base}`])
})

t.test('each sandbox counts its ids from the start', async t => {
  const app = await build(t)
  t.equal((await attach(app, '/s/a', 'https://e.com')).id, '4150868000005277036')
  t.equal((await attach(app, '/s/b', 'https://e.com')).id, '4150868000005277036')
})

t.test('each id seed gives its own ids and tokens, which repeat in each run', async t => {
  const [one, two, other] = await Promise.all([build(t, { idSeed: 'x' }), build(t, { idSeed: 'x' }), build(t)])
  const ids = await Promise.all([one, two, other].map(app => attach(app, '', 'https://e.com')))
  t.match(ids[0]?.id, /^4150868\d{12}$/)
  t.equal(ids[0]?.id, ids[1]?.id)
  t.not(ids[0]?.id, ids[2]?.id)
  t.equal((await issue(one, '')).token, (await issue(two, '')).token)
  t.not((await issue(one, '')).token, (await issue(other, '')).token)
})

t.test('a reset of one sandbox leaves the others unchanged', async t => {
  const app = await build(t)
  await attach(app, '/s/a', 'https://e.com')
  await attach(app, '/s/b', 'https://e.com')
  t.strictSame((await app.inject({ method: 'POST', url: '/s/a/_mock/reset' })).json(), { reset: ['clock', 'ids', 'users', 'records', 'tokens', 'faults', 'stubs', 'attachments', 'files', 'journal'] })
  t.strictSame(await links(app, '/s/a'), [])
  t.strictSame(await links(app, '/s/b'), ['https://e.com'])
  t.equal((await attach(app, '/s/a', 'https://e.com')).id, '4150868000005277036', 'ids start again')
})

t.test('a token belongs to its sandbox', async t => {
  const app = await build(t)
  const { token, apiDomain } = await issue(app, '/s/a')
  t.equal(apiDomain, 'http://mock.test/s/a')
  t.match(token, /^1000\.[0-9a-f]{32}\.[0-9a-f]{32}$/)
  t.equal((await attach(app, '/s/a', 'https://e.com', token)).statusCode, 200)
  t.match(await attach(app, '/s/b', 'https://e.com', token), { statusCode: 401, explain: `the token that ends in "${token.slice(-4)}" is none of sandbox "b"` })
})

t.test('at the base URL a token issued by a sandbox selects that sandbox, for Zoho’s Ruby SDK', async t => {
  const app = await build(t)
  const { token } = await issue(app, '/s/a')
  t.equal((await attach(app, '', 'https://e.com', token)).statusCode, 200)
  t.strictSame(await links(app, ''), [])
  t.strictSame(await links(app, '/s/a'), ['https://e.com'])
})

t.test('tokens of different sandboxes differ', async t => {
  const app = await build(t)
  const tokens = await Promise.all(['', '/s/a', '/s/b'].map(base => issue(app, base)))
  t.equal(new Set(tokens.map(({ token }) => token)).size, 3)
})

t.test('the least recently used sandbox is dropped and the log says so', async t => {
  const app = await build(t, { maxSandboxes: 2, logLevel: 'silent' })
  const warnings: object[] = []
  app.log.warn = (line: object) => { warnings.push(line) }
  for (const name of ['a', 'b', 'a', 'c']) await attach(app, `/s/${name}`, `https://e.com/${warnings.length}`)
  t.strictSame(warnings, [{ sandbox: 'b' }])
  t.equal((await links(app, '/s/a')).length, 1, 'the one that was used again is kept')
})

t.test('a dropped sandbox releases its memory', async t => {
  const app = await build(t, { maxSandboxes: 1, maxStoreSize: 1500 })
  for (const name of ['a', 'b', 'c']) t.equal((await attach(app, `/s/${name}`, 'https://e.com')).statusCode, 200, name)
})

t.test('all sandboxes share the files of the seed in memory', async t => {
  const file = join(t.testdir({ 'big.bin': 'x'.repeat(1_000_000) }), 'big.bin')
  const app = await build(t, { maxStoreSize: 1_100_000, seed: { attachments: [{ module: 'Leads', record: '1', file }] } })
  for (const name of ['a', 'b', 'c']) t.equal((await attach(app, `/s/${name}`, 'https://e.com')).statusCode, 200, name)
})

t.test('a sandbox whose seed does not fit takes no memory', async t => {
  const link = (name: string): object => ({ module: 'Leads', record: '9', link: `https://${name}.example` })
  const app = await build(t, { maxStoreSize: 3500, seed: { attachments: [link('a'), link('b')] } as Seed })
  // The default sandbox holds two links. Of this sandbox's links the first would fit.
  for (const name of ['a', 'b']) t.equal((await attach(app, `/s/${name}`, 'https://e.com')).statusCode, 400, name)
  t.equal((await attach(app, '', 'https://e.com')).statusCode, 200)
})

t.test('a sandbox that is answering a request is not dropped', async t => {
  const { app, port } = await listening(t, { maxSandboxes: 2 })
  const { write, until } = await raw(t, port)
  await write(head(`POST /s/busy${PATH}`, { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART, 'content-length': 10, expect: '100-continue' }))
  await until(/100 Continue/)
  for (const name of ['b', 'c', 'd']) t.equal((await attach(app, `/s/${name}`, 'https://e.com')).statusCode, 200, name)
})
