import t from 'tap'
import { bytes, duration, plural, span, timeOfDay } from '../../src/inspector/page/format.js'
import { hashOf, parseRoute } from '../../src/inspector/page/hash.js'

t.test('a link says all that is shown, and is read back', async t => {
  const routes = [
    { screen: 'requests' },
    { screen: 'requests', id: 'req-7', sandbox: '*', filter: 'status:4xx "a b" -op:token' },
    { screen: 'rules', id: 'auth.scope-missing', sandbox: '' },
    { screen: 'attachments', id: 'a/b?c#d%', sandbox: 'worker-3' }
  ] as const
  for (const route of routes) t.match(parseRoute(hashOf(route)), route, hashOf(route))
})

t.test('a link that says nothing known leads to the requests', async t => {
  for (const hash of ['', '#', '#/', '#/nowhere', '#/%']) t.match(parseRoute(hash), { screen: 'requests', sandbox: undefined, filter: undefined })
  t.equal(parseRoute('#/requests/%E0%A4%A').id, '%E0%A4%A')
})

t.test('sizes are in units of 1024', async t => {
  t.strictSame([0, 1023, 1024, 1536, 20 * 1024, 3 * 1024 ** 2, 5 * 1024 ** 3].map(bytes), ['0 B', '1023 B', '1.0 KiB', '1.5 KiB', '20 KiB', '3.0 MiB', '5.0 GiB'])
})

t.test('durations have as many digits as are of use', async t => {
  t.strictSame([0.84, 12.3, 999, 1400].map(duration), ['0.8 ms', '12 ms', '999 ms', '1.4 s'])
  t.strictSame([-5, 0, 3000, 3_552_000, 3_600_000, 183_600_000].map(span), ['0 s', '0 s', '3 s', '59 m 12 s', '1 h', '2 d 3 h'])
})

t.test('times of day are the browser’s', async t => {
  t.equal(timeOfDay(new Date(2026, 0, 2, 3, 4, 5, 6).toISOString()), '03:04:05.006')
})

t.test('counts agree with their nouns', async t => {
  t.strictSame([plural(1, 'request'), plural(2000, 'request'), plural(2, 'entry', 'entries')], ['1 request', '2,000 requests', '2 entries'])
})
