import fc from 'fast-check'
import { createHash, randomInt } from 'node:crypto'
import t from 'tap'
import { serving } from '../helpers/command.js'
import { ask, askFor, createFailures, cut, openConnection, pool, setting, writePieces, type HttpResponse, type ParsedRequest, field } from './connection.js'
import { BOUNDARY, MULTIPART } from '../helpers/multipart.js'
import { chunked } from './corpus.js'
import { oddParts, type OddPart } from './odd-parts.js'
import { shapeProblem } from './shapes.js'

// For more forms, or the same ones again: HOSTILE_FORMS=10000 HOSTILE_SEED=1 npm test -- --timeout=3600 test/hostile/parts.test.ts
const forms = setting('HOSTILE_FORMS', 2200)
const seed = setting('HOSTILE_SEED', randomInt(2 ** 31))
const WIDTH = 32
const BATCH = 256
/** How long a response may take before it counts as a hang, in milliseconds. */
const TIMEOUT = 12_000

const KiB = 1024
const sizes = [0, 1, 100, 16383, 16384, 16385, 65535, 65536, 65537, 131071, 131072, 131073, 1024 * KiB] as const
const positions = ['alone', 'before', 'after', 'between'] as const
const framings = ['in one write', 'in pieces of 1 KiB', 'in pieces of 16 KiB', 'in pieces of 64 KiB', 'in pieces of any size', 'chunked'] as const
const apis = ['upload', 'token'] as const

/** A form to try: one value of each dimension. */
type Trial = readonly [part: OddPart, position: typeof positions[number], size: number, framing: typeof framings[number], api: typeof apis[number]]

const dimensions = [oddParts, positions, sizes, framings, apis] as const
const drawn = fc.tuple(fc.constantFrom(...oddParts), fc.constantFrom(...positions), fc.constantFrom(...sizes), fc.constantFrom(...framings), fc.constantFrom(...apis))

/** Draws random trials, and adds more until each value of a dimension occurs with each value of every other dimension. */
function drawTrials (count: number): Trial[] {
  const trials: Trial[] = fc.sample(drawn, { numRuns: count, seed })
  const met = new Set(trials.flatMap(pairsOf))
  let index = 0
  for (const [one, values] of dimensions.entries()) {
    for (const [other, others] of dimensions.entries()) {
      if (other <= one) continue
      for (const value of values) {
        for (const beside of others) {
          if (met.has(pairOf(one, value, other, beside))) continue
          const trial = [...fc.sample(drawn, { numRuns: 1, seed: seed + ++index })[0] as Trial] as unknown[]
          trial[one] = value
          trial[other] = beside
          trials.push(trial as unknown as Trial)
          for (const pair of pairsOf(trial as unknown as Trial)) met.add(pair)
        }
      }
    }
  }
  return trials
}

function pairsOf (trial: Trial): string[] {
  return trial.flatMap((value, one) => trial.slice(one + 1).map((beside, offset) => pairOf(one, value, one + 1 + offset, beside)))
}

function pairOf (one: number, value: unknown, other: number, beside: unknown): string {
  const shown = (of: unknown): string => typeof of === 'object' ? (of as OddPart).name : String(of)
  return `${one}=${shown(value)} ${other}=${shown(beside)}`
}

const good = Buffer.from(Array.from({ length: 40_000 }, (_value, index) => (index * 31) % 251))
const goodFile = part('file', 'good.bin', good)
const GRANT: ReadonlyArray<readonly [string, string]> = [['client_id', '1000.C'], ['client_secret', 's'], ['grant_type', 'refresh_token'], ['refresh_token', '1000.r']]
const goodFields = Buffer.concat(GRANT.map(([name, value]) => part(name, undefined, Buffer.from(value))))
const lateField = part('scope', undefined, Buffer.from('ZohoCRM.modules.ALL'))

function part (name: string, filename: string | undefined, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n\r\n`), content, Buffer.from('\r\n')])
}

/** A content with every byte value and without the boundary. */
function contentOf (size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, (_value, index) => (index * 7 + (index >> 8)) % 256))
}
const contents = new Map(sizes.map(size => [size as number, contentOf(size)]))

function bodyOf ([odd, position, size, , api]: Trial): Buffer {
  const content = contents.get(size) as Buffer
  const bytes = odd.bytes(position === 'alone' ? 'file' : 'other', content)
  const [first, second] = api === 'upload' ? [goodFile, part('title', undefined, Buffer.from('a title'))] : [goodFields, lateField]
  const parts = { alone: [bytes], before: [bytes, first], after: [first, bytes], between: [first, bytes, second] }[position]
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)])
}

function * piecesOf (head: Buffer, body: Buffer, framing: Trial[3], random: number): Generator<Buffer> {
  if (framing === 'in one write') {
    yield Buffer.concat([head, body])
    return
  }
  yield head
  const [, given] = /pieces of (\d+) KiB/.exec(framing) ?? []
  yield * cut(body, given === undefined ? [1 + random % 9000, 1 + (random >> 3) % 300, 1 + (random >> 7) % 70_000] : [Number(given) * KiB])
}

interface Row { readonly record: string, readonly sha256?: string, readonly size?: number, readonly name: string }

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const goodHash = sha256(good)

t.test(`${forms} forms with odd parts are answered in time, and no valid file beside such a part is lost or changed (seed ${seed})`, { timeout: 230_000 + forms * 40 }, async t => {
  const { ready: { url, port }, child, ended } = await serving(t, ['--log-level', 'error'])
  await ask(`${url}/_mock/`)
  const failures = createFailures()
  const trials = drawTrials(forms)
  for (let start = 0; start < trials.length && failures.size < 60 && child.exitCode === null; start += BATCH) {
    const done: Array<{ trial: Trial, record: string, answer: HttpResponse | undefined }> = []
    await pool(trials.slice(start, start + BATCH).entries(), WIDTH, async ([index, trial]) => {
      const record = String(1000 + index)
      const [odd, position, size, framing, api] = trial
      const body = bodyOf(trial)
      const sent = framing === 'chunked' ? chunked(body, [1 + index * 97 % 70_000, 16 * KiB]) : body
      const target = api === 'upload' ? `/crm/v8/Leads/${record}/Attachments` : '/oauth/v2/token'
      const head = [`POST ${target} HTTP/1.1`, 'Host: 127.0.0.1', 'Authorization: Zoho-oauthtoken 1000.all', `Content-Type: ${MULTIPART}`, framing === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${sent.length}`, '', ''].join('\r\n')
      const connection = await openConnection(port)
      await writePieces(connection, piecesOf(Buffer.from(head), sent, framing, index * 7919))
      await connection.until(() => connection.answers.length > 0, TIMEOUT)
      connection.socket.destroy()
      const [answer] = connection.answers
      done.push({ trial, record, answer })
      const description = `${position}, ${size} bytes, ${framing}, ${api}`
      const request: ParsedRequest = { method: 'POST', url: target, headers: {}, isComplete: true }
      const problem = answer === undefined ? `not answered: ${api}, ${odd.name}` : shapeProblem(request, answer)
      if (problem !== undefined) failures.add(answer === undefined ? problem : `${problem}: ${odd.name}`, description)
    })
    const { attachments } = await askFor<{ attachments: readonly Row[] }>(`${url}/_mock/attachments`)
    for (const { trial, record, answer } of done) {
      const problem = storeProblem(trial, answer, attachments.filter(row => row.record === record))
      if (problem !== undefined) failures.add(`${problem}: ${trial[0].name}`, `${trial.slice(1).join(', ')}: ${answer?.body.toString().slice(0, 200)} ${JSON.stringify(answer?.fields.filter(([name]) => name === 'x-mock-explain'))}`)
    }
    await ask(`${url}/_mock/reset`, 'POST', {})
  }
  for (const line of failures.report()) t.fail(line)
  t.ok(trials.length >= forms, `${trials.length} forms`)
  t.match(await ask(`${url}/_mock/livez`), { status: 200, text: '{"status":"live"}' })
  child.kill('SIGTERM')
  t.match(await ended(), { code: 0, stderr: '' }, 'it ends on SIGTERM')
})

/** What is wrong with the store after a form, if anything. */
function storeProblem ([odd, position, size, , api]: Trial, answer: HttpResponse | undefined, rows: readonly Row[]): string | undefined {
  if (api === 'token') {
    if (rows.length > 0) return 'a token request stored a file'
    // A text part is a parameter, and parameters of a token request have a limit.
    const isTooLong = answer !== undefined && /characters of parameters|^expected a file of at most/.test(field(answer, 'x-mock-explain') ?? '')
    return odd.isHarmless && position !== 'alone' && answer !== undefined && !answer.body.includes('access_token') && !isTooLong ? 'a token request was refused because of an irrelevant part' : undefined
  }
  if (answer === undefined) return rows.length > 0 ? 'an upload was stored but not answered' : undefined
  if (answer.status !== 200) {
    if (rows.length > 0) return 'a refusal stored something'
    return odd.isHarmless && position !== 'alone' ? 'a valid file was refused because of another part' : undefined
  }
  const [row] = rows
  if (rows.length !== 1 || row === undefined) return `a success stored ${rows.length} files`
  if (position === 'alone') return odd.stored && row.sha256 !== sha256(odd.stored(contents.get(size) as Buffer)) ? 'a file was changed' : undefined
  return row.sha256 === goodHash && row.name === 'good.bin' ? undefined : 'a valid file was changed by another part'
}
