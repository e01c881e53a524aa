import t from 'tap'
import { serving } from '../helpers/command.js'
import { memoryOf } from './connection.js'

const TOKEN = { authorization: 'Zoho-oauthtoken 1000.all' }
/** Limit of the server's memory in MiB. */
const MEMORY = 700
/** How long a response may take on a busy machine, in milliseconds. */
const HANG = 10_000

const MiB = 1024 ** 2
const row = (extra: string): string => `{"data":[{"Last_Name":"A",${extra}}]}`
const times = (count: number, text: (index: number) => string): string => Array.from({ length: count }, (_, index) => text(index)).join()

interface Answer { readonly status: number, readonly rule: string | null, readonly explain: string, readonly text: string }

async function send (url: string, body: string | Buffer): Promise<Answer> {
  const reply = await fetch(url, { method: 'POST', headers: TOKEN, body: typeof body === 'string' ? body : new Uint8Array(body), signal: AbortSignal.timeout(HANG) })
  return { status: reply.status, rule: reply.headers.get('x-mock-rule'), explain: reply.headers.get('x-mock-explain') ?? '', text: await reply.text() }
}

const refused: ReadonlyArray<readonly [name: string, body: () => string | Buffer, rule: string, explain: RegExp]> = [
  ['a key __proto__', () => row('"__proto__":{"polluted":1}'), 'records.body-malformed', /expected no key `__proto__`/],
  ['an escaped key __proto__ deep in a value', () => row('"A":[{"B":{"\\u005f_proto__":1}}]'), 'records.body-malformed', /expected no key `__proto__`/],
  ['constructor.prototype', () => row('"constructor":{"prototype":{"polluted":1}}'), 'records.body-malformed', /expected no key `prototype`/],
  ['a body that is an array', () => '[{"Last_Name":"A"}]', 'records.body-malformed', /to be a JSON object with "data", got an array/],
  ['arrays in arrays to the end of the body', () => `{"data":${'['.repeat(MiB - 100)}`, 'records.body-malformed', /nested at most 24 levels deep/],
  ['objects in objects', () => row(`"A":${'{"a":'.repeat(30)}1${'}'.repeat(30)}`), 'records.body-malformed', /nested at most 24 levels deep/],
  ['more than 100,000 values in an array', () => row(`"A":[${times(100_001, () => '1')}]`), 'records.body-malformed', /at most 100000 values in one array or object/],
  ['100,000 rows', () => `{"data":[${times(99_999, () => '{}')}]}`, 'records.too-many', /at most 100 records in "data", got 99999/],
  ['JSON that is cut off', () => '{"data":[{"Last_Name":"A"', 'records.body-malformed', /to be JSON/],
  ['two JSON texts', () => `${row('"A":1')}${row('"A":1')}`, 'records.body-malformed', /to be JSON/],
  ['Latin-1', () => Buffer.from(row('"City":"Zürich"'), 'latin1'), 'records.body-malformed', /JSON in UTF-8/],
  ['UTF-16', () => Buffer.from(row('"City":"Zürich"'), 'utf16le'), 'records.body-malformed', /to be JSON/],
  ['a gzipped body without a header for it', () => Buffer.from('1f8b0800000000000003', 'hex'), 'records.body-malformed', /JSON in UTF-8/],
  ['null', () => 'null', 'records.body-malformed', /got null/],
  ['a row that is an array', () => '{"data":[[]]}', 'records.data-malformed', /data\[0\] to be an object, got an array/],
  ['a name that is an object', () => '{"data":[{"Last_Name":{"toString":1}}]}', 'records.type-wrong', /got an object/],
  ['a name of 100,000 characters', () => `{"data":[{"Last_Name":"${'x'.repeat(100_000)}"}]}`, 'records.value-too-long', /at most 80 characters, got 100000/],
  ['more than 1 MiB', () => row(`"A":"${'x'.repeat(MiB)}"`), 'request.body-too-large', /at most 1048576 bytes/]
]

t.test('hostile bodies of records are refused with an explanation, and nothing is written', async t => {
  const { ready: { url, pid }, child, ended } = await serving(t, ['--log-level', 'error'])
  for (const [name, body, rule, explain] of refused) {
    for (const path of ['Leads', 'Leads/upsert']) {
      const answer = await send(`${url}/crm/v8/${path}`, body())
      t.match(answer, { status: rule === 'request.body-too-large' ? 413 : 400, rule, explain }, `${path}: ${name}`)
      t.ok(answer.text.length < 500 && answer.explain.length < 500, 'the answer is short')
    }
  }
  t.equal((await fetch(`${url}/crm/v8/Leads?fields=id`, { headers: TOKEN })).status, 204, 'no record was written')
  t.ok((memoryOf(pid) ?? 0) < MEMORY, `the memory of the server is bounded: ${Math.round(memoryOf(pid) ?? 0)} MiB`)
  child.kill('SIGTERM')
  const { code, stdout, stderr } = await ended()
  t.strictSame([code, stderr, stdout.split('\n').slice(1, 3)], [0, '', ['']], 'it logged no error, and ends on SIGTERM')
})

t.test('an upsert with a great many fields to check holds up nobody', async t => {
  const { ready: { url } } = await serving(t, ['--log-level', 'error'])
  const names = Array.from({ length: 20_000 }, (_, index) => `F${index}`)
  const body = JSON.stringify({ data: [{ Last_Name: 'A', ...Object.fromEntries(names.map(name => [name, 1])) }], duplicate_check_fields: names })
  for (const action of ['insert', 'update', 'update']) t.match(JSON.parse((await send(`${url}/crm/v8/Leads/upsert`, body)).text), { data: [{ action }] })
})
