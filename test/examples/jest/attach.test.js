import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startMock } from 'zoho-attachments-mock'
import { attach } from '../client/attach.mjs'

const file = { name: 'quote.txt', text: 'Hello' }
let mock

beforeAll(async () => { mock = await startMock() })
afterAll(() => mock.close())
// Each test begins with the seed; tests of one file run one after the other.
beforeEach(() => mock.reset())

test('a file is attached as it is', async () => {
  const id = await attach({ url: mock.url, token: '1000.all' }, '1', file)
  expect(String(await mock.attachments.content(id))).toBe('Hello')
})

test('a token without the scope is refused', async () => {
  await expect(attach({ url: mock.url, token: '1000.read-only' }, '1', file)).rejects.toMatchObject({ rule: 'auth.scope-missing' })
})

test('an upload that fails once is made again', async () => {
  await mock.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } })
  await attach({ url: mock.url, token: '1000.all' }, '1', file)
  expect(await mock.requests.await({ operation: 'upload', count: 2 })).toMatchObject([{ answer: { status: 500 } }, { answer: { status: 200 } }])
})

// What this client gets wrong: a failure after the file was stored makes it attach the file twice.
test('an upload that was stored, but told as a failure, is there twice', async () => {
  await mock.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } })
  await attach({ url: mock.url, token: '1000.all' }, '1', file)
  expect(await mock.attachments.list()).toHaveLength(2)
  expect((await mock.audit()).findings).toMatchObject([{ kind: 'duplicate-by-retry' }])
})

test('a token that has expired is refused', async () => {
  const { token } = await mock.tokens.add({ lifetime: '1h' })
  await mock.clock.advance('61m')
  await expect(attach({ url: mock.url, token }, '1', file)).rejects.toMatchObject({ rule: 'auth.token-expired' })
})
