import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { completeOptions } from '../../src/options.js'
import { bodyFrom, contentOf } from '../../src/store/content.js'
import { assemble, type Embedding } from '../../src/server.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, raw } from '../helpers/raw.js'
import { listening } from '../helpers/server.js'

const MiB = 1024 * 1024
const PATH = '/s/one/crm/v8/Leads/1/Attachments'
const authorization = 'Zoho-oauthtoken 1000.all'

interface Stored {
  readonly app: ReturnType<typeof assemble>
  readonly port: number
  readonly bytes: Buffer
  /** Of the file. */
  readonly path: string
  /** Lines of the log, each once. */
  readonly log: ReadonlyArray<Readonly<Record<string, unknown>>>
}

/** A server with a log that is kept, and a file on it that came over a socket, in many pieces. */
async function stored (t: Test, size: number, embedding: Embedding = {}): Promise<Stored> {
  const log: Array<Record<string, unknown>> = []
  const app = assemble(completeOptions({ logLevel: 'info', maxSandboxes: 1 }), { ...embedding, logTo: { write: line => { log.push(JSON.parse(line)) } } })
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const bytes = randomBytes(size)
  const reply = await fetch(`http://127.0.0.1:${port}${PATH}`, {
    method: 'POST',
    headers: { authorization, 'content-type': MULTIPART },
    body: multipartBody([{ name: 'file', filename: 'large.bin', content: bytes }])
  })
  const { data: [{ details: { id } }] } = await reply.json() as { data: [{ details: { id: string } }] }
  log.length = 0
  return { app, port, bytes, path: `${PATH}/${id}`, log }
}

/** Asks for a file; the answer's body is for the caller to read. */
async function download (port: number, path: string, agent = new Agent()): Promise<IncomingMessage> {
  const request = get({ host: '127.0.0.1', port, path, headers: { authorization }, agent })
  // A connection that the test cuts.
  request.on('error', () => {})
  const [response] = await once(request, 'response') as [IncomingMessage]
  return response
}

async function digestOf (stream: Readable): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(stream, hash)
  return hash.digest('hex')
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

async function connectionsOf (app: Stored['app']): Promise<number> {
  return new Promise((resolve, reject) => app.server.getConnections((error, count) => error ? reject(error) : resolve(count)))
}

/** Waits until all connections are closed on the server's side too. */
async function deserted (app: Stored['app']): Promise<void> {
  while (await connectionsOf(app) > 0) await setImmediate()
}

for (const size of [1, 70_000, 20 * MiB]) {
  t.test(`${size} bytes come as they were sent, with their length, and the connection serves the next request`, async t => {
    const { port, bytes, path, log } = await stored(t, size)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    t.teardown(() => agent.destroy())
    const sockets = new Set()
    for (let time = 0; time < 2; time++) {
      const response = await download(port, path, agent)
      sockets.add(response.socket)
      t.equal(response.statusCode, 200)
      t.equal(response.headers['content-length'], String(size))
      t.equal(response.headers['transfer-encoding'], undefined)
      t.ok(response.headers['x-mock-request-id'])
      t.equal(await digestOf(response), digest(bytes))
    }
    t.equal(sockets.size, 1)
    // The server may learn that all is sent after the client has read it.
    while (log.length < 2) await setImmediate()
    t.match(log, [{ msg: 'answered', url: path, status: 200 }, { msg: 'answered', url: path, status: 200 }])
    t.equal(log.length, 2)
  })
}

t.test('a client that reads slowly gets all, and others are served meanwhile, even one that deletes the file', async t => {
  const { port, bytes, path } = await stored(t, 20 * MiB)
  const slow = await download(port, path)
  slow.pause()
  t.equal(await digestOf(await download(port, path)), digest(bytes))
  const deleted = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'DELETE', headers: { authorization } })
  t.equal(deleted.status, 200)
  t.equal(await digestOf(slow), digest(bytes))
})

t.test('a client that goes away in the middle leaves no connection, no request in its sandbox and no error', async t => {
  const { app, port, path, log } = await stored(t, 20 * MiB)
  const response = await download(port, path)
  await once(response, 'readable')
  response.destroy()
  // A second, which ends its side before it has read.
  const client = await raw(t, port)
  client.socket.pause()
  await client.write(head(`GET ${path}`, { authorization }))
  client.socket.destroy()
  await fetch(`http://127.0.0.1:${port}/_mock/livez`, { headers: { connection: 'close' } })
  // Whatever keeps a connection alive here is fetch's own, of the upload.
  app.server.closeIdleConnections()
  await deserted(app)
  t.notOk(log.some(({ level }) => level === 'error' || level === 'warn'), 'an error is logged')
  // There is room for one sandbox only; one that answers a request would not make room for another.
  const other = await fetch(`http://127.0.0.1:${port}/s/other/_mock/livez`)
  t.equal(other.status, 200)
})

t.test('a client that goes away before its answer begins is no error', async t => {
  const { app, port, path, log } = await stored(t, 20 * MiB)
  const client = await raw(t, port)
  const arrived = once(app.server, 'request')
  // With a body that never comes, for which the answer waits.
  await client.write(head(`GET ${path}`, { authorization, 'content-length': 5 }))
  await arrived
  client.socket.destroy()
  app.server.closeIdleConnections()
  await deserted(app)
  t.notOk(log.some(({ level }) => level === 'error' || level === 'warn'), 'an error is logged')
})

t.test('closing the server cuts off a download that nobody reads', async t => {
  const { app, port, path } = await stored(t, 20 * MiB)
  const response = await download(port, path)
  const failed = once(response, 'error')
  await app.close()
  response.resume()
  t.match(await failed, [{ code: 'ECONNRESET' }])
})

t.test('a server that closes gracefully sends the rest of a download first, and then does not wait for a connection kept alive', async t => {
  const { app, port, bytes, path } = await stored(t, 20 * MiB, { isGraceful: true })
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const response = await download(port, path, agent)
  const closed = app.close()
  t.equal(await digestOf(response), digest(bytes))
  await closed
})

t.test('a file of no bytes, which a seed may have, is downloaded too', async t => {
  const folder = t.testdir({ 'empty.txt': '', 'seed.json': JSON.stringify({ attachments: [{ module: 'Leads', record: '1', file: 'empty.txt' }] }) })
  const { port } = await listening(t, { seed: join(folder, 'seed.json') })
  const response = await download(port, '/crm/v8/Leads/1/Attachments/4150868000005277036')
  t.equal(response.headers['content-length'], '0')
  t.equal((await response.toArray()).length, 0)
})

t.test('the pieces of a file can be read as any stream is', async t => {
  const pieces = [randomBytes(20_000), randomBytes(30_000)]
  const payload = (): Readable => bodyFrom(contentOf(pieces)) as Readable
  t.equal(Buffer.concat(await payload().toArray()).compare(Buffer.concat(pieces)), 0)
  const through = new PassThrough()
  const [bytes] = await Promise.all([through.toArray(), pipeline(payload(), through)])
  t.equal(Buffer.concat(bytes).compare(Buffer.concat(pieces)), 0)
})
