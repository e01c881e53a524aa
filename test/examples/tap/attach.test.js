import t from 'tap'
import { startMock } from 'zoho-attachments-mock'
import { attach } from '../client/attach.mjs'

const file = { name: 'quote.txt', text: 'Hello' }
const mock = await startMock()
t.teardown(() => mock.close())
// Each test starts from the seed. The tests of a file run one after the other.
t.beforeEach(() => mock.reset())

t.test('a file is attached unchanged', async t => {
  const id = await attach({ url: mock.url, token: '1000.all' }, '1', file)
  t.equal(String(await mock.attachments.content(id)), 'Hello')
})

t.test('a token without the scope is refused', async t => {
  await t.rejects(attach({ url: mock.url, token: '1000.read-only' }, '1', file), { rule: 'auth.scope-missing' })
})

t.test('an upload whose connection breaks is retried', async t => {
  await mock.faults.add({ operation: 'upload', action: { reset: { phase: 'body' } } })
  await attach({ url: mock.url, token: '1000.all' }, '1', file)
  t.match(await mock.requests.list(), [{ outcome: 'broken' }, { outcome: 'answered' }])
})

// A mistake of this client: after a failure that comes when the file is already stored, it attaches the file twice.
t.test('an upload that was stored but never answered is attached twice', async t => {
  await mock.faults.add({ operation: 'upload', action: { reset: { phase: 'after-commit' } } })
  await attach({ url: mock.url, token: '1000.all' }, '1', file)
  t.equal((await mock.attachments.list()).length, 2)
  t.match(await mock.audit(), { findings: [{ kind: 'duplicate-by-retry' }] })
})

t.test('an expired token is refused', async t => {
  const { token } = await mock.tokens.add({ lifetime: '1h' })
  await mock.clock.advance('61m')
  await t.rejects(attach({ url: mock.url, token }, '1', file), { rule: 'auth.token-expired' })
})
