import { closeSync, ftruncateSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { closest, MAX_COMPARED } from '../../src/closest.js'
import { createGuard } from '../../src/guard.js'
import { createAttachmentTable } from '../../src/store/attachments.js'
import { BoundedMap } from '../../src/store/bounded-map.js'
import { createMemoryQuota } from '../../src/store/memory-quota.js'
import { parseSeed } from '../../src/seed/read.js'
import { bounds } from '../../src/json/bounds.js'
import { mismatchOf } from '../../src/json/mismatch.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, raw } from '../helpers/raw.js'
import { build, listening } from '../helpers/server.js'
import { checkCounts } from '../../src/seed/check.js'

const MiB = 1024 ** 2
const HUGE = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1, 1e300]

const times = <Row>(count: number, row: (index: number) => Row): Row[] => Array.from({ length: count }, (_, index) => row(index))
const token = (index: number): object => ({ token: `1000.${index}`, scopes: ['ZohoCRM.modules.ALL'] })
const fault = { operation: 'list', delay: '1ms' }

const ask = async (app: FastifyInstance, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object): Promise<{ status: number, body: { error: string } }> => {
  const reply = await app.inject({ method, url: `/_mock${path}`, ...payload && { payload } })
  return { status: reply.statusCode, body: reply.json() }
}

t.test('every number in a seed has a maximum, which its refusal names', async t => {
  const action = { answer: 'INTERNAL_ERROR' }
  const seeds: ReadonlyArray<readonly [path: string, seed: (number: number) => object, range: string]> = [
    ['faults[0].seen', seen => ({ faults: [{ ...fault, seen }] }), '0 to 1000000000000'],
    ['faults[0].hits', hits => ({ faults: [{ ...fault, hits }] }), '0 to 1000000000000'],
    ['faults[0].after', after => ({ faults: [{ ...fault, after }] }), '0 to 1000000000'],
    ['faults[0].seed', seed => ({ faults: [{ ...fault, probability: 0.5, seed }] }), '-1000000000000 to 1000000000000'],
    ['faults[0].action.retryAfter', retryAfter => ({ faults: [{ operation: 'list', action: { ...action, retryAfter } }] }), '0 to 31536000'],
    ['faults[0].action.reset.atBytes', atBytes => ({ faults: [{ operation: 'upload', action: { reset: { phase: 'body', atBytes } } }] }), '0 to 1000000000000'],
    ['faults[0].action.truncate.atBytes', atBytes => ({ faults: [{ operation: 'download', action: { truncate: { atBytes } } }] }), '0 to 1000000000000'],
    ['faults[0].action.drip.bytesPerSecond', bytesPerSecond => ({ faults: [{ operation: 'download', action: { drip: { bytesPerSecond } } }] }), '1 to 1000000000000'],
    ['ids.tokens', tokens => ({ ids: { ids: 1, tokens } }), '0 to 1000000000000'],
    ['ids.ids', ids => ({ ids: { ids, tokens: 1 } }), '0 to 899999999999']
  ]
  for (const [path, seed, range] of seeds) {
    for (const number of HUGE) t.throws(() => parseSeed(seed(number)), { message: `Expected \`${path}\` to be an integer from ${range}, got \`${number}\`` })
  }
  for (const number of HUGE) t.throws(() => parseSeed({ faults: [{ ...fault, times: number }] }), { message: `Expected \`faults[0].times\` to be an integer from 1 to 1000000000 or \`always\`, got \`${number}\`` })
})

t.test('a fault that has seen a trillion requests continues without delay', async t => {
  const app = await build(t, { seed: { faults: [{ operation: 'list', probability: 0.5, times: 'always', seen: bounds.count, action: { answer: 'INTERNAL_ERROR' } }], ids: { ids: 899_999_999_999, tokens: bounds.count } } })
  const { statusCode } = await app.inject({ url: '/crm/v8/Leads/1/Attachments?fields=id', headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  t.ok([204, 500].includes(statusCode))
  t.match(await ask(app, 'POST', '/tokens', {}), { status: 200, body: { token: /^1000\./ } })
  t.match(await ask(app, 'POST', '/users', { name: 'Nadia' }), { status: 200 })
})

t.test('every list in a seed has a maximum length, which its refusal names', async t => {
  const grant = { user: '4150868000000225013', client: 'c', scopes: [] }
  const lists: ReadonlyArray<readonly [string, object]> = [
    ['users', times(bounds.users + 1, index => ({ id: String(index), name: 'A' }))],
    ['refreshTokens', times(bounds.refreshTokens + 1, index => ({ token: String(index), ...grant }))],
    ['usedCodes', times(bounds.usedCodes + 1, String)],
    ['modules', times(bounds.modules + 1, index => ({ apiName: `M${index}` }))],
    ['missingRecords', times(bounds.missingRecords + 1, String)],
    ['faults', times(bounds.faults + 1, () => fault)],
    ['tokens', times(20_001, token)]
  ]
  for (const [name, list] of lists) {
    const { length } = list as readonly unknown[]
    t.throws(() => parseSeed({ [name]: list }), { name: 'SeedError', message: `Expected \`${name}\` to have at most ${length - 1} items, got ${length}` })
  }
  t.throws(() => parseSeed({ tokens: times(bounds.tokens + 1, token) }), { message: 'Expected `tokens` to have at most 10000 that nobody issued, got 10001' })
  t.throws(() => checkCounts({ createdRecords: { Leads: times(100_001, index => ({ id: String(index) })) } }), { message: 'Expected `records`, `recordNames` and `createdRecords` to have at most 100000 records, got 100001' })
  t.throws(() => parseSeed({ records: { Leads: times(60_000, index => ({ id: String(index) })), Deals: times(60_000, index => ({ id: String(index) })) } }), { message: 'Expected `records` and `recordNames` to have at most 100000 records, got 120000' })
  t.throws(() => parseSeed({ recordNames: { Leads: Object.fromEntries(times(100_001, index => [String(index), 'A'])) } }), { message: /got 100001$/ })
  t.throws(() => parseSeed({ clients: times(bounds.clients + 1, index => ({ id: String(index), secret: '' })) }), { message: 'Expected `clients` to have at most 1000 items, got 1001' })
  t.throws(() => parseSeed({ linkTitles: Object.fromEntries(times(bounds.linkTitles + 1, index => [`https://${index}.example`, 'A'])) }), { message: 'Expected `linkTitles` to have at most 10000 properties, got 10001' })
  t.throws(() => parseSeed({ users: [{ id: '1', name: 'A', denied: times(bounds.denied + 1, () => ({ operation: 'list', as: 'NO_PERMISSION' })) }] }), { message: 'Expected `users[0].denied` to have at most 100 items, got 101' })
  t.throws(() => parseSeed({ users: [{ id: '1', name: 'A'.repeat(501) }] }), { message: 'Expected `users[0].name` to have at most 500 characters, got 501' })
})

t.test('a sandbox refuses items over the maximum number, and deleting some makes space', async t => {
  const app = await build(t)
  const full = { tokens: times(bounds.tokens, token), users: times(bounds.users, index => ({ id: String(index), name: 'A' })), records: { Leads: times(bounds.records, index => ({ id: String(index) })) }, faults: times(bounds.faults, () => fault) }
  t.equal((await app.inject({ method: 'PUT', url: '/_mock/state', headers: { 'content-type': 'application/json' }, payload: JSON.stringify(full) })).statusCode, 200)
  const more = (max: number, words: string): object => ({ status: 507, body: { error: `Expected at most ${max} ${words} in a sandbox, got ${max + 1}: delete some first` } })
  t.strictSame(await ask(app, 'POST', '/tokens', {}), more(bounds.tokens, 'access tokens'))
  t.strictSame(await ask(app, 'POST', '/users', { name: 'B' }), more(bounds.users, 'users'))
  t.strictSame(await ask(app, 'POST', '/records', { module: 'Leads', id: '100000' }), more(bounds.records, 'records'))
  t.strictSame(await ask(app, 'POST', '/faults', fault), more(bounds.faults, 'faults'))
  // A replacement does not count as one more.
  t.equal((await ask(app, 'POST', '/tokens', { token: '1000.1' })).status, 200)
  t.equal((await ask(app, 'POST', '/users', { id: '1', name: 'B' })).status, 200)
  t.equal((await ask(app, 'POST', '/records', { module: 'Leads', id: '1', name: 'B' })).status, 200)
  for (const path of ['/tokens/1000.1', '/users/1', '/records/Leads/1', '/faults/fault-1']) t.equal((await ask(app, 'DELETE', path)).status, 200, path)
  t.equal((await ask(app, 'POST', '/tokens', {})).status, 200, 'deleted items make space')
})

t.test('the total length of what a sandbox holds is bounded, too', async t => {
  const app = await build(t)
  const scopes = times(200, () => 'x'.repeat(4000))
  let reply = await ask(app, 'POST', '/tokens', { scopes })
  for (let made = 0; reply.status === 200 && made < 100; made++) reply = await ask(app, 'POST', '/tokens', { scopes })
  t.match(reply, { status: 507, body: { error: /^Expected a sandbox to hold at most 16777216 characters beside its attachments, got \d+: delete some of its records, tokens, users, faults or stubs first$/ } })
  await ask(app, 'DELETE', '/tokens')
  t.equal((await ask(app, 'POST', '/tokens', { scopes })).status, 200)
})

t.test('the number of deleted record ids is bounded', async t => {
  const app = await build(t, { seed: { missingRecords: times(bounds.missingRecords, String) } })
  t.match(await ask(app, 'DELETE', '/records/Leads/4040404040'), { status: 507, body: { error: /^Expected at most 100000 missing records/ } })
})

t.test('a released attachment table does not release its memory twice', async t => {
  const table = createAttachmentTable(createMemoryQuota(10_000), () => '1', createGuard(() => {}))
  table.insert({ id: undefined, kind: 'link', module: 'Leads', record: '1', name: 'A', url: 'https://e.com', user: { id: '1', name: 'A', email: '' }, createdAt: 0 })
  t.equal(table.reservedBytes, 1024 + 'https://e.com'.length)
  table.release()
  t.equal(table.reservedBytes, 0)
})

t.test('a large value is shortened in an error message', async t => {
  t.equal(mismatchOf({ type: 'string' }, times(100_000, () => ({ a: [1] })), 'it'), `Expected \`it\` to be a string, got \`${JSON.stringify(times(10, () => ({ a: [1] }))).slice(0, 59)}…\``)
})

t.test('a bounded map drops its oldest entries when they are too long, too', async t => {
  const map = new BoundedMap<string, string>(1000, value => value.length)
  const long = 'x'.repeat(bounds.remembered / 2)
  map.set('a', long).set('b', long).set('b', 'short').set('c', 'short')
  t.strictSame([...map.keys()], ['a', 'b', 'c'])
  map.set('d', long)
  t.strictSame([...map.keys()], ['b', 'c', 'd'])
  map.delete('d')
  map.set('e', long).set('f', 'short')
  t.strictSame([...map.keys()], ['b', 'c', 'e', 'f'])
})

t.test('more than 1000 scopes are refused', async t => {
  const app = await build(t)
  const { headers } = await app.inject({ method: 'POST', url: `/oauth/v2/token?client_id=a&grant_type=client_credentials&scope=${times(1001, () => 'a').join()}` })
  t.match(headers, { 'x-mock-rule': 'accounts.scope-invalid', 'x-mock-explain': 'expected at most 1000 scopes, got 1001' })
})

t.test('a spelling hint compares only the beginning of a text', async t => {
  t.equal(closest('Leadss', ['Deals', 'Leads']), 'Leads')
  t.equal(closest('x'.repeat(10 * MiB), ['a', 'x'.repeat(MAX_COMPARED)]), 'x'.repeat(MAX_COMPARED))
})

t.test('a clock outside of the years 1970 to 9999 is refused', async t => {
  for (const clock of [1e300, -1, '0001-01-01T00:00:00Z', NaN]) await t.rejects(async () => { await build(t, { clock }) }, { message: /^Expected `clock` to be `real` or an instant between 1970 and 9999/ })
  const app = await build(t, { clock: '9999-12-30T00:00:00Z' })
  await ask(app, 'POST', '/faults', { ...fault, ttl: '3650d' })
  const state = (await app.inject('/_mock/state')).body
  t.equal((await app.inject({ method: 'PUT', url: '/_mock/state', headers: { 'content-type': 'application/json' }, payload: state })).statusCode, 200)
})

t.test('a seed file that is too large is refused while it is read', async t => {
  const folder = t.testdir({ 'deep.json': '['.repeat(MiB), 'big.json': JSON.stringify({ attachments: [{ module: 'Leads', record: '1', file: 'big.bin' }] }), 'bytes.json': JSON.stringify({ attachments: [{ module: 'Leads', record: '1', name: 'a', content: 'A'.repeat(8000) }] }) })
  // A sparse file, which takes no space on the disk.
  const big = openSync(join(folder, 'big.bin'), 'w')
  ftruncateSync(big, 100 * 1024 * MiB)
  closeSync(big)
  t.throws(() => parseSeed(join(folder, 'deep.json')), { name: 'SeedError', message: /deep\.json: Expected the seed to be nested at most 32 levels deep, got more$/ })
  for (const file of ['big.json', 'bytes.json']) await t.rejects(build(t, { maxStoreSize: 4000, seed: join(folder, file) }), { message: /^the store holds / }, file)
})

const put = (app: FastifyInstance, payload: string): Promise<{ statusCode: number, body: string }> => app.inject({ method: 'PUT', url: '/_mock/state', headers: { 'content-type': 'application/json' }, payload })

t.test('the bytes of a state are counted while they arrive, minus those that it replaces', async t => {
  const { app, port } = await listening(t, { maxStoreSize: 100_000 })
  const file = (size: number): string => JSON.stringify({ attachments: [{ module: 'Leads', record: '1', name: 'a', content: Buffer.alloc(size).toString('base64') }] })
  for (let round = 0; round < 3; round++) t.equal((await put(app, file(90_000))).statusCode, 200)
  t.match(await put(app, file(200_000)), { statusCode: 507, body: /^\{"error":"the store holds \d+ of 100000 bytes/ })
  t.match(await put(app, `${file(90_000).slice(0, -1)},"users":[]}`), { statusCode: 400 })

  // Clients that disconnect in the middle.
  for (let round = 0; round < 5; round++) {
    const { write, socket } = await raw(t, port)
    await write(head('PUT /_mock/state', { 'content-type': 'application/json', 'content-length': 200_000 }) + file(90_000).slice(0, 100_000))
    socket.destroy()
  }
  t.equal((await put(app, '{"attachments":[]}')).statusCode, 200)
  const upload = async (): Promise<number> => (await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments', headers: { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART }, payload: multipartBody([{ name: 'file', filename: 'a', content: Buffer.alloc(90_000) }]) })).statusCode
  let status = await upload()
  for (const end = Date.now() + 5000; status !== 200 && Date.now() < end;) status = await upload()
  t.equal(status, 200, 'the reserved memory is free again')
})

t.test('a control API body with too many values is refused as too large', async t => {
  const app = await build(t)
  const reply = await app.inject({ method: 'POST', url: '/_mock/tokens', headers: { 'content-type': 'application/json' }, payload: `{"scopes":[${'1,'.repeat(bounds.items)}1]}` })
  t.match(reply, { statusCode: 413, body: /^\{"error":"Expected the body to have at most 100000 values in one array or object, got more"\}$/ })
})
