const { startMock } = require('zoho-attachments-mock')
const { attach } = require('../client/attach.cjs')

const file = { name: 'quote.txt', text: 'Hello' }
let mock
let zoho

beforeAll(async () => { mock = await startMock() })
afterAll(() => mock.close())
// A sandbox for each test, named like it.
beforeEach(() => { zoho = mock.sandbox(expect.getState().currentTestName) })

test('a file is attached unchanged', async () => {
  const id = await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  expect(String(await zoho.attachments.content(id))).toBe('Hello')
})

test('a token without the scope is refused', async () => {
  await expect(attach({ url: zoho.url, token: '1000.read-only' }, '1', file)).rejects.toMatchObject({ rule: 'auth.scope-missing' })
})

test('a failed upload is retried', async () => {
  await zoho.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } })
  await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  expect(await zoho.requests.await({ operation: 'upload', count: 2 })).toMatchObject([{ answer: { status: 500 } }, { answer: { status: 200 } }])
})

// A mistake of this client: after a failure that comes when the file is already stored, it attaches the file twice.
test('an upload that was stored but reported as failed is attached twice', async () => {
  await zoho.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } })
  await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  expect(await zoho.attachments.list()).toHaveLength(2)
  expect((await zoho.audit()).findings).toMatchObject([{ kind: 'duplicate-by-retry' }])
})

test('an expired token is refused', async () => {
  const { token } = await zoho.tokens.add({ lifetime: '1h' })
  await zoho.clock.advance('61m')
  await expect(attach({ url: zoho.url, token }, '1', file)).rejects.toMatchObject({ rule: 'auth.token-expired' })
})
