import { createHash } from 'node:crypto'
import t from 'tap'
import { buildServer } from '../../src/server.js'
import type { Entry } from '../../src/journal/entry.js'
import { createJournal } from '../../src/journal/journal.js'
import { head, raw } from '../helpers/raw.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { listening } from '../helpers/server.js'

const entry = (id: string, url = '/'): Entry => ({ id, url, headers: { host: 'mock.test' }, observations: {} }) as unknown as Entry

/** A complete entry, which does not change any more. */
const over = (id: string): Entry => ({
  id,
  time: 1,
  clock: 2,
  api: 'crm',
  operation: 'upload',
  method: 'POST',
  url: '/crm/v8/Leads/1/Attachments',
  headers: { host: 'mock.test' },
  facts: { credential: '1000.all', recordRef: { module: 'Leads', record: '1' } },
  passed: ['knownUrl', 'knownVersion'],
  refusedBy: null,
  refusal: null,
  fault: null,
  observations: { ignored: ['page'] },
  status: 200,
  retryAfter: 3,
  outcome: 'answered',
  duration: 1.5,
  isOver: true
})

t.test('a journal keeps the newest requests up to its size and counts the dropped ones', async t => {
  const journal = createJournal(2)
  for (const id of ['a', 'b', 'c']) journal.add(entry(id))
  t.strictSame(journal.all().map(({ id }) => id), ['b', 'c'])
  t.equal(journal.get('a'), undefined)
  t.equal(journal.dropped, 1)
  t.equal(journal.clear(), 2)
  t.equal(journal.dropped, 0)
})

t.test('a journal drops entries when they exceed 24 MiB', async t => {
  const journal = createJournal(100_000)
  for (let added = 0; added < 30; added++) journal.add(entry(String(added), 'x'.repeat(1024 ** 2)))
  t.equal(journal.size, 23, 'each weighs a little more than a mebibyte, and there is room for 24')
})

/** More entries than are serialized in one batch. */
const MANY = 200

t.test('serialized entries are unchanged, and the oldest are dropped first', async t => {
  const journal = createJournal(MANY)
  const entries = Array.from({ length: MANY * 3 }, (_, index) => over(`req-${index}`))
  for (const entry of entries) journal.add(entry)
  const kept = entries.slice(-MANY)
  t.strictSame(journal.all(), kept)
  t.equal(journal.size, MANY)
  t.equal(journal.dropped, MANY * 2)
  t.strictSame(journal.get(kept[0]?.id as string), kept[0])
  t.equal(journal.get('req-0'), undefined)
  t.equal(journal.clear(), MANY)
  t.strictSame(journal.all(), [])
  journal.add(over('again'))
  t.strictSame(journal.all(), [over('again')])
})

t.test('serialized entries are dropped when they exceed 24 MiB, too', async t => {
  const journal = createJournal(100_000)
  const url = 'x'.repeat(64 * 1024)
  for (let added = 0; added < 1000; added++) journal.add({ ...over(String(added)), url })
  t.ok(journal.size > 328 && journal.size < 384, `${journal.size} of 64 KiB and a little more, in 24 MiB`)
  t.equal(journal.size + journal.dropped, 1000)
  t.equal(journal.all().length, journal.size)
  t.equal(journal.all().at(-1)?.id, '999')
})

t.test('an entry that is not over can still change after many later entries', async t => {
  const journal = createJournal(1000)
  const slow = { ...over('slow'), isOver: false }
  journal.add(slow)
  for (let added = 0; added < MANY; added++) journal.add(over(String(added)))
  Object.assign(slow, { outcome: 'aborted', isOver: true })
  for (let added = 0; added < MANY; added++) journal.add(over(String(added)))
  t.match(journal.get('slow'), { outcome: 'aborted' })
  t.equal(journal.size, 2 * MANY + 1)
})

t.test('a file’s hash that is computed after its entry was serialized is in the entry', async t => {
  const journal = createJournal(1000)
  const digests = Array.from({ length: MANY }, (): { sha256?: string } => ({}))
  for (const digest of digests) journal.add({ ...over('upload'), observations: { parts: [{ name: 'file', size: 1, digest }, { name: 'other', size: 1, digest: { sha256: 'known' } }] } })
  for (const [index, digest] of digests.entries()) digest.sha256 = `hash ${index}`
  const hashes = journal.all().map(({ observations: { parts } }) => parts?.map(({ digest }) => digest?.sha256))
  t.strictSame(hashes, digests.map(({ sha256 }) => [sha256, 'known']))
})

t.test('the beginning of an answer counts as a part of its entry', async t => {
  const journal = createJournal(100_000)
  for (let added = 0; added < 30; added++) journal.add({ ...over(String(added)), body: { text: 'x'.repeat(512 * 1024), size: 1, isTruncated: true }, answer: { headers: {}, text: 'x'.repeat(512 * 1024) } })
  t.equal(journal.size, 23)
})

t.test('the newest entries come in the order in which their requests came in, however late they were answered', async t => {
  const journal = createJournal(250)
  const id = (number: number): string => `req-${number.toString(36)}`
  // Every seventh request is answered after the next fifty.
  const numbers = Array.from({ length: 400 }, (_value, index) => index).sort((a, b) => (a % 7 === 0 ? a + 50 : a) - (b % 7 === 0 ? b + 50 : b))
  for (const number of numbers) journal.add(over(id(number)))
  const kept = numbers.slice(-250).toSorted((a, b) => b - a)
  const read = (count: number, before?: number): string[] => journal.newest(count, before === undefined ? undefined : id(before)).map(entry => entry.id)
  t.strictSame(read(1000), kept.map(id))
  for (const count of [1, 40, 150]) t.strictSame(read(count), kept.slice(0, count).map(id))
  const paged: string[] = []
  for (let before: number | undefined, page = read(30); page.length > 0; page = read(30, before)) {
    paged.push(...page)
    before = Number.parseInt(String(page.at(-1)).slice(4), 36)
  }
  t.strictSame(paged, kept.map(id), 'in pages, too')
  for (const number of numbers.slice(-250)) if (journal.get(id(number))?.id !== id(number)) t.fail(`${number} is not found`)
  t.equal(journal.get(id(numbers[0] as number)), undefined)
})

t.test('refused entries are counted, packed or not, and without those that had to make room', async t => {
  const journal = createJournal(100)
  const refusal = { rule: 'record.unknown', explain: 'none' } as const
  for (let added = 0; added < 150; added++) journal.add({ ...over(`req-${added}`), status: 404, refusal: added % 2 === 0 ? refusal : null })
  t.equal(journal.refused, 50)
  for (const status of [204, 304]) journal.add({ ...over(`req-x${status}`), status, refusal })
  t.equal(journal.refused, 49, 'an empty list and an unchanged one refuse nothing')
  journal.clear()
  t.equal(journal.refused, 0)
})

t.test('subscribers are told that a journal was emptied', async t => {
  const journal = createJournal(10)
  let cleared = 0
  const end = journal.subscribe(() => {}, () => { cleared++ })
  // Not told, and not in the way.
  journal.subscribe(() => {})
  journal.clear()
  end()
  journal.clear()
  t.equal(cleared, 1)
})

t.test('a journal of size 0 keeps nothing and still notifies its subscribers', async t => {
  const journal = createJournal(0)
  const seen: string[] = []
  const end = journal.subscribe(({ id }) => seen.push(id))
  journal.add(entry('a'))
  end()
  journal.add(entry('b'))
  t.equal(journal.size, 0)
  t.strictSame(seen, ['a'])
})

t.test('a server with --journal-size 0 keeps no requests and still answers a wait for one', async t => {
  const { app, url } = await listening(t, { journalSize: 0 })
  const wait = { isOver: false }
  const waiting = app.inject({ method: 'POST', url: '/_mock/requests/await', payload: { operation: 'org' } }).finally(() => { wait.isOver = true })
  for (let made = 0; made < 1000 && !wait.isOver; made++) await fetch(`${url}/crm/v8/org`)
  t.match((await waiting).json(), { requests: [{ operation: 'org' }] })
  await fetch(`${url}/crm/v8/org`)
  t.strictSame((await app.inject('/_mock/requests')).json<{ requests: object[] }>().requests, [])
})

t.test('an upload that its client aborts is in the journal as aborted', async t => {
  const { app, port } = await listening(t)
  const { socket, write, until } = await raw(t, port)
  await write(head('POST /crm/v8/Leads/1/Attachments', { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART, 'content-length': 1000, expect: '100-continue' }))
  await until(/100 Continue/)
  socket.destroy()
  const { requests: [request] } = (await app.inject({ method: 'POST', url: '/_mock/requests/await', payload: { operation: 'upload', outcome: 'aborted' } })).json<{ requests: [object] }>()
  t.match(request, { operation: 'upload', outcome: 'aborted', module: 'Leads' })
})

t.test('a request is in the journal as soon as its response has arrived', async t => {
  const { app, url } = await listening(t)
  for (let made = 0; made < 200; made++) {
    const { headers } = await fetch(`${url}/crm/v8/org`)
    const { statusCode } = await app.inject(`/_mock/requests/${headers.get('x-mock-request-id')}`)
    if (statusCode !== 200) t.fail(`request ${made} is not there`)
  }
  t.equal((await app.inject('/_mock/requests')).json<{ requests: object[] }>().requests.length, 200)
})

t.test('a client of the stream that stops reading is disconnected', async t => {
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

t.test('the journal has the hashes of all files, old ones and deleted ones too', async t => {
  const { app } = await listening(t)
  const content = (index: number): string => `file ${index}`
  for (let index = 0; index < MANY; index++) {
    await app.inject({
      method: 'POST',
      url: '/crm/v8/Leads/1/Attachments',
      headers: { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART },
      payload: multipartBody([{ name: 'file', filename: 'a.txt', content: content(index) }])
    })
  }
  const hashes = async (): Promise<unknown[]> => (await app.inject('/_mock/requests')).json<{ requests: Array<{ parts: Array<{ sha256: string }> }> }>().requests.map(({ parts: [part] }) => part?.sha256)
  const expected = Array.from({ length: MANY }, (_, index) => createHash('sha256').update(content(index)).digest('hex'))
  t.strictSame(await hashes(), expected)
  await app.inject({ method: 'POST', url: '/_mock/reset', payload: { only: ['attachments'] } })
  t.strictSame(await hashes(), expected)
})

t.test('a request whose response fails while it is sent has one entry, with the response that was sent instead', async t => {
  const app = buildServer()
  t.teardown(() => app.close())
  let sent = 0
  // Fastify sends texts and bytes only, and answers this one with an error.
  app.addHook('onSend', (_request, _reply, payload, done) => { done(null, sent++ === 0 ? { no: 'text' } : payload) })
  const reply = await app.inject({ url: '/crm/v8/org', headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  t.equal(reply.statusCode, 500)
  const { requests } = (await app.inject('/_mock/requests')).json<{ requests: Array<{ answer: { status: number } }> }>()
  t.match(requests, [{ answer: { status: 500 } }])
  t.equal(requests.length, 1)
})
