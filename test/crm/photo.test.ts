import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { JournalRequest } from '../../src/control/shapes/request.js'
import { BOUNDARY, MULTIPART, multipartBody, type Part } from '../helpers/multipart.js'
import { head, raw } from '../helpers/raw.js'
import { build, listening } from '../helpers/server.js'

const TOKEN = { authorization: 'Zoho-oauthtoken 1000.all' }
const PHOTO = '/crm/v8/Leads/7/photo'
/** One pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const gif = (size: number): Buffer => Buffer.concat([Buffer.from('GIF89a\u0001\u0000\u0001\u0000', 'latin1'), Buffer.alloc(size - 10, 'x')])

const FILE = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.gif"\r\n\r\nGIF89a\u0001\u0000\u0001\u0000\r\n--${BOUNDARY}--\r\n`

async function upload (app: FastifyInstance, content: Buffer, path = PHOTO, parts: Part[] = []): Promise<{ status: number, rule: unknown }> {
  const { statusCode, headers } = await app.inject({
    method: 'POST', url: path, headers: { ...TOKEN, 'content-type': MULTIPART }, payload: multipartBody([{ name: 'file', filename: 'a.gif', content }, ...parts])
  })
  return { status: statusCode, rule: headers['x-mock-rule'] }
}

const download = async (app: FastifyInstance, path = PHOTO): Promise<{ readonly statusCode: number, readonly rawPayload: Buffer }> => app.inject({ url: path, headers: TOKEN })

t.test('curl uploads a photo, gets its bytes back, and deletes it', async t => {
  const { url } = await listening(t)
  const directory = t.testdir({ 'me.png': PNG })
  const curl = async (...args: string[]): Promise<string> => (await promisify(execFile)('curl', ['-sS', '--max-time', '20', '-H', `Authorization: ${TOKEN.authorization}`, ...args, url + PHOTO])).stdout
  t.strictSame(JSON.parse(await curl('-F', `file=@${join(directory, 'me.png')}`)), { code: 'SUCCESS', details: {}, message: 'photo uploaded successfully', status: 'success' })
  const path = join(directory, 'copy.png')
  t.equal(await curl('-o', path, '-w', '%{http_code} %{content_type}'), '200 image/png')
  t.strictSame(await readFile(path), PNG)
  t.strictSame(JSON.parse(await curl('-X', 'DELETE')), { code: 'SUCCESS', details: {}, message: 'Photo deleted', status: 'success' })
  t.equal(await curl('-w', '%{http_code}'), '204')
})

t.test('a photo counts against the store, and no more after it is replaced, deleted, or gone with its record', async t => {
  const app = await build(t, { maxStoreSize: 5000 })
  t.equal((await upload(app, gif(3000))).status, 200)
  t.match(await upload(app, gif(3000), '/crm/v8/Leads/8/photo'), { rule: 'upload.store-full' })
  // While it arrives, a photo needs room beside the one that it replaces.
  t.equal((await upload(app, gif(500))).status, 200)
  t.equal((await upload(app, gif(600))).status, 200)
  t.equal((await upload(app, gif(2000), '/crm/v8/Leads/8/photo')).status, 200)
  await app.inject({ method: 'DELETE', url: '/crm/v8/Leads/8', headers: TOKEN })
  await app.inject({ method: 'DELETE', url: PHOTO, headers: TOKEN })
  t.equal((await upload(app, gif(3500))).status, 200)
  await app.inject({ method: 'POST', url: '/_mock/reset', payload: { only: ['attachments'] } })
  t.equal((await download(app)).statusCode, 204, 'a reset of attachments takes photos with it')
  t.equal((await upload(app, gif(3500))).status, 200)
})

t.test('a state with photos is loaded and exported byte for byte', async t => {
  const app = await build(t)
  await upload(app, PNG)
  await upload(app, gif(5000), '/crm/v8/Contacts/8/photo')
  const before = (await app.inject('/_mock/state')).body
  t.match(JSON.parse(before), { photos: [{ module: 'Leads', record: '7', name: 'a.gif', content: PNG.toString('base64') }, { module: 'Contacts', record: '8' }] })
  const { statusCode } = await app.inject({ method: 'PUT', url: '/s/other/_mock/state', headers: { 'content-type': 'application/json' }, payload: before })
  t.equal(statusCode, 200)
  t.equal((await app.inject('/s/other/_mock/state')).body, before)
  t.strictSame((await download(app, `/s/other${PHOTO}`)).rawPayload, PNG)
})

t.test('a state whose photos do not fit is refused and changes nothing', async t => {
  const app = await build(t, { maxStoreSize: 5000 })
  await upload(app, gif(1000))
  const before = (await app.inject('/_mock/state')).body
  const photos = ['1', '2'].map(record => ({ module: 'Leads', record, content: gif(2000).toString('base64') }))
  t.equal((await app.inject({ method: 'PUT', url: '/_mock/state', headers: { 'content-type': 'application/json' }, payload: JSON.stringify({ photos }) })).statusCode, 507)
  t.equal((await app.inject('/_mock/state')).body, before)
  t.equal((await upload(app, gif(2900), '/crm/v8/Leads/8/photo')).rule, 'upload.store-full')
  await app.inject({ method: 'DELETE', url: PHOTO, headers: TOKEN })
  t.equal((await upload(app, gif(3600), '/crm/v8/Leads/8/photo')).status, 200, 'nothing else is counted')
})

t.test('records that the control API deletes take their photos with them', async t => {
  const app = await build(t, { seed: { photos: [{ module: 'Leads', record: '7', content: 'SGVsbG8=' }, { module: 'Leads', record: '8', content: 'SGVsbG8=' }] } })
  const photosAfter = async (url: string): Promise<object> => {
    await app.inject({ method: 'DELETE', url })
    return (await app.inject('/_mock/state')).json<{ photos: object }>().photos
  }
  t.match(await photosAfter('/_mock/records/Leads/7'), [{ record: '8' }])
  t.strictSame(await photosAfter('/_mock/records'), [])
})

t.test('a seed has photos from files and in base64, and sends what is no image as a download', async t => {
  const path = join(t.testdir({ 'me.png': PNG }), 'me.png')
  const app = await build(t, { seed: { photos: [{ module: 'Leads', record: '7', file: path }, { module: 'Leads', record: '8', content: 'SGVsbG8=' }] } })
  const { headers, rawPayload } = await app.inject({ url: PHOTO, headers: TOKEN })
  t.strictSame(rawPayload, PNG)
  t.match(headers, { 'content-type': 'image/png', 'content-disposition': "attachment;filename*=UTF-8''me.png" })
  t.match((await app.inject({ url: '/crm/v8/Leads/8/photo', headers: TOKEN })).headers, { 'content-type': 'application/x-download', 'content-disposition': "attachment;filename*=UTF-8''photo" })
})

t.test('a photo without a filename, as Zoho’s Node SDK sends a Buffer, is taken', async t => {
  const app = await build(t)
  const payload = multipartBody([{ name: 'file', type: 'application/octet-stream', content: PNG }])
  t.equal((await app.inject({ method: 'POST', url: PHOTO, headers: { ...TOKEN, 'content-type': MULTIPART }, payload })).statusCode, 200)
  t.match((await app.inject({ url: PHOTO, headers: TOKEN })).headers, { 'content-disposition': "attachment;filename*=UTF-8''file" })
})

t.test('a state whose photo is a file is refused', async t => {
  const app = await build(t)
  const { body } = await app.inject({ method: 'PUT', url: '/_mock/state', payload: { photos: [{ module: 'Leads', record: '7', file: 'me.png' }] } })
  t.match(body, 'Expected `photos[0]` to have `content`: a state names no files')
})

t.test('a photo of a sandbox that was deleted meanwhile is counted no more', async t => {
  const { app, port } = await listening(t, { maxStoreSize: 5000 })
  const { write, until } = await raw(t, port)
  await write(head(`POST /s/a${PHOTO}`, { ...TOKEN, host: 'mock.test', expect: '100-continue', 'content-type': MULTIPART, 'content-length': FILE.length }))
  await until(/100 Continue/)
  await app.inject({ method: 'DELETE', url: '/_mock/sandboxes/a' })
  await write(FILE)
  await until(/"status":"\w+"/)
  t.equal((await upload(app, gif(3900))).status, 200)
})

t.test('the journal has the parts of a photo, its digest, and what was ignored', async t => {
  const app = await build(t)
  await upload(app, PNG, `${PHOTO}?restrict_triggers=workflow&more=1`, [{ name: 'title', content: 'x' }, { name: 'other', filename: 'b', content: 'y' }])
  await upload(app, Buffer.from('Hello'))
  const { requests } = (await app.inject('/_mock/requests')).json<{ requests: JournalRequest[] }>()
  const [first, second] = requests
  t.match(first, { operation: 'uploadRecordPhoto', module: 'Leads', record: '7', ignored: ['more', 'other', 'title'], scopes: { least: ['ZohoCRM.modules.leads.CREATE'] } })
  t.match(JSON.stringify(first), '"filename":"a.gif"')
  t.match(JSON.stringify(second), '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969', 'the digest of refused bytes')
})

t.test('a photo that is not over when its record is deleted, or the sandbox is reset, is not stored', async t => {
  const { app, port } = await listening(t)
  for (const [meanwhile, rule] of [[{ method: 'POST', url: '/_mock/reset' }, 'server.unavailable'], [{ method: 'DELETE', url: '/crm/v8/Leads/7', headers: TOKEN }, 'record.unknown']] as const) {
    const { write, until } = await raw(t, port)
    await write(head(`POST ${PHOTO}`, { ...TOKEN, host: 'mock.test', expect: '100-continue', 'content-type': MULTIPART, 'content-length': FILE.length }))
    await until(/100 Continue/)
    await app.inject(meanwhile)
    await write(FILE)
    t.match(await until(/"status":"error"/), new RegExp(`x-mock-rule: ${rule.replace('.', '\\.')}`))
  }
  t.match((await app.inject('/_mock/state')).json(), { photos: [] })
})

t.test('a client that goes away in the middle of a photo stores nothing, and what it sent is counted no more', async t => {
  const { app, port } = await listening(t, { maxStoreSize: 5000 })
  const { socket, write, until } = await raw(t, port)
  await write(head(`POST ${PHOTO}`, { ...TOKEN, host: 'mock.test', expect: '100-continue', 'content-type': MULTIPART, 'content-length': 3000 }))
  await until(/100 Continue/)
  await write(FILE.slice(0, -20))
  socket.destroy()
  await once(socket, 'close')
  t.equal((await download(app)).statusCode, 204)
  t.equal((await upload(app, gif(3700))).status, 200)
})

t.test('faults break a photo in its body, cut it off on its way back, and fail it after it was stored', async t => {
  const { app, port } = await listening(t, { fault: ['uploadRecordPhoto:INTERNAL_ERROR@after-commit', 'uploadRecordPhoto:reset@body', 'getRecordPhoto:truncate@4'] })
  await t.rejects(upload(app, gif(100)))
  t.equal((await download(app)).statusCode, 204)
  t.match(await upload(app, PNG), { status: 500, rule: 'server.internal-error' })
  const { write, rest } = await raw(t, port)
  await write(head(`GET ${PHOTO}`, { ...TOKEN, host: 'mock.test' }))
  t.match(await rest(), /content-length: 70[\s\S]*\r\n\r\n.PNG$/)
  t.strictSame((await download(app)).rawPayload, PNG, 'the second was stored')
})
