import t from 'tap'
import type { Entry } from '../../src/journal/entry.js'
import { createJournal } from '../../src/journal/journal.js'
import { redactField, redactHeader, redactUrl } from '../../src/journal/redact.js'
import { head, raw } from '../helpers/raw.js'
import { MULTIPART } from '../helpers/multipart.js'
import { listening } from '../helpers/server.js'

const entry = (id: string, url = '/'): Entry => ({ id, url, headers: { host: 'mock.test' }, notes: {} }) as unknown as Entry

t.test('a journal keeps so many requests, the newest, and counts the others', async t => {
  const journal = createJournal(2)
  for (const id of ['a', 'b', 'c']) journal.add(entry(id))
  t.strictSame(journal.all().map(({ id }) => id), ['b', 'c'])
  t.equal(journal.get('a'), undefined)
  t.equal(journal.dropped, 1)
  t.equal(journal.clear(), 2)
  t.equal(journal.dropped, 0)
})

t.test('a journal keeps so many bytes', async t => {
  const journal = createJournal(100_000)
  for (let added = 0; added < 20; added++) journal.add(entry(String(added), 'x'.repeat(1024 ** 2)))
  t.equal(journal.size, 15, 'each weighs a little more than a mebibyte, and there is room for 16')
})

t.test('a journal of none keeps nothing, and tells of each all the same', async t => {
  const journal = createJournal(0)
  const told: string[] = []
  const end = journal.subscribe(({ id }) => told.push(id))
  journal.add(entry('a'))
  end()
  journal.add(entry('b'))
  t.equal(journal.size, 0)
  t.strictSame(told, ['a'])
})

t.test('secrets are taken out, and what tells them apart stays', async t => {
  t.equal(redactHeader('authorization', 'Zoho-oauthtoken 1000.abcdef'), 'Zoho-oauthtoken [redacted, ends in cdef]')
  t.equal(redactHeader('authorization', '1000.abcdef'), '[redacted]')
  t.equal(redactHeader('cookie', 'a=b'), '[redacted]')
  t.equal(redactHeader('accept', '*/*'), '*/*')
  t.equal(redactUrl('/x?client_secret=a&b=c&refresh_token=d&Code=e'), '/x?client_secret=[redacted]&b=c&refresh_token=[redacted]&Code=[redacted]')
  t.equal(redactField('refresh_token', 'a'), '[redacted]')
  t.equal(redactField('title', 'a'), 'a')
})

t.test('an upload that its client breaks off is in the journal, without an answer', async t => {
  const { app, port } = await listening(t)
  const { socket, write, until } = await raw(t, port)
  await write(head('POST /crm/v8/Leads/1/Attachments', { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART, 'content-length': 1000, expect: '100-continue' }))
  await until(/100 Continue/)
  socket.destroy()
  const { requests: [request] } = (await app.inject({ method: 'POST', url: '/_mock/requests/await', payload: { operation: 'upload', outcome: 'aborted' } })).json<{ requests: [object] }>()
  t.match(request, { operation: 'upload', outcome: 'aborted', module: 'Leads' })
})

t.test('whoever has the answer finds the request, every time', async t => {
  const { app, url } = await listening(t)
  for (let made = 0; made < 200; made++) {
    const { headers } = await fetch(`${url}/crm/v8/org`)
    const { statusCode } = await app.inject(`/_mock/requests/${headers.get('x-mock-request-id')}`)
    if (statusCode !== 200) t.fail(`request ${made} is not there`)
  }
  t.equal((await app.inject('/_mock/requests')).json<{ requests: object[] }>().requests.length, 200)
})

t.test('a reader of the stream that has stopped reading is left behind', async t => {
  const { app, port } = await listening(t)
  const { socket, write, until } = await raw(t, port)
  await write(head('GET /_mock/requests/stream', {}))
  await until(/event-stream[\s\S]*\r\n\r\n/)
  socket.pause()
  const ended = new Promise<void>(resolve => app.server.getConnections(() => resolve()))
  await ended
  const count = (): Promise<number> => new Promise((resolve, reject) => app.server.getConnections((error, open) => error ? reject(error) : resolve(open)))
  const padding = 'x'.repeat(14_000)
  for (let made = 0; made < 5000 && await count() > 0; made++) await app.inject({ url: `/crm/v8/org?${padding}`, headers: { accept: padding } })
  t.equal(await count(), 0)
})
