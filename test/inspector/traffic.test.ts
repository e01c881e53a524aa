import t from 'tap'
import type { Summary } from '../../src/control/shapes/summary.js'
import { merge, MOST } from '../../src/inspector/page/requests/merge.js'
import { retriesIn } from '../../src/inspector/page/requests/retries.js'
import { binsOf, percentile } from '../../src/inspector/page/requests/timeline.js'

function row (number: number, more: Partial<Summary> = {}): Summary {
  return {
    id: `req-${number.toString(36)}`,
    time: new Date(Date.UTC(2026, 0, 2) + number * 1000).toISOString(),
    sandbox: '',
    method: 'POST',
    url: '/crm/v8/Leads/1/Attachments',
    status: 200,
    outcome: 'answered',
    duration: number,
    ignored: 0,
    ...more
  }
}

t.test('new requests come before those that are there, and one that changed takes its own place', async t => {
  const merged = merge([row(40), row(36), row(2)], [row(36, { outcome: 'aborted' }), row(41), row(3)])
  t.strictSame(merged.map(({ id, outcome }) => [id, outcome]), [['req-15', 'answered'], ['req-14', 'answered'], ['req-10', 'aborted'], ['req-3', 'answered'], ['req-2', 'answered']])
})

t.test('the page keeps the newest requests, up to a bound', async t => {
  const merged = merge(Array.from({ length: MOST }, (_, index) => row(index)), [row(MOST)])
  t.equal(merged.length, MOST)
  t.equal(merged[0]?.id, row(MOST).id)
  t.equal(merged.at(-1)?.id, row(1).id)
})

t.test('a request is a retry of an equal one that failed on the server’s side', async t => {
  const file = { name: 'a.txt', size: 3 }
  const rows = [
    row(9, { file }),
    row(8, { status: 500, file }),
    row(7, { status: 429, file }),
    row(6, { status: 500, file, sandbox: 'other' }),
    row(5, { file: { name: 'b.txt', size: 3 } }),
    row(4, { status: 400, rule: 'upload.nothing', file: { name: 'b.txt', size: 3 } })
  ]
  t.strictSame([...retriesIn(rows)], [['req-8', 'req-7'], ['req-9', 'req-8']])
})

t.test('a request whose answer never came may be made again', async t => {
  const { status: _, ...unanswered } = row(1)
  t.strictSame([...retriesIn([row(3), row(2, { outcome: 'aborted' }), { ...unanswered, outcome: 'broken' }])], [['req-2', 'req-1'], ['req-3', 'req-2']])
})

t.test('requests are counted over time by how they ended', async t => {
  const bins = binsOf([row(0), row(1, { status: 401, rule: 'auth.token-expired' }), row(9, { status: 500, rule: 'server.internal-error', fault: 'fault-1' }), row(10)], 2)
  t.strictSame(bins.map(({ answered, refused, faulted }) => [answered, refused, faulted]), [[1, 1, 0], [1, 0, 1]])
  t.equal(bins[0]?.to, bins[1]?.from)
})

t.test('one request, and requests of one moment, have a place in the plot', async t => {
  const bins = binsOf([row(1), row(1)], 3)
  t.equal(bins.reduce((sum, { answered }) => sum + answered, 0), 2)
  t.strictSame(binsOf([], 3), [])
})

t.test('half of the requests did not take longer than the median', async t => {
  const rows = Array.from({ length: 100 }, (_, index) => row(index))
  t.equal(percentile(rows, 0.5), 50)
  t.equal(percentile(rows, 0.95), 95)
  t.equal(percentile(rows, 1), 99)
  t.equal(percentile([], 0.5), undefined)
})
