import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { checkFaults } from '../../src/faults/check-fault.js'
import type { FaultRule } from '../../src/faults/fault-schema.js'
import { createFaultTable } from '../../src/faults/table.js'
import { buildServer, type Options } from '../../src/index.js'
import { createClock } from '../../src/store/clock.js'
import { build } from '../helpers/server.js'
import { run } from '../helpers/run.js'

const LIST = '/crm/v8/Leads/1/Attachments?fields=id'
const answer = { answer: 'INTERNAL_ERROR' }

/** Sends a number of requests. @returns their statuses */
async function statuses (app: FastifyInstance, count: number, { url = LIST, token = '1000.all' } = {}): Promise<number[]> {
  const all: number[] = []
  for (let made = 0; made < count; made++) all.push((await app.inject({ url, headers: { authorization: `Zoho-oauthtoken ${token}` } })).statusCode)
  return all
}

async function add (app: FastifyInstance, fault: FaultRule | FaultRule[], base = ''): Promise<string[]> {
  const reply = await app.inject({ method: 'POST', url: `${base}/_mock/faults`, payload: fault as object })
  return reply.json<{ faults: Array<{ id: string }> }>().faults.map(({ id }) => id)
}

t.test('a fault acts once by default, a number of times, or always', async t => {
  for (const [times, expected] of [[undefined, [500, 204, 204]], [2, [500, 500, 204]], ['always', [500, 500, 500]]] as const) {
    const app = await build(t)
    await add(app, { operation: 'list', ...times && { times }, action: answer })
    t.strictSame(await statuses(app, 3), expected)
  }
})

t.test('a fault with `after` skips that many requests first', async t => {
  const app = await build(t)
  await add(app, { operation: 'list', after: 2, action: answer })
  t.strictSame(await statuses(app, 4), [204, 204, 500, 204])
})

t.test('the oldest fault that matches acts first, then the next one', async t => {
  const app = await build(t)
  await add(app, [{ operation: 'list', action: answer }, { operation: '*', action: { answer: 'TOO_MANY_REQUESTS', retryAfter: 3 } }])
  const throttled = async (): Promise<unknown> => (await app.inject({ url: LIST, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })).headers['retry-after']
  t.strictSame(await statuses(app, 1), [500])
  t.equal(await throttled(), '3')
  t.strictSame(await statuses(app, 1), [204])
})

t.test('a fault with a probability acts on the same requests in every run, and on others with another seed', async t => {
  const sequence = async (seed?: number): Promise<number[]> => {
    const app = await build(t)
    await add(app, { operation: 'list', times: 'always', probability: 0.5, ...seed !== undefined && { seed }, action: answer })
    return await statuses(app, 20)
  }
  const [one, two, other] = [await sequence(), await sequence(0), await sequence(1)]
  t.strictSame(one, two)
  t.notSame(one, other)
  t.ok(one.includes(204) && one.includes(500))
})

t.test('a fault with a probability acts on the first request for about half of all seeds', async t => {
  const seeds = Array.from({ length: 1000 }, (_, seed) => seed)
  const about = { operation: 'list' } as const
  const first = seeds.filter(seed => {
    const table = createFaultTable(createClock({ mode: 'real' }))
    for (const fault of checkFaults({ operation: 'list', probability: 0.5, seed, action: answer }, [])) table.add(fault)
    return table.trigger(about, 'headers') !== undefined
  })
  t.ok(first.length > 400 && first.length < 600, String(first.length))
})

t.test('a fault ends after its ttl by the sandbox’s clock', async t => {
  const app = await build(t)
  await add(app, { operation: 'list', times: 'always', ttl: '60s', action: answer })
  t.strictSame(await statuses(app, 1), [500])
  await app.inject({ method: 'POST', url: '/_mock/clock/advance', payload: { by: '60s' } })
  t.strictSame(await statuses(app, 1), [204])
  t.match((await app.inject('/_mock/faults')).json(), { faults: [{ id: 'fault-1', hits: 1, seen: 1, isSpent: true, ttl: '60s' }] })
})

t.test('a fault can be limited to a module, a record or a token', async t => {
  const other = '/crm/v8/Deals/2/Attachments?fields=id'
  for (const criterion of [{ module: 'Leads' }, { record: '1' }, { token: '1000.all' }]) {
    const app = await build(t)
    await add(app, { operation: 'list', times: 'always', ...criterion, action: answer })
    t.strictSame(await statuses(app, 1), [500])
    t.strictSame(await statuses(app, 1, { url: other, token: '1000.read-only' }).then(([status]) => status === 500), false)
  }
})

t.test('a request that is refused anyway does not use up a fault', async t => {
  const app = await build(t)
  await add(app, { operation: 'list', action: answer })
  t.strictSame(await statuses(app, 1, { token: '1000.expired' }), [401])
  t.strictSame(await statuses(app, 1), [500])
})

t.test('a fault for all operations does not act on the org', async t => {
  const app = await build(t)
  await add(app, { operation: '*', action: answer })
  t.strictSame(await statuses(app, 1, { url: '/crm/v8/org' }), [200])
})

t.test('a fault of the token endpoint can give one of its own errors or a general one', async t => {
  const app = await build(t)
  await add(app, [{ operation: 'token', action: { answer: 'invalid_client' } }, { operation: 'token', action: answer }])
  const ask = (): Promise<object> => app.inject({ method: 'POST', url: '/oauth/v2/token?client_id=a&grant_type=refresh_token&refresh_token=b' })
  t.match(await ask(), { statusCode: 200, body: '{"error":"invalid_client"}' })
  t.match(await ask(), {
    statusCode: 500,
    body: /INTERNAL_ERROR/,
    headers: { 'x-mock-explain': 'fault-2 (1 of 1): answer server.internal-error; that the accounts server has answers of this shape is inferred' }
  })
  t.match(await ask(), { statusCode: 200, body: /access_token/ })
})

t.test('faults belong to one sandbox and are removed by a reset', async t => {
  const app = await build(t)
  await add(app, { operation: 'list', times: 'always', action: answer }, '/s/a')
  t.strictSame(await statuses(app, 1), [204])
  t.strictSame(await statuses(app, 1, { url: `/s/b${LIST}` }), [204])
  t.strictSame(await statuses(app, 1, { url: `/s/a${LIST}` }), [500])
  await app.inject({ method: 'POST', url: '/s/a/_mock/reset', payload: { only: ['faults'] } })
  t.strictSame(await statuses(app, 1, { url: `/s/a${LIST}` }), [204])
})

t.test('faults of the seed and of --fault are in every sandbox, and a reset restores them', async t => {
  const seed = { faults: [{ operation: 'list' as const, action: answer }] }
  const app = await build(t, { seed, fault: ['list:TOO_MANY_REQUESTS', { operation: 'list', action: { answer: 'SERVICE_UNAVAILABLE' } }] })
  for (const base of ['', '/s/a']) {
    t.strictSame(await statuses(app, 4, { url: base + LIST }), [500, 429, 503, 204])
    await app.inject({ method: 'POST', url: `${base}/_mock/reset` })
    t.strictSame(await statuses(app, 1, { url: base + LIST }), [500])
  }
})

t.test('an exported state keeps the progress of faults', async t => {
  const app = await build(t)
  await add(app, { operation: 'list', times: 3, after: 1, probability: 0.5, ttl: '1h', action: answer })
  await add(app, { operation: 'list', times: 'always', action: { answer: 'TOO_MANY_REQUESTS' } })
  await statuses(app, 3)
  const state = (await app.inject('/_mock/state')).body
  const before = await statuses(app, 6)
  await app.inject({ method: 'PUT', url: '/_mock/state', headers: { 'content-type': 'application/json' }, payload: state })
  t.equal((await app.inject('/_mock/state')).body, state)
  t.strictSame(await statuses(app, 6), before)
})

t.test('the server does not start with an invalid fault in its options or seed', async t => {
  const starts: ReadonlyArray<readonly [Options, string, string]> = [
    [{ fault: 'upload:INTERNAL_EROR' }, 'FaultError', 'Fault `upload:INTERNAL_EROR`: Expected `action.answer` to be a rule or a code of the catalogue (did you mean `INTERNAL_ERROR`?), got `"INTERNAL_EROR"`'],
    [{ fault: { operation: 'list', action: { truncate: { atBytes: 1 } } } }, 'FaultError', 'Expected `operation` to be `download`, `getRecordPhoto`, `getFile` or `*` with `truncate`, got `list`, which sends no file'],
    [{ seed: { faults: [{ operation: 'list', times: 0 }] } }, 'SeedError', 'Expected `faults[0].times` to be an integer from 1 to 1000000000 or `always`, got `0`'],
    [{ seed: { faults: [{ operation: 'list' }] } }, 'SeedError', 'Expected `faults[0].action` or `faults[0].delay`: the fault does nothing']
  ]
  for (const [options, name, message] of starts) {
    const app = buildServer(options)
    t.teardown(() => app.close())
    await t.rejects(async () => { await app.ready() }, { name, message })
  }
})

t.test('--fault can be repeated, and an invalid one is reported', async t => {
  const { code, stderr } = await run(['--port', '0', '--fault', 'upload:INTERNAL_ERROR', '--fault', 'upload:nothing'])
  t.equal(code, 2)
  t.match(stderr, /^Fault `upload:nothing`: Expected `action.answer` to be a rule or a code of the catalogue/)
})
