import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { FaultRule } from '../../src/faults/fault-schema.js'
import type { JournalRequest } from '../../src/control/shapes/request.js'
import { limits } from '../../src/zoho/limits.js'
import { BOUNDARY, MULTIPART, multipartBody, type Part } from '../helpers/multipart.js'
import { head, raw } from '../helpers/raw.js'
import { build, listening } from '../helpers/server.js'
import { filesRule } from '../../src/zoho/rules/files.js'

const authorization = 'Zoho-oauthtoken 1000.all'
const PATH = '/crm/v8/files'
const MiB = 1024 * 1024

interface Reply { readonly status: number, readonly rule: unknown, readonly ids: string[] }

const file = (filename: string, content: string | Buffer = 'Hello'): Part => ({ name: 'file', filename, content })

/** Sends files without a socket. */
async function send (app: FastifyInstance, parts: readonly Part[], base = ''): Promise<Reply> {
  const { statusCode, headers, body } = await app.inject({ method: 'POST', url: base + PATH, headers: { authorization, 'content-type': MULTIPART }, payload: multipartBody(parts) })
  const { data = [] } = JSON.parse(body) as { data?: Array<{ details: { id: string } }> }
  return { status: statusCode, rule: headers['x-mock-rule'], ids: data.map(({ details: { id } }) => id) }
}

const get = async (app: FastifyInstance, id: string, base = ''): Promise<{ readonly status: number, readonly bytes: Buffer }> => {
  const { statusCode, rawPayload } = await app.inject({ url: `${base}${PATH}?id=${id}`, headers: { authorization } })
  return { status: statusCode, bytes: rawPayload }
}

const stateOf = async (app: FastifyInstance, base = ''): Promise<string> => (await app.inject(`${base}/_mock/state`)).body

async function count (app: FastifyInstance): Promise<number> {
  return (await app.inject('/_mock/sandboxes')).json<{ default: { files: number } }>().default.files
}

const put = async (app: FastifyInstance, state: object | string, base = ''): Promise<{ readonly status: number, readonly body: string }> => {
  const { statusCode, body } = await app.inject({ method: 'PUT', url: `${base}/_mock/state`, headers: { 'content-type': 'application/json' }, payload: state })
  return { status: statusCode, body }
}

const reset = async (app: FastifyInstance, only?: string[]): Promise<unknown> => app.inject({ method: 'POST', url: '/_mock/reset', payload: only === undefined ? {} : { only } })

t.test('ten files of several MiB come back byte for byte, and the journal has their parts and what was stored', async t => {
  const { app, url } = await listening(t)
  const contents = Array.from({ length: 10 }, (_, index) => randomBytes(2 * MiB + index))
  const form = new FormData()
  for (const [index, content] of contents.entries()) form.append('file', new Blob([new Uint8Array(content)], { type: 'image/png' }), `ü ${index}.png`)
  const reply = await fetch(url + PATH, { method: 'POST', headers: { authorization }, body: form })
  t.equal(reply.status, 200)
  const { data } = await reply.json() as { data: Array<{ details: { id: string, name: string }, message: string }> }
  t.strictSame(data.map(({ details: { name }, message }) => [name, message]), contents.map((_, index) => [`ü ${index}.png`, `ü ${index}.png uploaded Succeessfully`]))
  const ids = data.map(({ details: { id } }) => id)
  t.equal(new Set(ids).size, 10)
  for (const [index, id] of ids.entries()) {
    t.match(id, /^[0-9a-f]{64}$/)
    const answer = await fetch(`${url}${PATH}?id=${id}`, { headers: { authorization } })
    t.ok((contents[index] as Buffer).equals(Buffer.from(await answer.arrayBuffer())), `file ${index}`)
  }
  t.equal(await count(app), 10)
  const { requests: [entry] } = (await app.inject('/_mock/requests?operation=uploadFiles')).json<{ requests: JournalRequest[] }>()
  t.strictSame(entry?.files, ids)
  t.strictSame(entry?.parts.map(({ sha256 }) => sha256), contents.map(content => createHash('sha256').update(content).digest('hex')))
  await reset(app, ['files'])
  const { requests: [later] } = (await app.inject('/_mock/requests?operation=uploadFiles')).json<{ requests: JournalRequest[] }>()
  t.strictSame(later?.parts, entry?.parts, 'the hashes are kept when the files are gone')
})

t.test('files of exactly 20 MiB are stored, and one byte more in the last of them stores none', async t => {
  const { app } = await listening(t, { maxStoreSize: '64MiB' })
  const whole = file('a.bin', Buffer.alloc(limits.zfsFileSize, 'a'))
  t.match(await send(app, [whole, whole]), { status: 200, ids: [/./, /./] })
  await reset(app)
  for (let times = 0; times < 3; times++) t.match(await send(app, [whole, file('b.bin', Buffer.alloc(limits.zfsFileSize + 1, 'b'))]), { status: 415, rule: 'files.file-too-large' })
  t.equal(await count(app), 0)
  t.match(await send(app, [whole, whole]), { status: 200 }, 'the memory of what was refused is free')
})

t.test('of more than ten files only ten are kept in memory, and none is stored', async t => {
  const app = await build(t, { maxStoreSize: '12MiB' })
  const parts = Array.from({ length: 40 }, (_, index) => file(`${index}.bin`, Buffer.alloc(MiB, 'x')))
  t.match(await send(app, parts), { status: 400, rule: 'files.too-many' })
  t.equal(await count(app), 0)
  const { requests: [entry] } = (await app.inject('/_mock/requests')).json<{ requests: JournalRequest[] }>()
  t.equal(entry?.parts.length, 40)
  t.strictSame([...new Set(entry?.parts.map(({ sha256 }) => sha256))], [createHash('sha256').update(Buffer.alloc(MiB, 'x')).digest('hex')])
})

t.test('files and attachments share the memory of the store', async t => {
  const app = await build(t, { maxStoreSize: 10_000 })
  t.match(await send(app, [file('a', Buffer.alloc(1000)), file('b', Buffer.alloc(1000))]), { status: 200 })
  t.match(await send(app, [file('c', Buffer.alloc(3000)), file('d', Buffer.alloc(3000))]), { status: 400, rule: 'upload.store-full' })
  const attached = await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments', headers: { authorization, 'content-type': MULTIPART }, payload: multipartBody([file('e', Buffer.alloc(5900))]) })
  t.equal(attached.headers['x-mock-rule'], 'upload.store-full')
  t.equal(await count(app), 2)
  await reset(app, ['files'])
  t.equal(await count(app), 0)
  t.match(await send(app, [file('c', Buffer.alloc(3000)), file('d', Buffer.alloc(3000))]), { status: 200 })
})

t.test('files that fit while they arrive and no longer with their overhead are refused with their digests', async t => {
  const app = await build(t, { maxStoreSize: 3000 })
  t.match(await send(app, [file('a', Buffer.alloc(2000))]), { status: 400, rule: 'upload.store-full' })
  const { requests: [entry] } = (await app.inject('/_mock/requests')).json<{ requests: JournalRequest[] }>()
  t.match(entry, { parts: [{ size: 2000, sha256: createHash('sha256').update(Buffer.alloc(2000)).digest('hex') }] })
  t.equal(entry?.files, undefined)
})

t.test('a state has the files byte for byte, and they are found again in another sandbox', async t => {
  const app = await build(t)
  t.match(JSON.parse(await stateOf(app)), { files: [] })
  const contents = [Buffer.from([0, 255, 13, 10]), randomBytes(70_001)]
  const { ids } = await send(app, contents.map((content, index) => file(`"${index}" ü`, content)).map(part => ({ ...part, disposition: `form-data; name="file"; filename*=UTF-8''${encodeURIComponent(part.filename as string)}` })))
  const state = await stateOf(app)
  t.match(JSON.parse(state), { files: [{ id: ids[0], name: '"0" ü' }, { id: ids[1], name: '"1" ü' }] })
  t.match(await put(app, state, '/s/other'), { status: 200, body: '{"attachments":0,"files":2,"tokens":12,"users":3}' })
  t.equal(await stateOf(app, '/s/other'), state)
  for (const [index, id] of ids.entries()) t.match(await get(app, id, '/s/other'), { status: 200, bytes: contents[index] })
  t.match(await get(app, ids[0] as string, '/s/third'), { status: 204 }, 'and in no other')
})

t.test('ids come in the same sequence after a reset, and none is given twice', async t => {
  const app = await build(t)
  const { ids: [first, second] } = await send(app, [file('a'), file('b')])
  await reset(app)
  t.strictSame((await send(app, [file('c'), file('d')])).ids, [first, second])
  await reset(app, ['ids'])
  const { ids: [third] } = await send(app, [file('e')])
  t.not(third, first)
  t.not(third, second)
  t.equal(await count(app), 3)
  t.equal(first?.slice(0, 32), second?.slice(0, 32), 'the first half is the org’s')
})

t.test('a seed may have files by path or by content, which sandboxes share and reset brings back', async t => {
  const folder = t.testdir({ 'a.txt': 'Hello', 'seed.json': JSON.stringify({ files: [{ file: 'a.txt' }, { id: 'mine', name: 'b', content: 'V29ybGQ=', user: { id: '9', name: 'Gone', email: '' } }], attachments: [{ module: 'Leads', record: '1', file: 'a.txt' }] }) })
  const app = await build(t, { seed: join(folder, 'seed.json'), maxStoreSize: 16_000 })
  t.match(JSON.parse(await stateOf(app)), { files: [{ name: 'a.txt' }, { id: 'mine', user: { name: 'Gone' } }], attachments: [{ id: '4150868000005277036' }] })
  t.match(await get(app, 'mine'), { status: 200, bytes: Buffer.from('World') })
  await put(app, { files: [] })
  t.equal(await count(app), 0)
  await reset(app, ['files'])
  t.equal(await count(app), 2)
  t.match(await get(app, 'mine', '/s/other'), { status: 200, bytes: Buffer.from('World') })
})

const mistakes: ReadonlyArray<readonly [object, string]> = [
  [{}, 'Expected `files[0]` to have either `file` or `content`'],
  [{ file: 'a', content: '' }, 'Expected `files[0]` to have either `file` or `content`'],
  [{ content: '' }, 'Expected `files[0]` to have a `name` beside its `content`'],
  [{ file: 'a' }, 'Expected `files[0]` to have `content`: a state names no files'],
  [{ content: '!', name: 'a' }, 'Expected `files[0].content` to be base64'],
  [{ content: '', name: 'a', user: '77' }, 'Expected `files[0].user` to be the id of one of `users`, got `"77"`'],
  [{ content: '', name: 'a', id: 'a-b' }, 'Expected `files[0].id` to be 1 to 150 letters and digits, got `"a-b"`'],
  [{ content: '', name: 'a', module: 'Leads' }, 'Unknown property `files[0].module`: expected one of `id`, `file`, `content`, `name`, `createdAt`, `user`']
]
for (const [row, error] of mistakes) {
  t.test(`a state with the file ${JSON.stringify(row)} is refused`, async t => {
    const app = await build(t)
    t.strictSame(await put(app, { files: [row] }), { status: 400, body: JSON.stringify({ error }) })
  })
}

t.test('two files of a state have two ids, and an empty one comes back', async t => {
  const app = await build(t)
  const row = { id: 'a', name: 'a', content: '' }
  t.match(await put(app, { files: [row, row] }), { status: 400, body: '{"error":"Expected `files[1].id` to be another than that of `files[0]`, got `\\"a\\"` for both"}' })
  t.match(await put(app, { files: [row, { name: 'b', content: '' }] }), { status: 200 })
  t.match(await get(app, 'a'), { status: 200, bytes: Buffer.alloc(0) })
  const { files: [, second] } = JSON.parse(await stateOf(app)) as { files: Array<{ id: string }> }
  await reset(app)
  t.match(await put(app, { files: [{ name: 'c', content: '' }, { ...row, id: second?.id }] }), { status: 200 }, 'also where a later row has the id that would come next')
  t.equal(await count(app), 2)
})

t.test('a state whose attachments fit, but not its files, changes nothing', async t => {
  const app = await build(t, { maxStoreSize: 8000 })
  await send(app, [file('a', Buffer.alloc(500))])
  await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments?attachmentUrl=https://e.com', headers: { authorization } })
  const before = await stateOf(app)
  const content = Buffer.alloc(3300).toString('base64')
  t.match(await put(app, { attachments: [{ module: 'Leads', record: '1', name: 'a', content }], files: [{ name: 'b', content }] }), { status: 507 })
  t.equal(await stateOf(app), before)
  await reset(app)
  t.match(await put(app, { files: [{ name: 'b', content: Buffer.alloc(8000 - 1024).toString('base64') }] }), { status: 200 }, 'and takes no memory')
  await reset(app)
})

t.test('a sandbox that is reset in the middle of a body takes none of its files', async t => {
  const { app, port } = await listening(t)
  const body = multipartBody([file('a.txt'), file('b.txt')])
  const { write, until } = await raw(t, port)
  await write(head(`POST ${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': body.length, expect: '100-continue' }))
  await until(/100 Continue/)
  await reset(app)
  await write(body)
  t.match(await until(/\}$/), /HTTP\/1.1 503 [\s\S]*the sandbox was reset before the upload was over; nothing was stored/)
  t.equal(await count(app), 0)
})

t.test('a client that goes away in any place of its body leaves nothing', async t => {
  const { app, port } = await listening(t, { maxStoreSize: '1MiB' })
  const body = multipartBody([file('a.bin', Buffer.alloc(200_000)), file('b.bin', Buffer.alloc(200_000))])
  for (const share of [1, 60, 150, 199_000, 200_150, 200_400, 300_000, body.length - 10]) {
    const { socket, write, until } = await raw(t, port)
    await write(head(`POST ${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': body.length, expect: '100-continue' }))
    await until(/100 Continue/)
    await write(body.subarray(0, share))
    socket.resetAndDestroy()
    await once(socket, 'close')
  }
  let busy = true
  while (busy) busy = (await app.inject('/_mock/requests')).json<{ requests: JournalRequest[] }>().requests.filter(({ operation, outcome }) => operation === 'uploadFiles' && outcome === 'aborted').length < 8
  t.equal(await count(app), 0)
  for (let times = 0; times < 2; times++) t.match(await send(app, [file('c', Buffer.alloc(500_000))]), { status: 200 }, 'all of the memory is free')
})

const fault = async (app: FastifyInstance, rule: FaultRule): Promise<unknown> => app.inject({ method: 'POST', url: '/_mock/faults', payload: rule })

for (const [phase, stored] of [['headers', 0], ['body', 0], ['after-commit', 2]] as const) {
  t.test(`an upload of files that is reset at ${phase} has stored ${stored} of two`, async t => {
    const { app, port } = await listening(t)
    await fault(app, { operation: 'uploadFiles', action: { reset: { phase } } })
    const body = multipartBody([file('a.bin', Buffer.alloc(50_000)), file('b.bin', Buffer.alloc(50_000))])
    const { socket, write } = await raw(t, port)
    const closed = new Promise(resolve => socket.once('close', resolve))
    await write(Buffer.concat([Buffer.from(head(`POST ${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': body.length })), body])).catch(() => {})
    await closed
    t.equal(await count(app), stored)
  })
}

t.test('a file that is sent is cut off by a fault, or refused', async t => {
  const { app, url } = await listening(t)
  const { ids: [id] } = await send(app, [file('a.bin', Buffer.alloc(100_000, 'x'))])
  await fault(app, { operation: 'getFile', action: { truncate: { atBytes: 70_000 } } })
  const cut = await fetch(`${url}${PATH}?id=${id}`, { headers: { authorization } })
  t.equal(cut.headers.get('content-length'), '100000')
  await t.rejects(cut.arrayBuffer())
  await fault(app, { operation: 'getFile', action: { answer: 'TOO_MANY_REQUESTS' } })
  t.equal((await fetch(`${url}${PATH}?id=${id}`, { headers: { authorization } })).status, 429)
  t.equal((await fetch(`${url}${PATH}?id=${id}`, { headers: { authorization } })).status, 200)
})

t.test('whatever bytes stand in the place of a form, the answer is one of Zoho’s, and nothing is stored in part', async t => {
  const { app, url } = await listening(t)
  const good = multipartBody([file('a.bin', 'Hello'), file('b.bin', 'World')])
  await fc.assert(fc.asyncProperty(fc.nat(good.length - 1), fc.nat(good.length - 1), fc.oneof(fc.constantFrom('', '\r\n', '\n', `--${BOUNDARY}`, `\r\n--${BOUNDARY}--`, '\0', ';', '"', '__proto__'), fc.string()), async (start, length, text) => {
    const body = Buffer.concat([good.subarray(0, start), Buffer.from(text), good.subarray(start + length)])
    const before = await count(app)
    const reply = await fetch(url + PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body })
    const { data, code } = await reply.json() as { data?: object[], code?: string }
    const grown = await count(app) - before
    return reply.status === 200
      ? grown === data?.length && grown > 0
      : grown === 0 && reply.status === 400 && code === 'failure_in_attachment_handling'
  }), { numRuns: 150 })
})

t.test('those who wait for events are told that there are other files', async t => {
  const { app, url } = await listening(t)
  const events = await fetch(`${url}/_mock/events`)
  const reader = (events.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  await send(app, [file('a')])
  let text = ''
  while (!text.includes('event: changed')) text += (await reader.read()).value
  t.match(text, /"parts":\["files"\]/)
  await reader.cancel()
})

t.test('the Files API has rules of its own for a form, and those of every request for the rest', async t => {
  t.equal(filesRule('upload.form-malformed'), 'files.form-malformed')
  t.equal(filesRule('request.body-too-large'), 'request.body-too-large')
})
