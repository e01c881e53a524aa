import { createHash, randomInt } from 'node:crypto'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { serving } from '../helpers/command.js'
import { ask, askFor, createFindings, eventually, openHostileLine, pool, setting, type HostileLine } from './connection.js'
import { BOUNDARY, MULTIPART } from '../helpers/multipart.js'
import { chunked } from './corpus.js'

// More on demand, and the same again: HOSTILE_ABORTS=5000 HOSTILE_SEED=1 npx tap --timeout=3600 test/hostile/aborts.test.ts
const aborts = setting('HOSTILE_ABORTS', 600)
const seed = setting('HOSTILE_SEED', randomInt(2 ** 31))
const WIDTH = 24
const KiB = 1024
/** How long the server may take to notice that a client has gone, in milliseconds. */
const PATIENCE = 10_000

const STORE = 24 * 1024 * KiB
/** Below a sandbox. */
const UPLOAD = '/crm/v8/Leads/1/Attachments'

/** A request that is not sent to its end. */
interface Victim {
  readonly is: string
  readonly line: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly isChunked?: boolean
}

function file (size: number): Buffer {
  return Buffer.concat([Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`), Buffer.alloc(size, 'x'), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)])
}

const grant = 'client_id=1000.C&client_secret=s&grant_type=refresh_token&refresh_token=1000.r'
const form = { 'content-type': MULTIPART }
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
const state = Buffer.from(JSON.stringify({ attachments: [{ module: 'Leads', record: '1', name: 'a', content: Buffer.alloc(300 * KiB).toString('base64') }] }))

const victims: readonly Victim[] = [
  { is: 'a small file', line: `POST ${UPLOAD}`, headers: form, body: file(10) },
  { is: 'a file', line: `POST ${UPLOAD}`, headers: form, body: file(200 * KiB) },
  { is: 'a large file', line: `POST ${UPLOAD}`, headers: form, body: file(2048 * KiB) },
  { is: 'a file in chunks', line: `POST ${UPLOAD}`, headers: form, body: chunked(file(200 * KiB), [1000, 40_000]), isChunked: true },
  { is: 'a file with Expect', line: `POST ${UPLOAD}`, headers: { ...form, expect: '100-continue' }, body: file(200 * KiB) },
  { is: 'a file for an unknown token', line: `POST ${UPLOAD}`, headers: { ...form, authorization: 'Zoho-oauthtoken 1000.nobody' }, body: file(200 * KiB) },
  { is: 'a file for an unknown token with Expect', line: `POST ${UPLOAD}`, headers: { ...form, authorization: 'Zoho-oauthtoken 1000.nobody', expect: '100-continue' }, body: file(200 * KiB) },
  { is: 'a link', line: `POST ${UPLOAD}`, headers: urlencoded, body: Buffer.from('attachmentUrl=https://e.com/aborted&title=x') },
  { is: 'a token request', line: 'POST /oauth/v2/token', headers: urlencoded, body: Buffer.from(grant) },
  { is: 'a token request as a form', line: 'POST /oauth/v2/token', headers: form, body: Buffer.from(grant.split('&').map(pair => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${pair.split('=')[0]}"\r\n\r\n${pair.split('=')[1]}\r\n`).join('') + `--${BOUNDARY}--\r\n`) },
  { is: 'a state', line: 'PUT /_mock/state', headers: { 'content-type': 'application/json' }, body: state }
]

const endings = {
  FIN: ({ socket }: HostileLine) => { socket.destroy() },
  RST: ({ socket }: HostileLine) => { socket.resetAndDestroy() },
  'a half-close': ({ socket }: HostileLine) => { socket.end() }
}

/** Where a request breaks off, as what is kept of it: in its head, at the borders of its parts and of what a socket delivers, or anywhere. */
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

interface Shown { readonly attachments: readonly object[] }
interface ShownSandboxes { readonly sandboxes: ReadonlyArray<{ readonly name: string, readonly busy: boolean }> }
interface ShownRequests { readonly requests: ReadonlyArray<{ readonly outcome: string, readonly answer?: { readonly status: number }, readonly url: string, readonly id: string }> }

type Server = Awaited<ReturnType<typeof serving>>

function start (t: Test, ...words: readonly string[]): Promise<Server> {
  return serving(t, ['--log-level', 'error', '--max-store-size', String(STORE), ...words])
}

/** Sees to it that a server ends as it should, and has logged nothing. */
async function stop (t: Test, { child, ended }: Server): Promise<void> {
  child.kill('SIGTERM')
  const { code, stdout, stderr } = await ended()
  t.equal(code, 0, 'it ends on SIGTERM')
  t.strictSame(stdout.split('\n').slice(1, 3), [''], 'it logged no error')
  t.equal(stderr, '')
}

/** Aborts many requests to a sandbox, and sees to it that nothing is left of them. */
async function abortAll (t: Test, { ready: { url, port } }: Server, name: string, count: number, before?: object): Promise<void> {
  const base = `/s/${name}`
  const findings = createFindings()
  const mock = `${url}${base}/_mock`
  await ask(`${mock}/`)
  if (before !== undefined) t.match(await ask(`${mock}/faults`, 'POST', before), { status: 200 })
  const drawn = fc.sample(fc.tuple(fc.constantFrom(...victims), places, fc.constantFrom(...Object.keys(endings) as Array<keyof typeof endings>), fc.nat(3)), { numRuns: count, seed })
  const tokensBefore = (await ask(`${mock}/tokens`)).text
  const stateBefore = (await ask(`${mock}/state`)).text
  let reached = 0

  await pool(drawn, WIDTH, async ([victim, place, ending, turns]) => {
    const words = `${victim.is}, ${place} sent, then ${ending}`
    const head = headOf(victim, base)
    const end = cutAt(place, head, victim.body)
    const line = await openHostileLine(port)
    line.socket.write(Buffer.concat([head, victim.body]).subarray(0, end))
    if ('expect' in victim.headers && end > head.length) await line.until(() => line.interim > 0 || line.answers.length > 0, 500)
    // The server has seen all of it, some of it or none.
    for (let turn = 0; turn < turns * 2; turn++) await new Promise(resolve => setImmediate(resolve))
    if (turns === 3) await line.until(() => line.answers.length > 0, 40)
    if (end >= head.length) reached++
    endings[ending](line)
    // What is half-closed is still owed an end.
    if (ending === 'a half-close') {
      await line.until(() => false, PATIENCE)
      if (!line.isClosed) findings.add('a connection stays open after a half-close', words)
      line.socket.destroy()
    }
    for (const { status } of line.answers) if (status === 200) findings.add('what was not sent to its end has succeeded', words)
  })

  t.ok(reached > count / 2, `${reached} of ${count} had come to the server`)
  const isIdle = await eventually(async () => {
    const { sandboxes } = await askFor<ShownSandboxes>(`${url}/_mock/sandboxes`)
    return sandboxes.every(({ busy }) => !busy)
  }, PATIENCE)
  if (!isIdle) findings.add('a sandbox stays busy', (await ask(`${url}/_mock/sandboxes`)).text)
  const { attachments } = await askFor<Shown>(`${mock}/attachments`)
  if (attachments.length > 0) findings.add('something was stored', JSON.stringify(attachments.slice(0, 3)))
  if ((await ask(`${mock}/tokens`)).text !== tokensBefore) findings.add('a token was given to a client that did not ask to the end', '')
  const { requests } = await askFor<ShownRequests>(`${mock}/requests`)
  for (const { outcome, answer, url, id } of requests) {
    // A refusal by the headers needs no body, and a client that has gone may have had it.
    if (outcome === 'aborted' || outcome === 'broken' || (outcome === 'answered' && (answer?.status ?? 0) >= 400)) continue
    findings.add('a request is in the journal as if it had come to its end', `${id} ${url} ${outcome} ${answer?.status}`)
  }
  if (before === undefined && (await ask(`${mock}/state`)).text !== stateBefore) findings.add('the state is another', '')
  await ask(`${mock}/reset`, 'POST', {})

  // The store is as empty as at the start: it takes one file of all its size, but for what the pieces weigh beside their bytes.
  const content = Buffer.alloc(STORE - STORE / 50, 'y')
  const body = new FormData()
  body.set('file', new Blob([content]), 'whole.bin')
  const reply = await fetch(`${url}${base}${UPLOAD}`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' }, body, signal: AbortSignal.timeout(60_000) })
  if (reply.status !== 200) findings.add('the store is not empty again', `${await reply.text()} ${reply.headers.get('x-mock-explain')}`)
  else t.match(await askFor<Shown>(`${mock}/attachments`), { attachments: [{ size: content.length, sha256: createHash('sha256').update(content).digest('hex') }] })

  await ask(`${mock}/reset`, 'POST', {})
  for (const line of findings.report()) t.fail(line)
}

const faults: Readonly<Record<string, object>> = {
  'are refused': { operation: 'upload', times: 'always', action: { answer: 'INTERNAL_ERROR' } },
  'are delayed': { operation: '*', times: 'always', delay: '100ms' },
  'are reset in their body': { operation: 'upload', times: 'always', action: { reset: { phase: 'body', atBytes: 20_000 } } },
  'are refused after all is done': { operation: 'upload', times: 'always', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } }
}
const bounds = { timeout: 200_000 + aborts * 50 }

t.test(`${aborts} aborted requests with seed ${seed} leave nothing behind`, bounds, async t => {
  const server = await start(t)
  await t.test('as they are', async t => abortAll(t, server, 'plain', aborts))
  for (const [index, [what, fault]] of Object.entries(faults).entries()) {
    await t.test(`where uploads ${what} by a fault`, async t => abortAll(t, server, `faulty-${index}`, Math.ceil(aborts / 8), fault))
  }
  await stop(t, server)
})

t.test(`${aborts / 3} requests that are aborted while the server takes its time, with seed ${seed}, leave nothing behind`, bounds, async t => {
  const server = await start(t, '--latency', '20ms-200ms')
  await abortAll(t, server, 'slow', aborts / 3)
  await stop(t, server)
})

t.test('a client that leaves before its answer, whatever its form was, ends no process', bounds, async t => {
  const { ready: { url, port }, child, ended } = await serving(t, ['--log-level', 'silent', '--latency', '300ms'])
  const parts = ['form-data', 'form-data; filename="a.txt"', 'form-data; name=""', 'attachment; name="file"; filename="a"', 'form-data; name="file"; filename="a.txt"', 'form-data; name="__proto__"', '']
  for (const disposition of parts) {
    const body = Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n\r\nx\r\n--${BOUNDARY}--\r\n`)
    for (const path of [UPLOAD, '/oauth/v2/token']) {
      const line = await openHostileLine(port)
      line.socket.write(Buffer.concat([headOf({ is: '', line: `POST ${path}`, headers: form, body }, '/s/left'), body]))
      await line.until(() => line.answers.length > 0, 60)
      line.socket.resetAndDestroy()
    }
  }
  const isIdle = await eventually(async () => {
    if (child.exitCode !== null) return true
    const reply = await ask(`${url}/_mock/sandboxes`).catch(() => undefined)
    return reply !== undefined && !reply.text.includes('"busy":true')
  }, PATIENCE)
  t.equal(child.exitCode, null, 'the process is still there')
  t.ok(isIdle, 'no sandbox is busy')
  child.kill('SIGTERM')
  t.equal((await ended()).code, 0, 'it ends on SIGTERM')
})
