import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { eventsAt } from '../helpers/events.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, raw } from '../helpers/raw.js'
import { build, listening } from '../helpers/server.js'

const TOKEN = { authorization: 'Zoho-oauthtoken 1000.all' }
const UPLOAD = '/crm/v8/Leads/1/Attachments'
const file = (content = 'hello'): RequestInit => ({ method: 'POST', headers: { ...TOKEN, 'content-type': MULTIPART }, body: new Uint8Array(multipartBody([{ name: 'file', filename: 'a.txt', content }])) })
const json = (method: string, body: object = {}): RequestInit => ({ method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

t.test('every connection begins with hello, and nothing is replayed to a new client', async t => {
  const { url } = await listening(t)
  await fetch(url + UPLOAD, file())
  const client = await eventsAt(t, `${url}/_mock/events`)
  const { id, data } = await client.next('hello')
  t.equal(data.isReplayed, false)
  t.equal(id, `${data.instance}-0`)
  t.equal(client.seen.length, 1, 'the upload before it is told by the list of requests')
})

t.test('an upload is told to two clients, with its summary, and that it changed the attachments', async t => {
  const { url } = await listening(t)
  const clients = await Promise.all([eventsAt(t, `${url}/_mock/events`), eventsAt(t, `${url}/_mock/events?sandbox=*`)])
  const reply = await fetch(url + UPLOAD, { ...file(), headers: { ...file().headers, 'user-agent': 'robot/1' } })
  const id = reply.headers.get('x-mock-request-id')
  const attachment = (await reply.json() as { data: [{ details: { id: string } }] }).data[0].details.id
  for (const client of clients) {
    const { data } = await client.next('requests')
    t.match(data, {
      sandbox: '',
      skipped: 0,
      requests: [{
        id, attachment, sandbox: '', surface: 'crm', operation: 'upload', method: 'POST', url: UPLOAD, module: 'Leads', record: '1', token: '[redacted]', file: { name: 'a.txt', size: 5 }, status: 200, outcome: 'answered', ignored: 0, userAgent: 'robot/1'
      }]
    })
    t.equal(data.requests.length, 1)
    t.strictSame((await client.next('changed')).data, { sandbox: '', parts: ['attachments'] })
  }
})

t.test('many requests are told in one event with the newest 50, and how many were left out', async t => {
  const { url, app } = await listening(t)
  const client = await eventsAt(t, `${url}/_mock/events`)
  const replies = await Promise.all(Array.from({ length: 120 }, () => app.inject({ url: '/crm/v8/org', headers: TOKEN })))
  t.equal(replies.length, 120)
  let [told, skipped] = [0, 0]
  while (told + skipped < 120) {
    const { data } = await client.next('requests')
    t.ok(data.requests.length <= 50)
    told += data.requests.length
    skipped += data.skipped
  }
  t.ok(skipped > 0, `${skipped} were left out`)
})

t.test('a client hears of its own sandbox only, and with * of all', async t => {
  const { url } = await listening(t)
  const [own, other, all] = await Promise.all([eventsAt(t, `${url}/s/a/_mock/events`), eventsAt(t, `${url}/_mock/events`), eventsAt(t, `${url}/_mock/events?sandbox=*`)])
  await fetch(`${url}/s/a/crm/v8/org`, { headers: TOKEN })
  t.match((await own.next('requests')).data, { sandbox: 'a', requests: [{ sandbox: 'a', operation: 'org' }] })
  t.match((await all.next('requests')).data, { sandbox: 'a' })
  await fetch(`${url}/crm/v8/users`, { headers: TOKEN })
  t.match((await other.next('requests')).data, { sandbox: '', requests: [{ operation: 'users' }] })
  t.match((await all.next('requests')).data, { sandbox: '' })
  t.equal(own.seen.filter(({ name }) => name === 'requests').length, 1)
  const reply = await fetch(`${url}/s/a/_mock/events?sandbox=*`)
  t.equal(reply.status, 404)
  t.strictSame(await reply.json(), { error: 'Sandboxes are watched together at the base URL, not inside one of them' })
})

t.test('a client that comes back gets the events that it missed, without gaps and twice', async t => {
  const { url } = await listening(t)
  const first = await eventsAt(t, `${url}/_mock/events`)
  const watcher = await eventsAt(t, `${url}/_mock/events`)
  await fetch(url + UPLOAD, file())
  const { id } = await first.next('changed')
  first.end()
  await fetch(`${url}/_mock/clock/advance`, json('POST', { by: '1h' }))
  const last = await watcher.next('changed', ({ parts }) => parts.includes('clock'))
  const again = await eventsAt(t, `${url}/_mock/events`, id)
  t.match(await again.next('hello'), { id, data: { isReplayed: true } })
  t.strictSame(await again.next('changed'), last)
  await fetch(`${url}/_mock/tokens/expire`, json('POST'))
  t.strictSame((await again.next('changed')).data, { sandbox: '', parts: ['tokens'] })
})

t.test('an id that is too old, of another server, or none is not continued', async t => {
  const { url } = await listening(t)
  const { data: { instance } } = await (await eventsAt(t, `${url}/_mock/events`)).next('hello')
  for (const id of [`${instance}-7`, `${instance}-`, 'other-0', 'nonsense', '']) {
    const { data } = await (await eventsAt(t, `${url}/_mock/events`, id)).next('hello')
    t.equal(data.isReplayed, false, id)
  }
  t.equal((await (await eventsAt(t, `${url}/_mock/events`, `${instance}-0`)).next('hello')).data.isReplayed, true)
})

t.test('two servers have different instances', async t => {
  const instances = await Promise.all([1, 2].map(async () => (await (await eventsAt(t, `${(await listening(t)).url}/_mock/events`)).next('hello')).data.instance))
  t.not(instances[0], instances[1])
})

t.test('a download that a fault breaks is told again, under the same id, with how it ended', async t => {
  const { url } = await listening(t)
  const { data: [{ details: { id } }] } = await (await fetch(url + UPLOAD, file('x'.repeat(100_000)))).json() as { data: [{ details: { id: string } }] }
  await fetch(`${url}/_mock/faults`, json('POST', { operation: 'download', action: { truncate: { atBytes: 1000 } } }))
  const client = await eventsAt(t, `${url}/_mock/events`)
  await t.rejects(fetch(`${url}${UPLOAD}/${id}`, { headers: TOKEN }).then(async reply => await reply.arrayBuffer()))
  const { data: { requests: [request] } } = await client.next('requests', ({ requests }) => requests.some(({ outcome }) => outcome === 'broken'))
  t.match(request, { operation: 'download', outcome: 'broken', fault: 'fault-1' })
  t.match(await (await fetch(`${url}/_mock/requests/${request?.id}`)).json(), { fault: { id: 'fault-1', bytes: 1000 } })
  const parts = client.seen.flatMap(event => event.name === 'changed' ? event.data.parts : [])
  if (!parts.includes('faults')) t.strictSame((await client.next('changed')).data.parts, ['faults'])
})

t.test('an upload that its client aborts is told', async t => {
  const { url, port } = await listening(t)
  const client = await eventsAt(t, `${url}/_mock/events`)
  const { socket, write, until } = await raw(t, port)
  await write(head(`POST ${UPLOAD}`, { ...TOKEN, 'content-type': MULTIPART, 'content-length': 1000, expect: '100-continue' }))
  await until(/100 Continue/)
  socket.destroy()
  t.match((await client.next('requests')).data.requests, [{ operation: 'upload', outcome: 'aborted', status: undefined }])
})

t.test('a request that ends after the journal was emptied is not told', async t => {
  const { url, port } = await listening(t)
  const { data: [{ details: { id } }] } = await (await fetch(url + UPLOAD, file('x'.repeat(1000)))).json() as { data: [{ details: { id: string } }] }
  await fetch(`${url}/_mock/faults`, json('POST', { operation: 'download', action: { drip: { bytesPerSecond: 10 } } }))
  const client = await eventsAt(t, `${url}/_mock/events`)
  const { socket, write, until } = await raw(t, port)
  await write(head(`GET ${UPLOAD}/${id}`, TOKEN))
  await until(/x$/)
  await fetch(`${url}/_mock/requests`, { method: 'DELETE' })
  await client.next('cleared')
  socket.destroy()
  await fetch(`${url}/crm/v8/org`, { headers: TOKEN })
  t.match((await client.next('requests')).data.requests.map(({ operation }) => operation), ['org'])
})

t.test('emptying the journal, a reset, a loaded state and each change by the control API are told', async t => {
  const { url } = await listening(t)
  const client = await eventsAt(t, `${url}/_mock/events`)
  const state = await (await fetch(`${url}/_mock/state`)).json() as object
  const changes: ReadonlyArray<readonly [path: string, init: RequestInit, parts: readonly string[]]> = [
    ['/clock', json('PUT', { mode: 'real' }), ['clock', 'faults']],
    ['/tokens', json('POST', { token: '1000.new' }), ['tokens']],
    ['/users', json('POST', { id: '5', name: 'Five' }), ['tokens', 'users']],
    ['/users/5', json('DELETE'), ['tokens', 'users']],
    ['/records', json('POST', { module: 'Leads', id: '9' }), ['records']],
    ['/faults', json('POST', { operation: 'list', delay: '1ms' }), ['faults']],
    ['/faults/fault-1', json('PATCH', { enabled: false }), ['faults']],
    ['/faults/fault-1', json('DELETE'), ['faults']],
    ['/stubs', json('POST', { method: 'GET', path: '/crm/:version/coql' }), ['stubs']],
    ['/stubs/stub-1', json('DELETE'), ['stubs']],
    ['/reset', json('POST', { only: ['clock', 'ids'] }), ['clock', 'state']],
    ['/reset', json('POST'), ['attachments', 'clock', 'faults', 'files', 'records', 'state', 'stubs', 'tokens', 'users']],
    ['/state', json('PUT', state), ['attachments', 'clock', 'faults', 'files', 'records', 'state', 'stubs', 'tokens', 'users']]
  ]
  for (const [path, init, parts] of changes) {
    const { status } = await fetch(`${url}/_mock${path}`, init)
    t.equal(status, 200, path)
    t.strictSame((await client.next('changed')).data, { sandbox: '', parts }, `${init.method} ${path}`)
  }
  t.equal((await fetch(`${url}/_mock/faults/fault-9`, json('DELETE'))).status, 404)
  await fetch(`${url}/_mock/requests`, json('DELETE'))
  t.strictSame((await client.next('cleared')).data, { sandbox: '' })
  t.equal(client.seen.at(-2)?.name, 'changed', 'what was refused is not told')
})

t.test('a request in the same event as an emptied journal is told after it, if it came after it', async t => {
  const { url, app } = await listening(t)
  const client = await eventsAt(t, `${url}/_mock/events`)
  await Promise.all([app.inject({ url: '/crm/v8/org', headers: TOKEN }), app.inject({ method: 'DELETE', url: '/_mock/requests' })])
  await app.inject({ url: '/crm/v8/users', headers: TOKEN })
  await client.next('cleared')
  t.match((await client.next('requests', ({ requests }) => requests.some(({ operation }) => operation === 'users'))).data.requests.at(-1), { operation: 'users' })
})

t.test('tokens that the token endpoint gives and revokes, and deletions are told', async t => {
  const { url } = await listening(t)
  const client = await eventsAt(t, `${url}/_mock/events`)
  const { access_token: token } = await (await fetch(`${url}/oauth/v2/token?client_id=a&grant_type=client_credentials&scope=ZohoCRM.modules.ALL`, { method: 'POST' })).json() as { access_token: string }
  t.strictSame((await client.next('changed')).data.parts, ['tokens'])
  await fetch(`${url}/oauth/v2/token/revoke?token=${token}`, { method: 'POST' })
  t.strictSame((await client.next('changed')).data.parts, ['tokens'])
  const { data: [{ details: { id } }] } = await (await fetch(url + UPLOAD, file())).json() as { data: [{ details: { id: string } }] }
  t.strictSame((await client.next('changed')).data.parts, ['attachments'])
  await fetch(`${url}${UPLOAD}/${id}`, { method: 'DELETE', headers: TOKEN })
  t.strictSame((await client.next('changed')).data.parts, ['attachments'])
  await fetch(`${url}/oauth/v2/token`, { method: 'POST' })
  await fetch(`${url}${UPLOAD}/${id}`, { method: 'DELETE' })
  await client.next('requests', ({ requests }) => requests.some(({ rule }) => rule === 'auth.header-missing'))
  t.equal(client.seen.filter(({ name }) => name === 'changed').length, 4, 'what was refused changed nothing')
})

t.test('that a stub has answered is told, because its hits have changed', async t => {
  const { url } = await listening(t)
  const client = await eventsAt(t, `${url}/_mock/events`)
  await fetch(`${url}/_mock/stubs`, json('POST', { method: 'POST', path: '/crm/:version/coql' }))
  t.strictSame((await client.next('changed')).data.parts, ['stubs'])
  await fetch(`${url}/crm/v8/coql`, { method: 'POST' })
  t.strictSame((await client.next('changed')).data.parts, ['stubs'])
  t.match(client.seen.findLast(({ name }) => name === 'requests')?.data, { requests: [{ operation: 'stub', stub: 'stub-1', status: 200 }] })
})

t.test('sandboxes that are opened, deleted and dropped are told to all clients', async t => {
  const { url } = await listening(t, { maxSandboxes: 2 })
  const client = await eventsAt(t, `${url}/_mock/events`)
  await fetch(`${url}/s/a/crm/v8/org`, { headers: TOKEN })
  t.strictSame((await client.next('sandboxes')).data, {})
  await fetch(`${url}/_mock/sandboxes/a`, { method: 'DELETE' })
  await client.next('sandboxes')
  const all = await eventsAt(t, `${url}/_mock/events?sandbox=*`)
  await fetch(`${url}/s/a/crm/v8/org`, { headers: TOKEN })
  t.match((await all.next('requests')).data, { sandbox: 'a' }, 'one that was deleted is watched when it is used again')
  for (const name of ['b', 'c']) await fetch(`${url}/s/${name}/_mock/livez`)
  await all.next('sandboxes')
})

t.test('a watched seed that changes is told to each sandbox', async t => {
  const path = join(mkdtempSync(join(tmpdir(), 'events-')), 'seed.json')
  writeFileSync(path, '{}')
  const { url } = await listening(t, { seed: path, watch: true })
  const client = await eventsAt(t, `${url}/_mock/events?sandbox=*`)
  await fetch(`${url}/s/a/_mock/livez`)
  writeFileSync(path, JSON.stringify({ missingRecords: ['7'] }))
  const told = new Set<string>()
  while (told.size < 2) told.add((await client.next('changed', ({ parts }) => parts.includes('records'))).data.sandbox)
  t.strictSame([...told].sort(), ['', 'a'])
})

t.test('a client that stops reading is disconnected', async t => {
  const { app, port } = await listening(t)
  const { socket, write, until } = await raw(t, port)
  await write(head('GET /_mock/events', {}))
  await until(/event: hello/)
  socket.pause()
  const count = (): Promise<number> => new Promise((resolve, reject) => app.server.getConnections((error, open) => error ? reject(error) : resolve(open)))
  const padding = 'x'.repeat(14_000)
  for (let made = 0; made < 20_000 && await count() > 0; made++) await app.inject({ url: `/crm/v8/org?page=${padding}`, headers: TOKEN })
  t.equal(await count(), 0)
})

t.test('HEAD of the events answers and ends', async t => {
  const { url } = await listening(t)
  const reply = await fetch(`${url}/_mock/events`, { method: 'HEAD' })
  t.equal(reply.status, 200)
  t.equal(reply.headers.get('content-type'), 'text/event-stream')
})

t.test('the stream ends when the server closes', async t => {
  const app = await build(t)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const client = await eventsAt(t, `${url}/_mock/events`)
  await client.next('hello')
  await app.close()
  await t.rejects(client.next('changed'))
})
