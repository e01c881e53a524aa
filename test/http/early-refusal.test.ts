import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import t, { type Test } from 'tap'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, parseReply, raw } from '../helpers/raw.js'
import { listening } from '../helpers/server.js'

const MiB = 1024 * 1024
const BODY = multipartBody([{ name: 'file', filename: 'big.bin', size: 20 * MiB }])
const PATH = '/crm/v8/Leads/1/Attachments'

/** Refusals at each stage: by a header, without a route, in the middle of a form, at a limit. */
const refusals = [
  { name: 'a bad token', path: PATH, token: 'nope', body: BODY, status: 401 },
  { name: 'an unknown URL', path: '/crm/v8/coql', token: '1000.all', body: BODY, status: 404 },
  { name: 'a URL outside of all APIs', path: '/elsewhere', token: '1000.all', body: BODY, status: 404 },
  { name: 'an unknown method', path: '/oauth/v2/token', method: 'PUT', token: '1000.all', body: BODY, status: 400 },
  { name: 'a file over the limit', path: PATH, token: '1000.all', body: BODY, status: 413 },
  { name: 'a body that is not a form', path: PATH, token: '1000.all', type: 'application/json', body: BODY, status: 400 },
  { name: 'a urlencoded body over the limit', path: PATH, token: '1000.all', type: 'application/x-www-form-urlencoded', body: BODY, status: 413 }
]

for (const { name, path, method = 'POST', token, type = MULTIPART, body, status } of refusals) {
  for (const connection of ['keep-alive', 'close']) {
    const headers = { authorization: `Zoho-oauthtoken ${token}`, 'content-type': type, 'content-length': body.length, connection }

    t.test(`a client that writes 20 MiB before it reads gets the refusal of ${name} (${connection})`, async t => {
      const { port } = await listening(t, { maxFileSize: MiB })
      const client = await raw(t, port)
      await client.write(head(`${method} ${path}`, headers))
      await client.write(body)
      const reply = parseReply(await client.until(/"(status|error)":"[^"]*"}$/))
      t.equal(reply.status, status)
      if (connection === 'keep-alive') await stillUsable(t, client)
    })

    t.test(`node:http gets the refusal of ${name} (${connection})`, async t => {
      const { port } = await listening(t, { maxFileSize: MiB })
      const agent = new Agent({ keepAlive: connection === 'keep-alive' })
      t.teardown(() => agent.destroy())
      const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent })
      request.end(body)
      const [response] = await once(request, 'response') as [IncomingMessage]
      t.equal(response.statusCode, status)
      response.resume()
      await once(response, 'end')
    })
  }

  t.test(`fetch gets the refusal of ${name}`, async t => {
    const { url } = await listening(t, { maxFileSize: MiB })
    const response = await fetch(url + path, { method, body, headers: { authorization: `Zoho-oauthtoken ${token}`, 'content-type': type } })
    t.equal(response.status, status)
    await response.text()
  })
}

async function stillUsable (t: Test, { write, until }: Awaited<ReturnType<typeof raw>>): Promise<void> {
  await write(head('GET /_mock/livez', {}))
  t.match(await until(/"live"/), /200 OK/, 'the connection serves the next request')
}

t.test('Expect: 100-continue', async t => {
  const headers = { 'content-type': MULTIPART, expect: '100-continue' }
  const small = multipartBody([{ name: 'file', filename: 'a.txt', content: 'hello' }])

  t.test('a client with a valid token gets 100 Continue, and its file is stored', async t => {
    const { port } = await listening(t)
    const { write, until } = await raw(t, port)
    await write(head(`POST ${PATH}`, { ...headers, authorization: 'Zoho-oauthtoken 1000.all', 'content-length': small.length }))
    t.match(await until(/\r\n\r\n/), /^HTTP\/1.1 100 Continue\r\n\r\n$/)
    await write(small)
    t.match(await until(/"status":"success"/), /200 OK/)
  })

  t.test('a client with an invalid token is refused without 100 Continue', async t => {
    const { port } = await listening(t)
    const { write, rest } = await raw(t, port)
    await write(head(`POST ${PATH}`, { ...headers, authorization: 'Zoho-oauthtoken nope', 'content-length': small.length }))
    const text = await rest()
    t.match(text, /^HTTP\/1.1 401 /)
    t.notMatch(text, /100 Continue/)
  })

  t.test('a client with a method that the token endpoint has not is refused without 100 Continue', async t => {
    const { port } = await listening(t)
    const { write, rest } = await raw(t, port)
    await write(head('PUT /oauth/v2/token', { ...headers, 'content-length': small.length }))
    const text = await rest()
    t.match(text, /^HTTP\/1.1 400 [\s\S]*x-mock-rule: method\.unknown/)
    t.notMatch(text, /100 Continue/)
  })

  t.test('a client that sends its body without waiting is answered too', async t => {
    const { port } = await listening(t)
    const { write, until } = await raw(t, port)
    await write(Buffer.concat([
      Buffer.from(head(`POST ${PATH}`, { ...headers, authorization: 'Zoho-oauthtoken 1000.all', 'content-length': small.length })), small
    ]))
    t.match(await until(/"status":"success"/), /200 OK/)
  })

  t.test('what a client sends behind a refused body is not taken for a request', async t => {
    const { url, port } = await listening(t)
    const { write, rest } = await raw(t, port)
    await write(Buffer.concat([
      Buffer.from(head(`POST ${PATH}`, { ...headers, authorization: 'Zoho-oauthtoken nope', 'content-length': small.length })), small,
      Buffer.from(head(`POST ${PATH}`, { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART, 'content-length': small.length })), small
    ]))
    t.match(parseReply(await rest()), { status: 401 })
    t.match(await (await fetch(`${url}/_mock/attachments`)).json(), { attachments: [] })
  })

  t.test('a refused request without a body keeps its connection', async t => {
    const { port } = await listening(t)
    const client = await raw(t, port)
    await client.write(head('REPORT /crm/v8/org', { expect: '100-continue', 'content-length': 0 }))
    t.match(await client.until(/"status":"error"}/), /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 400 /)
    await stillUsable(t, client)
  })

  t.test('any other expectation is ignored', async t => {
    const { port } = await listening(t)
    const { write, until } = await raw(t, port)
    await write(head('GET /crm/v8/org', { authorization: 'Zoho-oauthtoken 1000.all', expect: 'wonders' }))
    t.match(await until(/\r\n\r\n.*}$/s), /200 OK/)
  })
})

/** Requests after whose response the server closes the connection. */
const lastRequests = [
  { name: 'a request that asks for it', bytes: head('GET /_mock/livez', { connection: 'close' }), status: 200 },
  { name: 'a body that the framework cannot read', bytes: head('POST /_mock/reset', { 'content-type': 'application/json', 'content-length': 1 }) + '{', status: 400 },
  { name: 'invalid bytes', bytes: 'nonsense\r\n\r\n', status: 400 },
  { name: 'a tunnel', bytes: head('CONNECT example.com:443', {}), status: 400 },
  { name: 'an upload that waits for 100 Continue', bytes: head(`POST ${PATH}`, { authorization: 'Zoho-oauthtoken nope', 'content-type': MULTIPART, expect: '100-continue', 'content-length': BODY.length }), status: 401 }
]

for (const { name, bytes, status } of lastRequests) {
  for (const [what, more] of [['20 MiB', BODY], ['a request', head('GET /crm/v8/org', { authorization: 'Zoho-oauthtoken 1000.all' })]] as const) {
    t.test(`a client that sends ${what} behind ${name}, and reads only then, gets the response`, async t => {
      const { port } = await listening(t)
      const { socket, write, rest } = await raw(t, port)
      socket.pause()
      await write(Buffer.concat([Buffer.from(bytes), Buffer.from(more)]))
      socket.resume()
      const text = await rest()
      t.match(parseReply(text), { status, headers: { connection: 'close' } })
      t.equal(text.match(/HTTP\/1\.1 \d/g)?.length, 1, 'and no other')
    })
  }
}

t.test('the server closes the connection of a refused upload that never ends', async t => {
  const { port } = await listening(t, { maxFileSize: 1024 })
  const { socket, write, rest } = await raw(t, port)
  await write(head(`POST ${PATH}`, { authorization: 'Zoho-oauthtoken nope', 'content-type': MULTIPART, 'transfer-encoding': 'chunked' }))
  const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, 'x'), Buffer.from('\r\n')])
  let written = 0
  const pump = (): void => {
    // Ends when the server closes the connection, and after 4 GiB if it never does.
    while (written < 4096 * MiB && socket.writable) {
      written += chunk.length
      if (!socket.write(chunk)) {
        socket.once('drain', pump)
        return
      }
    }
  }
  pump()
  const text = await rest()
  // A client that keeps writing may get a broken pipe before it reads the response.
  if (text !== '') t.match(parseReply(text), { status: 401, headers: { connection: 'close' } })
  t.ok(written < 2048 * MiB, `closed after about ${Math.round(written / MiB)} MiB`)
})
