import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { BOUNDARY, MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, parseReply, raw } from '../helpers/raw.js'
import { listening } from '../helpers/server.js'

const MiB = 1024 * 1024
const PATH = '/crm/v8/Leads/1/Attachments'
const authorization = 'Zoho-oauthtoken 1000.all'

interface Row { readonly size: number, readonly sha256: string, readonly name: string, readonly id: string }

async function stored (app: FastifyInstance): Promise<Row[]> {
  return (await app.inject('/_mock/attachments')).json<{ attachments: Row[] }>().attachments
}

t.test('a file with every byte value is stored unchanged', async t => {
  const { app, url } = await listening(t)
  const bytes = Buffer.concat([Buffer.from(Array.from({ length: 256 }, (_value, index) => index)), randomBytes(100_000), Buffer.from(`\r\n--${BOUNDARY}x\r\n\r\n--`)])
  const body = new FormData()
  body.set('file', new Blob([bytes]), 'all.bin')
  const reply = await fetch(url + PATH, { method: 'POST', headers: { authorization }, body })
  t.equal(reply.status, 200)
  const [row] = await stored(app)
  t.equal(row?.sha256, createHash('sha256').update(bytes).digest('hex'))
  const content = await fetch(`${url}/_mock/attachments/${row?.id}/content`)
  t.ok(Buffer.from(await content.arrayBuffer()).equals(bytes))
  t.equal(content.headers.get('content-type'), 'application/octet-stream')
})

t.test('a file of one byte is stored', async t => {
  const { app, url } = await listening(t)
  const reply = await fetch(url + PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body: multipartBody([{ name: 'file', filename: 'a', content: 'x' }]) })
  t.equal(reply.status, 200)
  t.match(await stored(app), [{ size: 1 }])
})

/** A form with a file of this size, generated while it is sent. */
function * largeForm (size: number): Generator<Buffer> {
  const chunk = Buffer.alloc(MiB, 'x')
  yield Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\n\r\n`)
  for (let left = size; left > 0; left -= chunk.length) yield chunk.subarray(0, Math.min(left, chunk.length))
  yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`)
}

for (const [size, status] of [[100 * MiB, 200], [100 * MiB + 1, 413]] as const) {
  t.test(`a chunked upload of ${size} bytes is answered ${status}`, async t => {
    const { app, port } = await listening(t)
    const request = httpRequest({ host: '127.0.0.1', port, path: PATH, method: 'POST', headers: { authorization, 'content-type': MULTIPART } })
    Readable.from(largeForm(size)).pipe(request)
    const [response] = await once(request, 'response')
    t.equal(response.statusCode, status)
    response.resume()
    await once(response, 'end')
    t.match(await stored(app), status === 200 ? [{ size }] : [])
  })
}

t.test('a file over the limit is refused while it arrives, in bounded memory', async t => {
  const { port } = await listening(t, { maxFileSize: MiB })
  const { socket, write, rest } = await raw(t, port)
  await write(head(`POST ${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': 300 * MiB }))
  await write(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\n\r\n`)
  const chunk = Buffer.alloc(MiB, 'x')
  const before = process.memoryUsage().arrayBuffers
  let peak = 0
  let sent = 0
  const pump = (): void => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
    sent += chunk.length
    // This is more than announced: if the server kept the connection, the last piece would be the next request.
    if (sent < 300 * MiB) socket.write(chunk, pump)
  }
  pump()
  const reply = parseReply(await rest())
  t.equal(reply.status, 413)
  t.equal(reply.headers['x-mock-rule'], 'upload.file-too-large')
  // Dropped bytes count until they are collected. If all were kept, there would be 300 MiB.
  t.ok(peak < 150 * MiB, `held ${Math.round(peak / MiB)} MiB at most`)
})

t.test('an upload that its client aborts stores nothing and releases its memory', async t => {
  const { app, port, url } = await listening(t, { maxStoreSize: 3 * MiB })
  for (const round of [1, 2, 3, 4]) {
    const { socket, write, until } = await raw(t, port)
    await write(head(`POST ${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': 4 * MiB, expect: '100-continue' }))
    await until(/100 Continue/)
    await write(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="cut.bin"\r\n\r\n`)
    await write(Buffer.alloc(2 * MiB, 'x'))
    socket.destroy()
    await once(socket, 'close')
    t.match(await stored(app), [], `round ${round}`)
  }
  const body = multipartBody([{ name: 'file', filename: 'whole.bin', size: 2 * MiB }])
  let status = 0
  // The server learns of the last abort when the kernel reports it.
  while (status !== 200) {
    status = (await fetch(url + PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body })).status
    t.ok(status === 200 || status === 400, 'refused for lack of space until the server has noticed the last abort')
  }
  t.match(await stored(app), [{ name: 'whole.bin', size: 2 * MiB }])
})

t.test('requests are accepted as Zoho’s SDKs and curl frame them', async t => {
  const php = [
    '\r\n--1795424713\r\n',
    'Content-Disposition: form-data; name="file";filename="résumé.txt"\r\n\r\n',
    'hello',
    '\r\n--1795424713--\r\n \r\n'
  ].join('')
  const framings = [
    {
      name: 'a file of the PHP SDK: no spaces, no part type, a preamble and an epilogue',
      head: head(`POST ${PATH}`, { authorization, ENCTYPE: 'multipart/form-data', 'content-type': 'multipart/form-data;boundary=1795424713', 'content-length': Buffer.byteLength(php) }),
      body: php,
      stored: { name: 'résumé.txt', size: 5 }
    },
    {
      name: 'a link of the PHP SDK: an empty chunked urlencoded body, with Expect',
      head: head(`POST ${PATH}?attachmentUrl=https%3A%2F%2Fe.com%2Fa&title=A+b`, { authorization, 'content-type': 'application/x-www-form-urlencoded', 'transfer-encoding': 'chunked', expect: '100-continue' }),
      body: '0\r\n\r\n',
      stored: { name: 'A b', link: 'https://e.com/a' }
    },
    {
      name: 'a link of curl: no length at all',
      head: head(`POST ${PATH}?attachmentUrl=https://e.com/a`, { authorization }),
      body: '',
      stored: { link: 'https://e.com/a' }
    },
    {
      name: 'a link of the Node SDK: a length of 0 and a trailing &',
      head: head(`POST ${PATH}?attachmentUrl=https://e.com/a&title=A%20b&`, { authorization, 'content-length': 0 }),
      body: '',
      stored: { name: 'A b', link: 'https://e.com/a' }
    }
  ]
  for (const { name, head, body, stored: expected } of framings) {
    t.test(name, async t => {
      const { app, port } = await listening(t)
      const { write, until } = await raw(t, port)
      await write(head + body)
      t.match(await until(/"status":"success"/), /HTTP\/1.1 200 OK/)
      t.match(await stored(app), [expected])
    })
  }
})

t.test('an HTTP/1.0 client is answered', async t => {
  const { port } = await listening(t)
  const { write, rest } = await raw(t, port)
  await write(`POST ${PATH}?attachmentUrl=https://e.com HTTP/1.0\r\nauthorization: ${authorization}\r\n\r\n`)
  t.equal(parseReply(await rest()).status, 200)
})

t.test('closing the server cuts off a stalled upload', async t => {
  const { app, port } = await listening(t)
  const { write, until, rest } = await raw(t, port)
  await write(head(`POST ${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': 1000, expect: '100-continue' }))
  await until(/100 Continue/)
  await app.close()
  t.notMatch(await rest(), /200 OK/)
})
