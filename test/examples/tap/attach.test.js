import t from 'tap'
import { startMock } from 'zoho-attachments-mock'
import { attach } from '../client/attach.mjs'

const file = { name: 'quote.txt', text: 'Hello' }
const mock = await startMock()
t.teardown(() => mock.close())
// Each test begins with the seed; tests of one file run one after the other.
t.beforeEach(() => mock.reset())

t.test('a file is attached as it is', async t => {
  const id = await attach({ url: mock.url, token: '1000.all' }, '1', file)
  t.equal(String(await mock.attachments.content(id)), 'Hello')
})

t.test('a token without the scope is refused', async t => {
  await t.rejects(attach({ url: mock.url, token: '1000.read-only' }, '1', file), { rule: 'auth.scope-missing' })
})

t.test('a connection that breaks once is made again', async t => {
  await mock.faults.add({ operation: 'upload', action: { reset: { phase: 'body' } } })
  await attach({ url: mock.url, token: '1000.all' }, '1', file)
  t.match(await mock.requests.list(), [{ outcome: 'broken' }, { outcome: 'answered' }])
})

// What this client gets wrong: a failure after the file was stored makes it attach the file twice.
t.test('an upload that was stored, and whose answer never came, is there twice', async t => {
  await mock.faults.add({ operation: 'upload', action: { reset: { phase: 'after-commit' } } })
  await attach({ url: mock.url, token: '1000.all' }, '1', file)
  t.equal((await mock.attachments.list()).length, 2)
  t.match(await mock.audit(), { findings: [{ kind: 'duplicate-by-retry' }] })
})

t.test('a token that has expired is refused', async t => {
  const { token } = await mock.tokens.add({ lifetime: '1h' })
  await mock.clock.advance('61m')
  await t.rejects(attach({ url: mock.url, token }, '1', file), { rule: 'auth.token-expired' })
})
