import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startMock } from 'zoho-attachments-mock'
import { attach } from '../client/attach.mjs'

const file = { name: 'quote.txt', text: 'Hello' }
let mock

beforeAll(async () => { mock = await startMock() })
afterAll(() => mock.close())
// Each test starts from the seed. The tests of a file run one after the other.
beforeEach(() => mock.reset())

test('a file is attached unchanged', async () => {
  const id = await attach({ url: mock.url, token: '1000.all' }, '1', file)
  expect(String(await mock.attachments.content(id))).toBe('Hello')
})

test('a token without the scope is refused', async () => {
  await expect(attach({ url: mock.url, token: '1000.read-only' }, '1', file)).rejects.toMatchObject({ rule: 'auth.scope-missing' })
})

test('a failed upload is retried', async () => {
  await mock.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } })
  await attach({ url: mock.url, token: '1000.all' }, '1', file)
  expect(await mock.requests.await({ operation: 'upload', count: 2 })).toMatchObject([{ answer: { status: 500 } }, { answer: { status: 200 } }])
})

// A mistake of this client: after a failure that comes when the file is already stored, it attaches the file twice.
test('an upload that was stored but reported as failed is attached twice', async () => {
  await mock.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } })
  await attach({ url: mock.url, token: '1000.all' }, '1', file)
  expect(await mock.attachments.list()).toHaveLength(2)
  expect((await mock.audit()).findings).toMatchObject([{ kind: 'duplicate-by-retry' }])
})

test('an expired token is refused', async () => {
  const { token } = await mock.tokens.add({ lifetime: '1h' })
  await mock.clock.advance('61m')
  await expect(attach({ url: mock.url, token }, '1', file)).rejects.toMatchObject({ rule: 'auth.token-expired' })
})
