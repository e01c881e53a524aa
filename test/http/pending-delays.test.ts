import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket, type AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { faultyFile } from '../../src/faults/faulty-file.js'
import { createPendingDelays, type PendingDelays } from '../../src/http/pending-delays.js'
import { completeOptions } from '../../src/options.js'
import { assemble } from '../../src/server.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, raw } from '../helpers/raw.js'
import { build } from '../helpers/server.js'

const PATH = '/crm/v8/Leads/1/Attachments'
const headers = { authorization: 'Zoho-oauthtoken 1000.all' }
const upload = { method: 'POST', url: PATH, headers: { ...headers, 'content-type': MULTIPART }, payload: multipartBody([{ name: 'file', filename: 'a', content: 'x'.repeat(1000) }]) } as const

const responseTo = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()))

t.test('closing the server does not wait for faults: a delay, a slow download, a stalled response', async t => {
  const app = await build(t)
  const id = (await app.inject(upload)).json<{ data: [{ details: { id: string } }] }>().data[0].details.id
  await app.inject({
    method: 'POST',
    url: '/_mock/faults',
    payload: [
      { operation: 'list', delay: '1h' },
      { operation: 'download', action: { drip: { bytesPerSecond: 1 } } },
      { operation: 'delete', action: { stall: { phase: 'headers' } } }
    ]
  })
  const late = app.inject({ url: `${PATH}?fields=id`, headers })
  const slow = app.inject({ url: `${PATH}/${id}`, headers })
  const never = app.inject({ method: 'DELETE', url: `${PATH}/${id}`, headers })
  const broken = t.rejects(never, { code: 'LIGHT_ECONNRESET' })
  const hits = async (): Promise<number[]> => (await app.inject('/_mock/faults')).json<{ faults: Array<{ hits: number }> }>().faults.map(({ hits }) => hits)
  while ((await hits()).includes(0)) await setImmediate()
  await app.close()
  t.equal((await late).statusCode, 200)
  t.equal((await slow).body.length, 1000)
  await broken
})

t.test('delays and stalls that begin after the server has closed end at once', async t => {
  const delays = createPendingDelays()
  delays.end()
  const response = responseTo()
  await new Promise<void>(resolve => delays.wait(response, 3600_000, resolve))
  t.equal(response.destroyed, false)
  delays.keepOpen(response)
  t.equal(response.destroyed, true)
})

t.test('a download drips at the given speed, whatever pieces the file is stored in', async t => {
  const pieces = Array.from({ length: 20 }, () => Buffer.alloc(10, 'x'))
  const waits: number[] = []
  // These waits take no time, so each is as long as all before it together.
  const delays: PendingDelays = { ...createPendingDelays(), wait: (_raw, milliseconds, go) => { waits.push(milliseconds); go() } }
  const file = faultyFile(Readable.from(pieces, { objectMode: true }), { kind: 'drip', bytesPerSecond: 1000 }, responseTo(), delays, () => {})
  t.equal((await file.toArray()).length, 20)
  t.ok(Math.max(...waits) <= 200, `200 bytes at 1000 bytes per second, got ${Math.max(...waits)} ms`)
  t.ok(Math.max(...waits) > 100)
})

t.test('an error while a file is read is an error of the download’s stream', async t => {
  const file = new Readable({ read () { this.destroy(new Error('no file')) } })
  await t.rejects(faultyFile(file, { kind: 'truncate', atBytes: 1 }, responseTo(), createPendingDelays(), () => {}).toArray(), /no file/)
})

t.test('the log names the fault, and does not blame the client for a reset by a fault', async t => {
  const log: string[] = []
  const app = assemble(completeOptions({}), { logTo: { write: line => { log.push(line) } } })
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  await app.inject({
    method: 'POST',
    url: '/_mock/faults',
    payload: [{ operation: 'list', action: { reset: { phase: 'headers' } } }, { operation: 'list', action: { answer: 'INTERNAL_ERROR' } }]
  })
  const { write, rest } = await raw(t, port)
  await write(head(`GET ${PATH}?fields=id`, headers))
  await rest()
  await app.inject({ url: `${PATH}?fields=id`, headers })
  const line = async (fault: RegExp): Promise<object> => {
    for (;;) {
      const found = log.find(text => fault.test(text))
      if (found !== undefined) return JSON.parse(found) as object
      await setImmediate()
    }
  }
  t.match(await line(/fault-1/), { msg: 'broken off', fault: 'fault-1 reset at headers' })
  t.match(await line(/fault-2/), { msg: 'refused', fault: 'fault-2 answer server.internal-error', status: 500 })
})
