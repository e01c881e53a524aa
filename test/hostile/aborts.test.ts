import { createHash, randomInt } from 'node:crypto'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { serving } from '../helpers/command.js'
import { ask, askFor, createFailures, eventually, openConnection, pool, setting, type Connection } from './connection.js'
import { BOUNDARY, MULTIPART, multipartBody } from '../helpers/multipart.js'
import { chunked } from './corpus.js'

// For more aborts, or the same ones again: HOSTILE_ABORTS=5000 HOSTILE_SEED=1 npm test -- --timeout=3600 test/hostile/aborts.test.ts
const aborts = setting('HOSTILE_ABORTS', 600)
const seed = setting('HOSTILE_SEED', randomInt(2 ** 31))
const WIDTH = 24
const KiB = 1024
/** Maximum time for the server to notice that a client has disconnected, in milliseconds. */
const TIMEOUT = 10_000

const STORE = 24 * 1024 * KiB
/** Relative to a sandbox. */
const UPLOAD = '/crm/v8/Leads/1/Attachments'

/** A request that is aborted. */
interface Victim {
  readonly name: string
  readonly line: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly isChunked?: boolean
}

function file (size: number): Buffer {
  return Buffer.concat([Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`), Buffer.alloc(size, 'x'), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)])
}

/** A form with two files of a size. */
function files (size: number): Buffer {
  return multipartBody(['a.bin', 'b.bin'].map(filename => ({ name: 'file', filename, size })))
}

const grant = 'client_id=1000.C&client_secret=s&grant_type=refresh_token&refresh_token=1000.r'
const form = { 'content-type': MULTIPART }
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
const state = Buffer.from(JSON.stringify({ attachments: [{ module: 'Leads', record: '1', name: 'a', content: Buffer.alloc(300 * KiB).toString('base64') }] }))

const victims: readonly Victim[] = [
  { name: 'a small file', line: `POST ${UPLOAD}`, headers: form, body: file(10) },
  { name: 'a file', line: `POST ${UPLOAD}`, headers: form, body: file(200 * KiB) },
  { name: 'a large file', line: `POST ${UPLOAD}`, headers: form, body: file(2048 * KiB) },
  { name: 'a file in chunks', line: `POST ${UPLOAD}`, headers: form, body: chunked(file(200 * KiB), [1000, 40_000]), isChunked: true },
  { name: 'a file with Expect', line: `POST ${UPLOAD}`, headers: { ...form, expect: '100-continue' }, body: file(200 * KiB) },
  { name: 'two files of no record', line: 'POST /crm/v8/files', headers: form, body: files(100 * KiB) },
  { name: 'a file for an unknown token', line: `POST ${UPLOAD}`, headers: { ...form, authorization: 'Zoho-oauthtoken 1000.nobody' }, body: file(200 * KiB) },
  { name: 'a file for an unknown token with Expect', line: `POST ${UPLOAD}`, headers: { ...form, authorization: 'Zoho-oauthtoken 1000.nobody', expect: '100-continue' }, body: file(200 * KiB) },
  { name: 'a link', line: `POST ${UPLOAD}`, headers: urlencoded, body: Buffer.from('attachmentUrl=https://e.com/aborted&title=x') },
  { name: 'a token request', line: 'POST /oauth/v2/token', headers: urlencoded, body: Buffer.from(grant) },
  { name: 'a token request as a form', line: 'POST /oauth/v2/token', headers: form, body: Buffer.from(grant.split('&').map(pair => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${pair.split('=')[0]}"\r\n\r\n${pair.split('=')[1]}\r\n`).join('') + `--${BOUNDARY}--\r\n`) },
  { name: 'a state', line: 'PUT /_mock/state', headers: { 'content-type': 'application/json' }, body: state }
]

const endings = {
  FIN: ({ socket }: Connection) => { socket.destroy() },
  RST: ({ socket }: Connection) => { socket.resetAndDestroy() },
  'a half-close': ({ socket }: Connection) => { socket.end() }
}

/** How much of a request is sent: a part of its head, up to the borders of its parts and of socket reads, or any share of its body. */
const places = fc.oneof(
  fc.constantFrom('nothing', 'the request line', 'half of the head', 'the head but its last byte', 'the head', 'one byte of the body', 'all but the last byte', 'all but the closing boundary'),
  fc.constantFrom(16_383, 16_384, 16_385, 65_535, 65_536, 65_537),
  fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
)

function cutAt (place: string | number, { length: head }: Buffer, { length: body }: Buffer): number {
  const last = head + body - 1
  if (typeof place === 'number') return Math.min(place < 1 ? head + Math.floor(place * body) : head + place, last)
  const at = { nothing: 0, 'the request line': 20, 'half of the head': head >> 1, 'the head but its last byte': head - 1, 'the head': head, 'one byte of the body': head + 1, 'all but the last byte': last, 'all but the closing boundary': last - BOUNDARY.length - 5 }[place] ?? 0
  return Math.min(Math.max(at, 0), last)
}

function headOf ({ line, headers, body, isChunked = false }: Victim, base: string): Buffer {
  const framing: Record<string, string> = isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(body.length) }
  const all = { host: '127.0.0.1', authorization: 'Zoho-oauthtoken 1000.all', ...headers, ...framing }
  return Buffer.from([`${line.replace(' ', ` ${base}`)} HTTP/1.1`, ...Object.entries(all).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n'))
}

interface AttachmentList { readonly attachments: readonly object[] }
interface SandboxList { readonly sandboxes: ReadonlyArray<{ readonly name: string, readonly busy: boolean }> }
interface RequestList { readonly requests: ReadonlyArray<{ readonly outcome: string, readonly answer?: { readonly status: number }, readonly url: string, readonly id: string }> }

type Server = Awaited<ReturnType<typeof serving>>

function start (t: Test, ...args: readonly string[]): Promise<Server> {
  return serving(t, ['--log-level', 'error', '--max-store-size', String(STORE), ...args])
}

/** Stops a server and checks that it exits cleanly and has logged nothing. */
async function stop (t: Test, { child, ended }: Server): Promise<void> {
  child.kill('SIGTERM')
  const { code, stdout, stderr } = await ended()
  t.equal(code, 0, 'it ends on SIGTERM')
  t.strictSame(stdout.split('\n').slice(1, 3), [''], 'it logged no error')
  t.equal(stderr, '')
}

/** Aborts many requests to a sandbox and checks that they leave nothing behind. */
async function abortAll (t: Test, { ready: { url, port } }: Server, name: string, count: number, before?: object): Promise<void> {
  const base = `/s/${name}`
  const failures = createFailures()
  const mock = `${url}${base}/_mock`
  await ask(`${mock}/`)
  if (before !== undefined) t.match(await ask(`${mock}/faults`, 'POST', before), { status: 200 })
  const drawn = fc.sample(fc.tuple(fc.constantFrom(...victims), places, fc.constantFrom(...Object.keys(endings) as Array<keyof typeof endings>), fc.nat(3)), { numRuns: count, seed })
  const tokensBefore = (await ask(`${mock}/tokens`)).text
  const stateBefore = (await ask(`${mock}/state`)).text
  let reached = 0

  await pool(drawn, WIDTH, async ([victim, place, ending, turns]) => {
    const description = `${victim.name}, ${place} sent, then ${ending}`
    const head = headOf(victim, base)
    const end = cutAt(place, head, victim.body)
    const connection = await openConnection(port)
    connection.socket.write(Buffer.concat([head, victim.body]).subarray(0, end))
    if ('expect' in victim.headers && end > head.length) await connection.until(() => connection.interim > 0 || connection.answers.length > 0, 500)
    // Afterwards the server has seen all of it, some of it or nothing.
    for (let turn = 0; turn < turns * 2; turn++) await new Promise(resolve => setImmediate(resolve))
    if (turns === 3) await connection.until(() => connection.answers.length > 0, 40)
    if (end >= head.length) reached++
    endings[ending](connection)
    // A half-closed connection must still be closed by the server.
    if (ending === 'a half-close') {
      await connection.until(() => false, TIMEOUT)
      if (!connection.isClosed) failures.add('a connection stays open after a half-close', description)
      connection.socket.destroy()
    }
    for (const { status } of connection.answers) if (status === 200) failures.add('an aborted request succeeded', description)
  })

  t.ok(reached > count / 2, `${reached} of ${count} reached the server`)
  const isIdle = await eventually(async () => {
    const { sandboxes } = await askFor<SandboxList>(`${url}/_mock/sandboxes`)
    return sandboxes.every(({ busy }) => !busy)
  }, TIMEOUT)
  if (!isIdle) failures.add('a sandbox stays busy', (await ask(`${url}/_mock/sandboxes`)).text)
  const { attachments } = await askFor<AttachmentList>(`${mock}/attachments`)
  if (attachments.length > 0) failures.add('something was stored', JSON.stringify(attachments.slice(0, 3)))
  if ((await ask(`${mock}/tokens`)).text !== tokensBefore) failures.add('an aborted token request issued a token', '')
  const { requests } = await askFor<RequestList>(`${mock}/requests`)
  for (const { outcome, answer, url, id } of requests) {
    // A refusal by the headers needs no body, and may have been sent before the client disconnected.
    if (outcome === 'aborted' || outcome === 'broken' || (outcome === 'answered' && (answer?.status ?? 0) >= 400)) continue
    failures.add('an aborted request is in the journal as complete', `${id} ${url} ${outcome} ${answer?.status}`)
  }
  if (before === undefined && (await ask(`${mock}/state`)).text !== stateBefore) failures.add('the state has changed', '')
  await ask(`${mock}/reset`, 'POST', {})

  // The store is as empty as at the start: it takes one file of its whole size, minus the overhead of the pieces.
  const content = Buffer.alloc(STORE - STORE / 50, 'y')
  const body = new FormData()
  body.set('file', new Blob([content]), 'whole.bin')
  const reply = await fetch(`${url}${base}${UPLOAD}`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' }, body, signal: AbortSignal.timeout(60_000) })
  if (reply.status !== 200) failures.add('the store is not empty', `${await reply.text()} ${reply.headers.get('x-mock-explain')}`)
  else t.match(await askFor<AttachmentList>(`${mock}/attachments`), { attachments: [{ size: content.length, sha256: createHash('sha256').update(content).digest('hex') }] })

  await ask(`${mock}/reset`, 'POST', {})
  for (const line of failures.report()) t.fail(line)
}

const faults: Readonly<Record<string, object>> = {
  'are refused': { operation: 'upload', times: 'always', action: { answer: 'INTERNAL_ERROR' } },
  'are delayed': { operation: '*', times: 'always', delay: '100ms' },
  'are reset in their body': { operation: 'upload', times: 'always', action: { reset: { phase: 'body', atBytes: 20_000 } } },
  'are refused after they were stored': { operation: 'upload', times: 'always', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } }
}
const bounds = { timeout: 200_000 + aborts * 50 }

t.test(`${aborts} aborted requests leave nothing behind (seed ${seed})`, bounds, async t => {
  const server = await start(t)
  await t.test('without faults', async t => abortAll(t, server, 'plain', aborts))
  for (const [index, [what, fault]] of Object.entries(faults).entries()) {
    await t.test(`while uploads ${what} by a fault`, async t => abortAll(t, server, `faulty-${index}`, Math.ceil(aborts / 8), fault))
  }
  await stop(t, server)
})

t.test(`${aborts / 3} requests that are aborted while responses are delayed leave nothing behind (seed ${seed})`, bounds, async t => {
  const server = await start(t, '--latency', '20ms-200ms')
  await abortAll(t, server, 'slow', aborts / 3)
  await stop(t, server)
})

t.test('a client that disconnects before its response does not crash the server, whatever form it sent', bounds, async t => {
  const { ready: { url, port }, child, ended } = await serving(t, ['--log-level', 'silent', '--latency', '300ms'])
  const parts = ['form-data', 'form-data; filename="a.txt"', 'form-data; name=""', 'attachment; name="file"; filename="a"', 'form-data; name="file"; filename="a.txt"', 'form-data; name="__proto__"', '']
  for (const disposition of parts) {
    const body = Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n\r\nx\r\n--${BOUNDARY}--\r\n`)
    for (const path of [UPLOAD, '/oauth/v2/token']) {
      const connection = await openConnection(port)
      connection.socket.write(Buffer.concat([headOf({ name: '', line: `POST ${path}`, headers: form, body }, '/s/left'), body]))
      await connection.until(() => connection.answers.length > 0, 60)
      connection.socket.resetAndDestroy()
    }
  }
  const isIdle = await eventually(async () => {
    if (child.exitCode !== null) return true
    const reply = await ask(`${url}/_mock/sandboxes`).catch(() => undefined)
    return reply !== undefined && !reply.text.includes('"busy":true')
  }, TIMEOUT)
  t.equal(child.exitCode, null, 'the process is still running')
  t.ok(isIdle, 'no sandbox is busy')
  child.kill('SIGTERM')
  t.equal((await ended()).code, 0, 'it ends on SIGTERM')
})
