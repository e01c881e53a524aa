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
  /** The URL path of the file. */
  readonly path: string
  /** The lines of the log. */
  readonly log: ReadonlyArray<Readonly<Record<string, unknown>>>
}

/** Starts a server with a log and uploads a file over a socket, so that it arrives in many pieces. */
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

/** Requests a file. The caller reads the body of the response. */
async function download (port: number, path: string, agent = new Agent()): Promise<IncomingMessage> {
  const request = get({ host: '127.0.0.1', port, path, headers: { authorization }, agent })
  // The test may destroy the connection.
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

/** Waits until all connections are closed on the server's side, too. */
async function allClosed (app: Stored['app']): Promise<void> {
  while (await connectionsOf(app) > 0) await setImmediate()
}

for (const size of [1, 70_000, 20 * MiB]) {
  t.test(`a file of ${size} bytes is downloaded unchanged, with its length, and the connection serves the next request`, async t => {
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
    // The client may have read everything before the server learns that it was sent.
    while (log.length < 2) await setImmediate()
    t.match(log, [{ msg: 'answered', url: path, status: 200 }, { msg: 'answered', url: path, status: 200 }])
    t.equal(log.length, 2)
  })
}

t.test('a slow client gets the whole file although others are served meanwhile and one deletes it', async t => {
  const { port, bytes, path } = await stored(t, 20 * MiB)
  const slow = await download(port, path)
  slow.pause()
  t.equal(await digestOf(await download(port, path)), digest(bytes))
  const deleted = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'DELETE', headers: { authorization } })
  t.equal(deleted.status, 200)
  t.equal(await digestOf(slow), digest(bytes))
})

t.test('a client that disconnects during a download leaves no connection, no busy sandbox and no error', async t => {
  const { app, port, path, log } = await stored(t, 20 * MiB)
  const response = await download(port, path)
  await once(response, 'readable')
  response.destroy()
  // A second client, which disconnects without reading.
  const client = await raw(t, port)
  client.socket.pause()
  await client.write(head(`GET ${path}`, { authorization }))
  client.socket.destroy()
  await fetch(`http://127.0.0.1:${port}/_mock/livez`, { headers: { connection: 'close' } })
  // fetch keeps the connection of the upload alive.
  app.server.closeIdleConnections()
  await allClosed(app)
  t.notOk(log.some(({ level }) => level === 'error' || level === 'warn'), 'an error is logged')
  // There is room for one sandbox only, and a busy one would not make room for another.
  const other = await fetch(`http://127.0.0.1:${port}/s/other/_mock/livez`)
  t.equal(other.status, 200)
})

t.test('a client that disconnects before its response begins causes no error', async t => {
  const { app, port, path, log } = await stored(t, 20 * MiB)
  const client = await raw(t, port)
  const arrived = once(app.server, 'request')
  // The response waits for a body that never arrives.
  await client.write(head(`GET ${path}`, { authorization, 'content-length': 5 }))
  await arrived
  client.socket.destroy()
  app.server.closeIdleConnections()
  await allClosed(app)
  t.notOk(log.some(({ level }) => level === 'error' || level === 'warn'), 'an error is logged')
})

t.test('closing the server cuts off a download that its client does not read', async t => {
  const { app, port, path } = await stored(t, 20 * MiB)
  const response = await download(port, path)
  const failed = once(response, 'error')
  await app.close()
  response.resume()
  t.match(await failed, [{ code: 'ECONNRESET' }])
})

t.test('a graceful close sends the rest of a download and does not wait for a keep-alive connection', async t => {
  const { app, port, bytes, path } = await stored(t, 20 * MiB, { isGraceful: true })
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const response = await download(port, path, agent)
  const closed = app.close()
  t.equal(await digestOf(response), digest(bytes))
  await closed
})

t.test('an empty file of a seed can be downloaded', async t => {
  const folder = t.testdir({ 'empty.txt': '', 'seed.json': JSON.stringify({ attachments: [{ module: 'Leads', record: '1', file: 'empty.txt' }] }) })
  const { port } = await listening(t, { seed: join(folder, 'seed.json') })
  const response = await download(port, '/crm/v8/Leads/1/Attachments/4150868000005277036')
  t.equal(response.headers['content-length'], '0')
  t.equal((await response.toArray()).length, 0)
})

t.test('a file can be read as a stream, by iteration and by pipeline', async t => {
  const pieces = [randomBytes(20_000), randomBytes(30_000)]
  const payload = (): Readable => bodyFrom(contentOf(pieces)) as Readable
  t.equal(Buffer.concat(await payload().toArray()).compare(Buffer.concat(pieces)), 0)
  const through = new PassThrough()
  const [bytes] = await Promise.all([through.toArray(), pipeline(payload(), through)])
  t.equal(Buffer.concat(bytes).compare(Buffer.concat(pieces)), 0)
})
