import t, { type Test } from 'tap'
import type { Options } from '../../src/options.js'
import { build } from '../helpers/server.js'

const list = { url: '/crm/v8/Leads/1/Attachments?fields=id', headers: { authorization: 'Zoho-oauthtoken 1000.all' } }

t.test('every response of Zoho’s APIs takes the latency, a refusal too', async t => {
  const app = await build(t, { latency: '30ms' })
  for (const request of [list, { ...list, headers: {} }, { method: 'POST', url: '/oauth/v2/token' } as const]) {
    const begin = performance.now()
    await app.inject(request)
    // Timers count whole milliseconds.
    t.ok(performance.now() - begin >= 29)
  }
})

t.test('latency does not apply to the control API and invalid sandboxes, and closing the server ends it', async t => {
  const app = await build(t, { latency: '60m' })
  const late = app.inject(list)
  for (const url of ['/_mock/livez', '/_mock/attachments', '/s/a/_mock/faults', '/', '/s/-/crm/v8/org']) t.not((await app.inject(url)).statusCode, 500, url)
  await app.close()
  t.equal((await late).statusCode, 204)
})

t.test('latencies of a range repeat in every run and after every reset, and differ for another sandbox or seed', async t => {
  const timesOf = async (t: Test, options: Options = {}, base = ''): Promise<Array<readonly number[]>> => {
    const app = await build(t, { latency: '1ms-9ms', ...options })
    const runs: Array<readonly number[]> = []
    for (const again of [false, true]) {
      const timers = t.capture(globalThis, 'setTimeout', setTimeout)
      for (let count = 0; count < 10; count++) await app.inject({ ...list, url: base + list.url })
      runs.push(timers().map(({ args: [, time] }) => Number(time)))
      timers.restore()
      if (!again) await app.inject({ method: 'POST', url: `${base}/_mock/reset` })
    }
    return runs
  }
  const [first, again] = await timesOf(t)
  t.equal(first?.length, 10)
  t.ok(first?.every(time => time >= 1 && time <= 9) && new Set(first).size > 2, String(first))
  t.strictSame(again, first)
  t.strictSame((await timesOf(t))[0], first)
  t.notSame((await timesOf(t, {}, '/s/a'))[0], first)
  t.notSame((await timesOf(t, { idSeed: 'x' }))[0], first)
})
