const assert = require('node:assert/strict')
const { startMock } = require('zoho-attachments-mock')
const { attach } = require('../client/attach.cjs')

const file = { name: 'quote.txt', text: 'Hello' }
let mock
let zoho

before(async () => { mock = await startMock() })
after(() => mock.close())
// A sandbox for each test, named like it.
beforeEach(function () { zoho = mock.sandbox(this.currentTest.fullTitle()) })

it('a file is attached unchanged', async () => {
  const id = await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  assert.equal(String(await zoho.attachments.content(id)), 'Hello')
})

it('a token without the scope is refused', async () => {
  await assert.rejects(attach({ url: zoho.url, token: '1000.read-only' }, '1', file), { status: 401, rule: 'auth.scope-missing' })
})

it('a failed upload is retried', async () => {
  await zoho.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } })
  await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  const requests = await zoho.requests.await({ operation: 'upload', count: 2 })
  assert.deepEqual(requests.map(({ answer }) => answer.status), [500, 200])
})

// A mistake of this client: after a failure that comes when the file is already stored, it attaches the file twice.
it('an upload that was stored but reported as failed is attached twice', async () => {
  await zoho.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } })
  await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  assert.equal((await zoho.attachments.list()).length, 2)
  const { findings } = await zoho.audit()
  assert.equal(findings[0].kind, 'duplicate-by-retry')
})

it('an expired token is refused', async () => {
  const { token } = await zoho.tokens.add({ lifetime: '1h' })
  await zoho.clock.advance('61m')
  await assert.rejects(attach({ url: zoho.url, token }, '1', file), { rule: 'auth.token-expired' })
})
