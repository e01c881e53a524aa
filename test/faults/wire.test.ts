import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { FaultRule } from '../../src/faults/fault-schema.js'
import { startMock } from '../../src/index.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, raw, type Raw } from '../helpers/raw.js'
import { listening } from '../helpers/server.js'

const PATH = '/crm/v8/Leads/1/Attachments'
const authorization = 'Zoho-oauthtoken 1000.all'
const BODY = multipartBody([{ name: 'file', filename: 'a.bin', content: 'x'.repeat(100_000) }])
const HEAD = head(`POST ${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': BODY.length })

async function add (app: FastifyInstance, fault: FaultRule): Promise<void> {
  const { statusCode, body } = await app.inject({ method: 'POST', url: '/_mock/faults', payload: fault })
  if (statusCode !== 200) throw new Error(body)
}

async function start (t: Test, fault: FaultRule): Promise<{ app: FastifyInstance, port: number, url: string }> {
  const server = await listening(t)
  await add(server.app, fault)
  return server
}

const stored = async (app: FastifyInstance): Promise<Array<{ id: string, size: number }>> =>
  (await app.inject('/_mock/attachments')).json<{ attachments: Array<{ id: string, size: number }> }>().attachments

const hits = async (app: FastifyInstance): Promise<number[]> =>
  (await app.inject('/_mock/faults')).json<{ faults: Array<{ hits: number }> }>().faults.map(({ hits }) => hits)

/** Waits for the end of a connection. @returns the error code of a reset, otherwise `end` */
async function endOf ({ socket }: Raw): Promise<string> {
  const reset = once(socket, 'error').then(([error]) => (error as { code: string }).code, () => 'end')
  if (!socket.closed) await once(socket, 'close').catch(() => {})
  return await Promise.race([reset, new Promise<string>(resolve => setImmediate(resolve, 'end'))])
}

async function upload (t: Test, port: number): Promise<Raw> {
  const connection = await raw(t, port)
  // The server may close the connection before everything is written.
  await connection.write(Buffer.concat([Buffer.from(HEAD), BODY])).catch(() => {})
  return connection
}

for (const phase of ['headers', 'body', 'after-commit'] as const) {
  t.test(`an upload is reset at ${phase} once`, async t => {
    const { app, port, url } = await start(t, { operation: 'upload', action: { reset: { phase } } })
    t.equal(await endOf(await upload(t, port)), 'ECONNRESET')
    t.equal((await stored(app)).length, phase === 'after-commit' ? 1 : 0)
    const again = await fetch(url + PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body: BODY })
    t.equal(again.status, 200)
    t.equal((await stored(app)).length, phase === 'after-commit' ? 2 : 1, 'a client that tries again makes a duplicate of what was stored')
    t.strictSame(await hits(app), [1])
  })

  t.test(`an upload that stalls at ${phase} is never answered and does not keep the server from closing`, async t => {
    const { app, port } = await start(t, { operation: 'upload', action: { stall: { phase } } })
    const connection = await upload(t, port)
    // Once the fault has been hit, the upload stalls, and other requests are still answered.
    while ((await hits(app))[0] !== 1) await app.inject('/_mock/livez')
    t.equal(connection.socket.readableEnded, false)
    await app.close()
    t.equal(await connection.rest(), '')
  })
}

t.test('a reset in the body happens after the given number of bytes', async t => {
  const { app, port } = await start(t, { operation: 'upload', action: { reset: { phase: 'body', atBytes: 50_000 } } })
  const { socket, write } = await raw(t, port)
  const connection = { socket } as Raw
  await write(HEAD)
  await write(BODY.subarray(0, 40_000))
  // Once another connection is served, the server has read these bytes.
  await (await fetch(`http://127.0.0.1:${port}/_mock/livez`)).text()
  t.equal(socket.destroyed, false)
  await write(BODY.subarray(40_000, 60_000)).catch(() => {})
  t.equal(await endOf(connection), 'ECONNRESET')
  t.strictSame(await stored(app), [])
})

t.test('a body shorter than the reset’s number of bytes is reset at its end', async t => {
  const { app, port } = await start(t, { operation: 'upload', action: { reset: { phase: 'body', atBytes: 1_000_000 } } })
  t.equal(await endOf(await upload(t, port)), 'ECONNRESET')
  t.strictSame(await stored(app), [])
})

t.test('a reset at 0 bytes happens before any byte of the body arrives', async t => {
  const { port } = await start(t, { operation: 'upload', action: { reset: { phase: 'body', atBytes: 0 } } })
  const connection = await raw(t, port)
  await connection.write(HEAD)
  t.equal(await endOf(connection), 'ECONNRESET')
})

t.test('a body is reset whatever its Content-Type is', async t => {
  const { port } = await start(t, { operation: 'upload', action: { reset: { phase: 'body' } } })
  const connection = await raw(t, port)
  await connection.write(HEAD.replace(MULTIPART, 'garbage') + 'xx').catch(() => {})
  t.equal(await endOf(connection), 'ECONNRESET')
})

t.test('a client that waits for 100 Continue receives it before a reset in the body, and not before a reset at the headers', async t => {
  for (const phase of ['headers', 'body'] as const) {
    const { port } = await start(t, { operation: 'upload', action: { reset: { phase } } })
    const connection = await raw(t, port)
    await connection.write(HEAD.replace('\r\n\r\n', '\r\nexpect: 100-continue\r\n\r\n'))
    if (phase === 'body') {
      await connection.until(/100 Continue/)
      await connection.write('--').catch(() => {})
    }
    t.equal(await endOf(connection), 'ECONNRESET')
    t.equal(await connection.rest().catch(() => ''), phase === 'body' ? 'HTTP/1.1 100 Continue\r\n\r\n' : '')
  }
})

t.test('an after-commit fault reports a failure for an upload that was stored', async t => {
  const { app, url } = await start(t, { operation: 'upload', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } })
  const reply = await fetch(url + PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body: BODY })
  t.equal(reply.status, 500)
  t.match(await reply.json(), { code: 'INTERNAL_ERROR' })
  t.equal(reply.headers.get('x-mock-rule'), 'server.internal-error')
  t.equal(reply.headers.get('x-mock-explain'), 'fault-1 (1 of 1): answer server.internal-error after-commit; upload was done all the same')
  t.match(await stored(app), [{ size: 100_000 }])
})

t.test('refused requests and reads do not use up an after-commit fault', async t => {
  const { app, url } = await start(t, { operation: '*', times: 'always', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } })
  const refused = await fetch(url + PATH, { method: 'POST', headers: { authorization } })
  t.equal(refused.headers.get('x-mock-rule'), 'upload.nothing')
  const token = await fetch(`${url}/oauth/v2/token?client_id=a&grant_type=refresh_token&refresh_token=1000.invalid-code`, { method: 'POST' })
  t.equal(token.headers.get('x-mock-rule'), 'accounts.code-invalid')
  const list = await fetch(`${url}${PATH}?fields=id`, { headers: { authorization } })
  t.equal(list.status, 204)
  t.strictSame(await hits(app), [0])
})

t.test('after-commit faults report a failure for deletions and tokens that were done', async t => {
  const { app, url } = await listening(t)
  await fetch(url + PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body: BODY })
  await add(app, { operation: '*', times: 'always', action: { answer: 'SERVICE_UNAVAILABLE', retryAfter: 7, phase: 'after-commit' } })
  const [file] = await stored(app)
  const deleted = await fetch(`${url}${PATH}?ids=${file!.id},5`, { method: 'DELETE', headers: { authorization } })
  t.equal(deleted.status, 503)
  t.equal(deleted.headers.get('retry-after'), '7')
  t.strictSame(await stored(app), [])
  const token = await fetch(`${url}/oauth/v2/token?client_id=a&grant_type=refresh_token&refresh_token=r`, { method: 'POST' })
  t.equal(token.status, 503)
  t.match((await app.inject('/_mock/tokens')).json<{ tokens: object[] }>().tokens.at(-1), { token: 'r' })
})

/** How many bytes of a download arrive, and whether the connection ends without a reset. */
const downloads: ReadonlyArray<readonly [string, FaultRule['action'] & object, number, boolean]> = [
  ['is cut off', { truncate: { atBytes: 70_000 } }, 70_000, true],
  ['is cut off before its first byte', { truncate: { atBytes: 0 } }, 0, true],
  ['is reset', { reset: { phase: 'body', atBytes: 70_000 } }, 70_000, false]
]

for (const [name, action, bytes, endsInOrder] of downloads) {
  t.test(`a download with Content-Length 100000 ${name}`, async t => {
    const { app, port, url } = await listening(t)
    await fetch(url + PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body: BODY })
    const [file] = await stored(app)
    await add(app, { operation: 'download', times: 2, action })
    // Checked on the server: if a reset arrives with the last bytes, libuv reports an end to the client (uv__stream_io, POLLHUP).
    const resets = t.capture(Socket.prototype, 'resetAndDestroy', Socket.prototype.resetAndDestroy)
    const connection = await raw(t, port)
    await connection.write(head(`GET ${PATH}/${file!.id}`, { authorization }))
    const received = await connection.rest()
    t.match(received, /^HTTP\/1\.1 200 OK[\s\S]*content-length: 100000\r\n/)
    t.match(received, /x-mock-explain: fault-1 \(1 of 2\): (truncate|reset) at /)
    t.equal(received.split('\r\n\r\n')[1]?.length, bytes)
    t.equal(resets().length, endsInOrder ? 0 : 1)
    const reply = await fetch(`${url}${PATH}/${file!.id}`, { headers: { authorization } })
    await t.rejects(reply.arrayBuffer(), 'a client that reads it to its end gets an error')
    t.strictSame(await hits(app), [2])
  })
}

t.test('a download stalls after the given number of bytes and does not keep the server from closing', async t => {
  const { app, port, url } = await listening(t)
  await fetch(url + PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body: BODY })
  const [file] = await stored(app)
  await add(app, { operation: 'download', action: { stall: { phase: 'body', atBytes: 5 } } })
  const connection = await raw(t, port)
  await connection.write(head(`GET ${PATH}/${file!.id}`, { authorization }))
  await connection.until(/\r\n\r\nxxxxx$/)
  await app.close()
  t.match(await connection.rest(), /\r\n\r\nxxxxx$/)
})

t.test('a download drips completely, and stops when the client disconnects', async t => {
  const { app, port, url } = await listening(t)
  await fetch(url + PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body: multipartBody([{ name: 'file', filename: 'a', content: 'abc' }]) })
  const [file] = await stored(app)
  await add(app, { operation: 'download', times: 2, action: { drip: { bytesPerSecond: 50 } } })
  const reply = await fetch(`${url}${PATH}/${file!.id}`, { headers: { authorization } })
  t.equal(await reply.text(), 'abc')
  const { socket, write, until } = await raw(t, port)
  await write(head(`GET ${PATH}/${file!.id}`, { authorization }))
  await until(/\r\n\r\n/)
  socket.destroy()
  await app.close()
})

t.test('a delay holds the response back and is named in x-mock-explain', async t => {
  const { app, url } = await start(t, { operation: 'list', delay: '30ms' })
  const begin = process.hrtime.bigint()
  const reply = await fetch(`${url}${PATH}?fields=id`, { headers: { authorization } })
  t.ok(process.hrtime.bigint() - begin >= 29_000_000n)
  t.equal(reply.status, 204)
  await add(app, { operation: 'users' as 'upload', delay: '1ms' }).catch(() => {})
  await add(app, { operation: 'upload', delay: '1ms' })
  const upload = await fetch(url + PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body: BODY })
  t.equal(upload.headers.get('x-mock-explain'), 'fault-2 (1 of 1): 1 ms late')
})

t.test('closing the server does not wait for the delay of a client that has disconnected', async t => {
  const { app, port } = await start(t, { operation: 'list', delay: '1h' })
  const socket = connect(port, '127.0.0.1')
  socket.write(head(`GET ${PATH}?fields=id`, { authorization }))
  while ((await hits(app))[0] !== 1) await app.inject('/_mock/livez')
  socket.destroy()
  await app.close()
})

t.test('over HTTPS a reset ends the connection without a response, or in the middle of one', async t => {
  const mock = await startMock({ tlsPort: 0, host: '127.0.0.1' })
  t.teardown(() => mock.close())
  const stored = await (await mock.fetch(PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body: BODY })).json() as { data: [{ details: { id: string } }] }
  await mock.faults.add({ operation: 'list', action: { reset: { phase: 'headers' } } })
  await mock.faults.add({ operation: 'download', action: { reset: { phase: 'body', atBytes: 5 } } })
  await mock.faults.add({ operation: 'download', action: { truncate: { atBytes: 5 } } })
  const ask = async (path: string): Promise<string> => {
    const { write, rest } = await raw(t, Number(new URL(mock.tlsUrl ?? '').port), mock.ca)
    await write(head(`GET ${PATH}${path}`, { authorization }))
    return await rest()
  }
  t.equal(await ask('?fields=id'), '')
  for (const fault of ['fault-2', 'fault-3']) t.match(await ask(`/${stored.data[0].details.id}`), new RegExp(`x-mock-explain: ${fault} [\\s\\S]*\r\n\r\nx{5}$`))
})

t.test('without a socket a download is cut off, too', async t => {
  const mock = await startMock({ host: '127.0.0.1' })
  t.teardown(() => mock.close())
  const stored = await (await mock.fetch(PATH, { method: 'POST', headers: { authorization, 'content-type': MULTIPART }, body: BODY })).json() as { data: [{ details: { id: string } }] }
  await mock.faults.add({ operation: 'download', action: { truncate: { atBytes: 5 } } })
  await mock.faults.add({ operation: 'download', action: { reset: { phase: 'body', atBytes: 5 } } })
  for (const fault of ['fault-1', 'fault-2']) {
    const reply = await mock.fetch(`${PATH}/${stored.data[0].details.id}`, { headers: { authorization } })
    t.match(reply.headers.get('x-mock-explain'), fault)
    await t.rejects(reply.arrayBuffer())
  }
})

t.test('without a socket a reset rejects the request', async t => {
  const { app } = await start(t, { operation: 'upload', action: { reset: { phase: 'headers' } } })
  const request = { method: 'POST', url: `${PATH}?attachmentUrl=https://e.com`, headers: { authorization } } as const
  await t.rejects(app.inject(request), { code: 'LIGHT_ECONNRESET' })
  t.equal((await app.inject(request)).statusCode, 200)
  const [link] = await stored(app)
  t.ok(link)
  await add(app, { operation: 'list', action: { answer: 'INTERNAL_ERROR' } })
  t.equal((await app.inject({ url: `${PATH}?fields=id`, headers: { authorization } })).statusCode, 500)
})

t.test('the sandbox of a stalled upload is free again after its client disconnects', async t => {
  const { app, port } = await listening(t)
  for (const phase of ['headers', 'body'] as const) {
    const base = `/s/stalled-${phase}`
    await app.inject({ method: 'POST', url: `${base}/_mock/faults`, payload: { operation: 'upload', action: { stall: { phase } } } })
    const { socket, write } = await raw(t, port)
    const body = Buffer.alloc(150_000, 'x')
    await write(head(`POST ${base}/crm/v8/Leads/1/Attachments`, { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART, 'content-length': body.length * 2 }))
    await write(body)
    socket.destroy()
    const awaited = await app.inject({ method: 'POST', url: `${base}/_mock/requests/await`, payload: { outcome: 'broken', timeout: '20s' } })
    t.equal(awaited.statusCode, 200, phase)
  }
  const { sandboxes } = (await app.inject('/_mock/sandboxes')).json<{ sandboxes: Array<{ busy: boolean }> }>()
  t.strictSame(sandboxes.map(({ busy }) => busy), [false, false])
})
