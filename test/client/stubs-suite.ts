import type { Test } from 'tap'
import type { Mock } from '../../src/index.js'

/** Stubs through the library. */
export function describeStubs (t: Test, start: (t: Test) => Promise<Mock>): void {
  const query = (mock: Pick<Mock, 'fetch'>): Promise<Response> => mock.fetch('/crm/v8/coql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"select_query":"select id from Leads"}' })

  t.test('a stub can be added, answers, is listed with its hits, and can be removed', async t => {
    const mock = await start(t)
    t.equal((await query(mock)).status, 404)
    const stub = await mock.stubs.add({ method: 'POST', path: '/crm/:version/coql', status: 201, headers: { 'x-mine': 'yes' }, body: { data: [{ id: '5' }] } })
    t.strictSame(stub, { id: 'stub-1', hits: 0, isSpent: false, method: 'POST', path: '/crm/:version/coql', status: 201, headers: { 'x-mine': 'yes' }, body: { data: [{ id: '5' }] } })
    const reply = await query(mock)
    t.strictSame([reply.status, reply.headers.get('x-mine'), reply.headers.get('content-type'), await reply.text()], [201, 'yes', 'application/json;charset=UTF-8', '{"data":[{"id":"5"}]}'])
    t.match(await mock.stubs.list(), [{ id: 'stub-1', hits: 1, isSpent: false }])
    await mock.stubs.remove(stub.id)
    t.equal((await query(mock)).status, 404)
    await t.rejects(mock.stubs.remove(stub.id), { name: 'MockError', status: 404, message: 'No stub `stub-1` in this sandbox: GET /_mock/stubs lists them' })
  })

  t.test('all stubs are removed at once, and with a reset of stubs', async t => {
    const mock = await start(t)
    await mock.stubs.add({ method: 'POST', path: '*' })
    await mock.stubs.add({ method: 'GET', path: '*' })
    await mock.stubs.clear()
    t.strictSame(await mock.stubs.list(), [])
    await mock.stubs.add({ method: 'POST', path: '*' })
    await mock.reset('stubs')
    t.strictSame(await mock.stubs.list(), [])
  })

  t.test('a request that a stub answered can be awaited, by the stub too, with what was sent', async t => {
    const mock = await start(t)
    const { id } = await mock.stubs.add({ method: 'POST', path: '/crm/:version/coql' })
    await query(mock)
    const [request] = await mock.requests.await({ operation: 'stub', stub: id })
    t.match(request, { operation: 'stub', stub: id, surface: 'crm', url: '/crm/v8/coql', body: { text: /select_query/ }, answer: { status: 200 } })
    t.equal((await mock.requests.list({ stub: 'stub-9' })).length, 0)
  })

  t.test('a stub that could never answer is refused with a sentence', async t => {
    const mock = await start(t)
    await t.rejects(mock.stubs.add({ method: 'GET', path: '/crm/:version/Leads/:id/Attachments' }), { name: 'MockError', status: 400, message: 'Expected `path` to be one that no operation has with GET, got `/crm/:version/Leads/:id/Attachments`: the double has `list` there, so the stub would never answer; to change what that answers, add a fault' })
  })

  t.test('a state has the stubs with their hits', async t => {
    const mock = await start(t)
    await mock.stubs.add({ method: 'POST', path: '/crm/:version/coql', times: 2 })
    await query(mock)
    const state = await mock.state.get()
    t.strictSame(state.stubs, [{ method: 'POST', path: '/crm/:version/coql', times: 2, hits: 1 }])
    await mock.reset()
    await mock.state.put(state)
    t.strictSame(await mock.state.get(), state)
    t.equal((await query(mock)).status, 200)
    t.equal((await query(mock)).status, 404)
    t.match(await mock.stubs.list(), [{ hits: 2, isSpent: true }])
  })
}
