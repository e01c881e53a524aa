import { once } from 'node:events'
import t from 'tap'
import { head, raw } from '../helpers/raw.js'
import { listening } from '../helpers/server.js'

t.test('pipelined requests all end when their client disconnects before the first response, and their sandbox is free', async t => {
  const { app, port } = await listening(t, { latency: '1m' })
  const { socket, write } = await raw(t, port)
  const request = head('GET /s/left/crm/v8/org', { authorization: 'Zoho-oauthtoken 1000.all' })
  const count = 15
  await write(request.repeat(count))
  const busy = async (): Promise<boolean> => (await app.inject('/_mock/sandboxes')).json<{ sandboxes: [{ busy: boolean }] }>().sandboxes[0]?.busy
  while (!await busy()) await once(app.server, 'request')
  socket.resetAndDestroy()
  const awaited = await app.inject({ method: 'POST', url: '/s/left/_mock/requests/await', payload: { outcome: 'aborted', count, timeout: '10s' } })
  t.equal(awaited.statusCode, 200, awaited.body.slice(0, 300))
  t.equal(await busy(), false)
})

t.test('pipelined requests have one journal entry each', async t => {
  const { app, port } = await listening(t)
  const { socket, write, until } = await raw(t, port)
  const request = head('GET /crm/v8/org', { authorization: 'Zoho-oauthtoken 1000.all' })
  await write(request.repeat(3))
  await until(/(HTTP\/1\.1 200 OK.*"org".*){3}/s)
  socket.end()
  await once(socket, 'close')
  const { requests } = (await app.inject('/_mock/requests')).json<{ requests: Array<{ outcome: string }> }>()
  t.strictSame(requests.map(({ outcome }) => outcome), ['answered', 'answered', 'answered'])
})
