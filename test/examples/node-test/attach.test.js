import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startMock } from 'zoho-attachments-mock'
import { attach } from '../client/attach.mjs'

const file = { name: 'quote.txt', text: 'Hello' }
let mock

before(async () => { mock = await startMock() })
after(() => mock.close())

/** A world for each test: they may run at the same time. */
const worldFor = ({ name }) => mock.sandbox(name.replaceAll(/\W+/g, '-').slice(0, 64))

test('a file is attached as it is', async t => {
  const zoho = worldFor(t)
  const id = await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  assert.equal(String(await zoho.attachments.content(id)), 'Hello')
})

test('a token without the scope is refused', async t => {
  const zoho = worldFor(t)
  await assert.rejects(attach({ url: zoho.url, token: '1000.read-only' }, '1', file), { status: 401, rule: 'auth.scope-missing' })
})

test('an upload that fails once is made again', async t => {
  const zoho = worldFor(t)
  await zoho.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } })
  await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  const requests = await zoho.requests.await({ operation: 'upload', count: 2 })
  assert.deepEqual(requests.map(({ answer }) => answer.status), [500, 200])
})

// What this client gets wrong: a failure after the file was stored makes it attach the file twice.
test('an upload that was stored, but told as a failure, is there twice', async t => {
  const zoho = worldFor(t)
  await zoho.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } })
  await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  assert.equal((await zoho.attachments.list()).length, 2)
  const { findings } = await zoho.audit()
  assert.equal(findings[0].kind, 'duplicate-by-retry')
})

test('a token that has expired is refused', async t => {
  const zoho = worldFor(t)
  const { token } = await zoho.tokens.add({ lifetime: '1h' })
  await zoho.clock.advance('61m')
  await assert.rejects(attach({ url: zoho.url, token }, '1', file), { rule: 'auth.token-expired' })
})
