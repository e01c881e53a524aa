import t from 'tap'
import type { Summary } from '../../src/control/shapes/summary.js'
import { numberOf } from '../../src/http/request-id.js'
import { filterHelp } from '../../src/inspector/page/requests/filter-help.js'
import { isRefused, parseFilter, replaceTerm, termsOf, toggleTerm } from '../../src/inspector/page/requests/filter.js'

const row: Summary = {
  id: 'req-1b',
  time: '2026-01-02T03:04:05.000Z',
  sandbox: '',
  operation: 'upload',
  method: 'POST',
  url: '/crm/v8/Leads/1000000231009/Attachments',
  module: 'Leads',
  record: '1000000231009',
  token: 'cdef',
  file: { name: 'Quote 2026.pdf', size: 1200 },
  status: 401,
  rule: 'auth.scope-missing',
  code: 'OAUTH_SCOPE_MISMATCH',
  outcome: 'answered',
  duration: 12,
  ignored: 0,
  userAgent: 'node'
}

const cases: ReadonlyArray<readonly [filter: string, matches: boolean]> = [
  ['', true],
  ['status:401', true],
  ['status:4xx', true],
  ['status:4', true],
  ['status:5xx', false],
  ['status:>=400', true],
  ['status:>401', false],
  ['status:<500', true],
  ['status:<=401', true],
  ['status:none', false],
  ['op:upload', true],
  ['op:UPLOAD', true],
  ['-op:upload', false],
  ['-op:token', true],
  ['rule:auth.', true],
  ['rule:upload.', false],
  ['code:oauth_scope_mismatch', true],
  ['module:leads', true],
  ['module:Deals', false],
  ['record:1000000231009', true],
  ['record:1000', false],
  ['file:quote', true],
  ['file:"quote 2026"', true],
  ['token:def', true],
  ['token:abc', false],
  ['method:post', true],
  ['sandbox:default', true],
  ['sandbox:worker-3', false],
  ['id:req-1b', true],
  ['id:1b', true],
  ['id:1a-1c', true],
  ['id:1c-2a', false],
  ['is:refused', true],
  ['is:faulted', false],
  ['is:ignored', false],
  ['is:aborted', false],
  ['is:slow', false],
  ['is:nothing', false],
  ['attachments', true],
  ['-attachments', false],
  ['"quote 2026.pdf"', true],
  ['quote scope-missing', true],
  ['quote invoice', false],
  ['status:4xx op:upload rule:auth. -op:token module:Leads token:def 1000000231009', true],
  ['unknown:key', false],
  ['-', true]
]

for (const [filter, matches] of cases) {
  t.test(`\`${filter}\` ${matches ? 'matches' : 'does not match'} a refused upload`, async t => t.equal(parseFilter(filter)(row), matches))
}

t.test('a request without an answer, file and token is matched by what it has', async t => {
  const { token: _, file: __, rule: ___, code: ____, status: _____, ...rest } = row
  const aborted: Summary = { ...rest, sandbox: 'worker-3', outcome: 'aborted', duration: 2000, fault: 'fault-1', ignored: 2 }
  for (const filter of ['is:aborted', 'is:slow', 'is:faulted', 'is:ignored', 'status:none', 'sandbox:worker-3', '-is:refused']) t.ok(parseFilter(filter)(aborted), filter)
  for (const filter of ['status:4xx', 'status:>=1', 'rule:auth', 'file:a', 'token:c', 'code:x']) t.notOk(parseFilter(filter)(aborted), filter)
})

t.test('requests are numbered in base 36, as Fastify does it', async t => {
  t.equal(numberOf('req-z'), 35)
  t.equal(numberOf('req-10'), 36)
})

t.test('only answers with a rule and a status of an error are refusals', async t => {
  t.ok(isRefused(row))
  t.notOk(isRefused({ ...row, status: 204 }))
  const { rule: _, ...rest } = row
  t.notOk(isRefused(rest))
})

t.test('a chip adds its term and takes it away again', async t => {
  t.equal(toggleTerm('op:upload', 'is:refused'), 'op:upload is:refused')
  t.equal(toggleTerm('op:upload is:refused "a b"', 'is:refused'), 'op:upload "a b"')
})

t.test('a range of requests takes the place of the one before', async t => {
  t.equal(replaceTerm('id:1-2 op:upload', 'id', '3-4'), 'op:upload id:3-4')
})

t.test('each key has an example in the help that is read as this key', async t => {
  for (const [key, [example]] of Object.entries(filterHelp)) t.equal(termsOf(example)[0]?.key, key)
})
