import { expect } from 'vitest'
import { attach } from '../client/attach.mjs'
import { test } from './zoho.js'

const file = { name: 'quote.txt', text: 'Hello' }

test.concurrent('a file is attached as it is', async ({ zoho }) => {
  const id = await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  expect(String(await zoho.attachments.content(id))).toBe('Hello')
})

test.concurrent('a token without the scope is refused', async ({ zoho }) => {
  await expect(attach({ url: zoho.url, token: '1000.read-only' }, '1', file)).rejects.toMatchObject({ rule: 'auth.scope-missing' })
})

test.concurrent('an upload that fails once is made again', async ({ zoho }) => {
  await zoho.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } })
  await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  expect(await zoho.requests.await({ operation: 'upload', count: 2 })).toMatchObject([{ answer: { status: 500 } }, { answer: { status: 200 } }])
})

// What this client gets wrong: a failure after the file was stored makes it attach the file twice.
test.concurrent('an upload that was stored, but told as a failure, is there twice', async ({ zoho }) => {
  await zoho.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } })
  await attach({ url: zoho.url, token: '1000.all' }, '1', file)
  expect(await zoho.attachments.list()).toHaveLength(2)
  expect((await zoho.audit()).findings).toMatchObject([{ kind: 'duplicate-by-retry' }])
})

test.concurrent('a token that has expired is refused', async ({ zoho }) => {
  const { token } = await zoho.tokens.add({ lifetime: '1h' })
  await zoho.clock.advance('61m')
  await expect(attach({ url: zoho.url, token }, '1', file)).rejects.toMatchObject({ rule: 'auth.token-expired' })
})
