import type { Test } from 'tap'
import type { Mock } from '../../src/index.js'

/** Faults through the library. */
export function describeFaults (t: Test, start: (t: Test) => Promise<Mock>): void {
  const upload = (mock: Pick<Mock, 'fetch'>): Promise<Response> => mock.fetch('/crm/v8/Leads/1/Attachments?attachmentUrl=https://e.com', { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' } })

  t.test('a fault can be added, acts, is listed with its hits, and can be removed', async t => {
    const mock = await start(t)
    const fault = await mock.faults.add({ operation: 'upload', times: 'always', action: { answer: 'INTERNAL_ERROR' } })
    t.match(fault, { id: 'fault-1', hits: 0, isSpent: false })
    t.equal((await upload(mock)).status, 500)
    t.match(await mock.faults.list(), [{ id: 'fault-1', hits: 1, seen: 1, times: 'always' }])
    await mock.faults.delete(fault.id)
    t.equal((await upload(mock)).status, 200)
    await t.rejects(mock.faults.delete(fault.id), { name: 'MockError', message: 'No fault `fault-1` in this sandbox: GET /_mock/faults lists them' })
    await t.rejects(mock.faults.add({ operation: 'upload' }), { name: 'MockError', message: 'Expected `action` or `delay`: the fault does nothing' })
    await mock.faults.add({ operation: 'upload', delay: '1ms' })
    await mock.faults.clear()
    t.strictSame(await mock.faults.list(), [])
  })

  t.test('a fault that is off acts on no request and keeps its count, and acts again when it is on', async t => {
    const mock = await start(t)
    const { id, enabled } = await mock.faults.add({ operation: 'upload', times: 'always', action: { answer: 'INTERNAL_ERROR' } })
    t.equal(enabled, true)
    t.equal((await upload(mock)).status, 500)
    t.match(await mock.faults.disable(id), { id, enabled: false, hits: 1, seen: 1 })
    t.equal((await upload(mock)).status, 200)
    const state = await mock.state.get()
    t.match(state.faults, [{ hits: 1, enabled: false }])
    await mock.reset()
    await mock.state.put(state)
    t.match(await mock.faults.list(), [{ enabled: false, hits: 1, seen: 1 }], 'a state keeps it off')
    t.match(await mock.faults.enable('fault-1'), { enabled: true, hits: 1 })
    t.equal((await mock.state.get()).faults?.[0]?.enabled, undefined)
    t.equal((await upload(mock)).status, 500)
    await t.rejects(mock.faults.disable('fault-9'), { name: 'MockError', status: 404, message: 'No fault `fault-9` in this sandbox: GET /_mock/faults lists them' })
  })

  t.test('a fault that resets the connection makes a request reject', async t => {
    const mock = await start(t)
    await mock.faults.add({ operation: 'upload', action: { reset: { phase: 'after-commit' } } })
    await t.rejects(upload(mock), { name: 'TypeError', message: 'fetch failed' })
    t.equal((await mock.attachments.list()).length, 1, 'and what was asked is done')
  })
}
