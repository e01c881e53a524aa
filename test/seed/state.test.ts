import { join } from 'node:path'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { base64Of } from '../../src/seed/write.js'
import type { FileAttachment } from '../../src/store/entities.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, raw } from '../helpers/raw.js'
import { build, listening } from '../helpers/server.js'

const authorization = 'Zoho-oauthtoken 1000.all'

/** Something that changes a sandbox. */
type Change = (app: FastifyInstance, base: string) => Promise<unknown>

const upload = (record: number, content: Uint8Array): Change => (app, base) => app.inject({
  method: 'POST',
  url: `${base}/crm/v8/Leads/${record}/Attachments`,
  headers: { authorization, 'content-type': MULTIPART },
  payload: multipartBody([{ name: 'file', filename: `${content.length} ü"\\.bin`, content: Buffer.from(content) }])
})
const uploadFiles = (content: Uint8Array): Change => (app, base) => app.inject({
  method: 'POST',
  url: `${base}/crm/v8/files`,
  headers: { authorization, 'content-type': MULTIPART },
  payload: multipartBody([{ name: 'file', filename: 'ü"\\.bin', content: Buffer.from(content) }, { name: 'file', filename: 'b', content: 'b' }])
})
const link = (record: number): Change => (app, base) => app.inject({ method: 'POST', url: `${base}/crm/v8/Deals/${record}/Attachments?attachmentUrl=https://e.com/${record}&title=T`, headers: { authorization } })
const deletion = (record: number): Change => async (app, base) => {
  const { attachments } = (await app.inject(`${base}/_mock/attachments?record=${record}`)).json<{ attachments: Array<{ id: string, module: string }> }>()
  const [first] = attachments
  await app.inject({ method: 'DELETE', url: `${base}/crm/v8/${first?.module}/${record}/Attachments/${first?.id}`, headers: { authorization } })
}
const ask = (method: 'POST' | 'PUT' | 'DELETE', path: string, payload?: object): Change => (app, base) => app.inject({ method, url: `${base}${path}`, ...payload && { payload } })
const consent: Change = async (app, base) => {
  const { headers } = await app.inject(`${base}/oauth/v2/auth?response_type=code&client_id=c&scope=ZohoCRM.modules.ALL&redirect_uri=https://e.com&access_type=offline`)
  const code = new URL(String(headers.location)).searchParams.get('code')
  await app.inject({ method: 'POST', url: `${base}/oauth/v2/token?grant_type=authorization_code&client_id=c&redirect_uri=https://e.com&code=${code}` })
}

const changes = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.uint8Array({ minLength: 1, maxLength: 40 })).map(([record, content]) => upload(record, content)),
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map(uploadFiles),
  fc.integer({ min: 1, max: 3 }).map(link),
  fc.integer({ min: 1, max: 3 }).map(deletion),
  fc.constantFrom(
    ask('POST', '/oauth/v2/token?grant_type=refresh_token&client_id=c&refresh_token=r'),
    ask('POST', '/oauth/v2/token/revoke?token=r'),
    ask('POST', '/oauth/v2/token?grant_type=authorization_code&client_id=c&code=elsewhere'),
    consent,
    (app, base) => app.inject(`${base}/oauth/v2/auth?response_type=code&client_id=c&scope=ZohoCRM.modules.ALL&redirect_uri=https://e.com`),
    ask('POST', '/_mock/tokens/expire', {}),
    ask('POST', '/_mock/tokens', { lifetime: '1h', as: 'INTERNAL_ERROR' }),
    ask('DELETE', '/_mock/tokens/1000.all'),
    ask('POST', '/_mock/reset', { only: ['tokens'] }),
    ask('POST', '/_mock/users', { name: 'Somebody', denied: [{ module: 'Leads', operation: 'list', as: 'NO_PERMISSION' }] }),
    ask('POST', '/_mock/users', { id: '4150868000000225013', name: 'Patricia Boyle-Jones' }),
    ask('DELETE', '/_mock/users/4150868000000225014'),
    ask('DELETE', '/_mock/users/4150868000000225013'),
    ask('POST', '/_mock/records', { module: 'Leads', id: '1', name: 'One' }),
    ask('DELETE', '/_mock/records/Leads/1'),
    ask('POST', '/_mock/reset', { only: ['records'] }),
    ask('POST', '/_mock/reset', { only: ['files'] }),
    ask('POST', '/_mock/reset', { only: ['ids', 'users'] }),
    ask('PUT', '/_mock/state', { records: { Leads: [{ id: '1', name: 'One' }, { id: '2' }] }, modules: [{ apiName: 'Vehicles' }], clock: { mode: 'real' } }),
    ask('PUT', '/_mock/state', { modules: [{ apiName: 'Vehicles', fields: [{ apiName: 'Paint', dataType: 'picklist', mandatory: false, length: 20, choices: ['Red'] }, { apiName: 'Driver', dataType: 'lookup', lookup: 'Vehicles' }] }, { apiName: 'Leads', fields: [{ apiName: 'Score', dataType: 'percent' }] }] }),
    ask('POST', '/_mock/records', { module: 'Vehicles', id: '2' }),
    ask('DELETE', '/_mock/records'),
    ask('POST', '/_mock/faults', { operation: 'upload', module: 'Leads', probability: 0.5, seed: 7, times: 'always', action: { answer: 'INTERNAL_ERROR' } }),
    ask('POST', '/_mock/faults', { operation: 'upload', record: '2', after: 1, times: 2, ttl: '1h', action: { answer: 'TOO_MANY_REQUESTS', retryAfter: 3 } }),
    ask('PUT', '/_mock/state', { modules: [{ apiName: 'Vehicles' }], faults: [{ operation: '*', module: 'Vehicles', times: 'always', delay: '1ms' }] }),
    ask('PUT', '/_mock/clock', { mode: 'frozen', at: '2026-01-02T03:04:05+05:30' }),
    ask('PUT', '/_mock/clock', { mode: 'real' }),
    ask('POST', '/_mock/clock/advance', { by: '-1.5h' })
  )
)

const exported = async (app: FastifyInstance, base = ''): Promise<string> => (await app.inject(`${base}/_mock/state`)).body

t.test('a loaded state is exported unchanged, whatever happened before', async t => {
  const app = await build(t, { clock: 'real' })
  let runs = 0
  await fc.assert(fc.asyncProperty(fc.array(changes, { maxLength: 12 }), async list => {
    const [one, other] = [`/s/one-${runs}`, `/s/other-${runs++}`]
    for (const change of list) await change(app, one)
    const state = await exported(app, one)
    const reply = await app.inject({ method: 'PUT', url: `${other}/_mock/state`, headers: { 'content-type': 'application/json' }, payload: state })
    if (reply.statusCode !== 200) throw new Error(reply.body)
    return await exported(app, other) === state
  }), { numRuns: 60, seed: 20261124 })
})

t.test('an exported state is a seed file, and a server started from it continues', async t => {
  const one = await build(t)
  for (const change of [upload(1, Buffer.from('Hello')), link(1), consent]) await change(one, '')
  const state = await exported(one)
  const seed = join(t.testdir({ 'state.json': state }), 'state.json')
  const other = await build(t, { seed, clock: '2030-01-01T00:00:00Z' })
  t.equal(await exported(other), state, 'the clock is the state’s')
  for (const app of [one, other]) await upload(1, Buffer.from('Bye'))(app, '')
  t.equal(await exported(other), await exported(one), 'ids go on where they were')
})

const put = (app: FastifyInstance, state: string | object, base = ''): Promise<{ statusCode: number, body: string }> => app.inject({
  method: 'PUT', url: `${base}/_mock/state`, headers: { 'content-type': 'application/json' }, payload: typeof state === 'string' ? state : JSON.stringify(state)
})

const file = (size: number): object => ({ module: 'Leads', record: '1', name: 'a.bin', content: Buffer.alloc(size, 'x').toString('base64') })

t.test('a state may use the memory of what it replaces', async t => {
  const app = await build(t, { maxStoreSize: 4000 })
  await upload(1, Buffer.alloc(2500, 'x'))(app, '')
  const state = await exported(app)
  for (let times = 0; times < 3; times++) t.equal((await put(app, state)).statusCode, 200)
  t.equal(await exported(app), state)
  await app.inject({ method: 'POST', url: '/_mock/reset' })
  t.equal((await put(app, { attachments: [file(2976)] })).statusCode, 200, 'a reset gives it back, to the last byte')
})

t.test('a state that does not fit is refused and changes nothing', async t => {
  const app = await build(t, { maxStoreSize: 8000 })
  for (const change of [upload(1, Buffer.alloc(500, 'x')), ask('PUT', '/_mock/clock', { mode: 'real' }), ask('DELETE', '/_mock/tokens/1000.all')]) await change(app, '/s/a')
  await upload(1, Buffer.alloc(1500, 'x'))(app, '')
  const state = await exported(app, '/s/a')
  t.match(await put(app, { attachments: [file(1000), file(4000)], users: [{ id: '7', name: 'Nadia' }], ids: { ids: 5, tokens: 5 } }, '/s/a'), {
    statusCode: 507, body: '{"error":"the store holds 4548 of 8000 bytes, 5024 more do not fit: raise it with --max-store-size or empty it with POST /_mock/reset"}'
  })
  t.equal(await exported(app, '/s/a'), state)
  await ask('DELETE', '/_mock/sandboxes/a')(app, '')
  t.equal((await put(app, { attachments: [file(8000 - 2524 - 1024)] }, '/s/b')).statusCode, 200, 'what was counted is free again')
})

t.test('a state larger than the store is refused before it is read', async t => {
  const { port } = await listening(t, { maxStoreSize: '1MiB' })
  const { write, until } = await raw(t, port)
  await write(head('PUT /_mock/state', { 'content-type': 'application/json', 'content-length': 512 * 1024 ** 2, expect: '100-continue' }))
  t.match(await until(/\}$/), /^HTTP\/1.1 413 [\s\S]*\{"error":"Expected a body of at most 35651584 bytes, got more"\}$/)
})

t.test('a reset of attachments after loading a state returns to the server’s seed', async t => {
  const app = await build(t)
  await put(app, { attachments: [file(1000)] })
  await app.inject({ method: 'POST', url: '/_mock/reset', payload: { only: ['attachments'] } })
  t.match(JSON.parse(await exported(app)), { attachments: [] }, 'parts go back to the server’s seed')
})

t.test('a state has the tokens of deleted users with the reason for their revocation', async t => {
  const app = await build(t)
  const id = '4150868000000225013'
  for (const change of [consent, ask('POST', '/oauth/v2/token?grant_type=refresh_token&client_id=c&refresh_token=r')]) await change(app, '')
  await app.inject('/oauth/v2/auth?response_type=code&client_id=c&scope=ZohoCRM.modules.ALL&redirect_uri=https://e.com')
  await ask('DELETE', `/_mock/users/${id}`)(app, '')
  const ended = `went with its user ${id}, who was deleted`
  const state = JSON.parse(await exported(app)) as { tokens: object[], refreshTokens: object[], codes: object[] }
  t.match(state.tokens, [{ token: '1000.all', user: id, ended }])
  t.match(state.refreshTokens, [{ user: id, ended }, { token: 'r', user: id, ended }])
  t.match(state.codes, [{ user: id, ended }, { user: id, ended }])
  t.equal((await put(app, state)).statusCode, 200)
  t.strictSame(JSON.parse(await exported(app)), state)
})

t.test('bytes in pieces of any length are encoded as one base64 text', t => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 7 })), pieces => {
    const chunks = pieces.map(piece => Buffer.from(piece))
    return [...base64Of({ content: { size: 0, chunks } } as unknown as FileAttachment)].join('') === Buffer.concat(chunks).toString('base64')
  }))
  t.end()
})
