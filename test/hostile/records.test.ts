import fc from 'fast-check'
import { randomInt } from 'node:crypto'
import t, { type Test } from 'tap'
import { bounds } from '../../src/json/bounds.js'
import { serving } from '../helpers/command.js'
import { raw } from '../helpers/raw.js'
import { build } from '../helpers/server.js'
import { ask, memoryOf, setting } from './connection.js'

const TOKEN = { authorization: 'Zoho-oauthtoken 1000.all' }
const seed = setting('HOSTILE_SEED', randomInt(2 ** 31))
/** Limit of the server's memory in MiB. */
const MEMORY = 700
/** How long a response may take on a busy machine, in milliseconds. */
const HANG = 10_000

const MiB = 1024 ** 2
const row = (extra: string): string => `{"data":[{"Last_Name":"A",${extra}}]}`
const times = (count: number, text: (index: number) => string): string => Array.from({ length: count }, (_, index) => text(index)).join()

interface Answer { readonly status: number, readonly rule: string | null, readonly explain: string, readonly text: string }

async function send (url: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const reply = await fetch(url, { method: 'POST', headers: { ...TOKEN, ...headers }, body: typeof body === 'string' ? body : new Uint8Array(body), signal: AbortSignal.timeout(HANG) })
  return { status: reply.status, rule: reply.headers.get('x-mock-rule'), explain: reply.headers.get('x-mock-explain') ?? '', text: await reply.text() }
}

/** Checks that a state can be loaded again, and is the same then. */
async function checkState (t: Test, url: string): Promise<void> {
  const state = await ask(`${url}/_mock/state`)
  t.match(await ask(`${url}/_mock/state`, 'PUT', state.text), { status: 200 })
  t.equal((await ask(`${url}/_mock/state`)).text === state.text, true, 'the state is the same after it was loaded')
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

const accepted: ReadonlyArray<readonly [name: string, extra: () => string, expected?: object]> = [
  ['80,000 keys', () => times(80_000, index => `"k${index}":1`), { k79999: 1 }],
  ['the same key again and again', () => `${'"A":1,'.repeat(90_000)}"A":2`, { A: 2 }],
  ['names of what objects inherit', () => '"constructor":1,"toString":"a","hasOwnProperty":null,"valueOf":[],"":"empty"', { constructor: 1, toString: 'a', hasOwnProperty: null, valueOf: [], '': 'empty' }],
  ['numbers that are no safe integers', () => '"A":[1e999,-0,1e-400,12345678901234567890]', { A: [null, 0, 0, 12345678901234567000] }],
  ['half of a surrogate pair, and NUL', () => '"A":"\\ud800","B":"\\u0000"', { A: '\ud800', B: '\0' }],
  ['as deep as a body may be', () => `"A":${'['.repeat(bounds.recordDepth - 3)}${']'.repeat(bounds.recordDepth - 3)}`],
  ['a text of almost 1 MiB', () => `"A":"${'日'.repeat(300_000)}"`],
  ['keys that only Zoho writes', () => '"id":"1","Created_Time":"never","$editable":false', { $editable: true }]
]

t.test('odd records are kept as they were sent, are searched and deleted, and are in the state', async t => {
  const { ready: { url } } = await serving(t, ['--log-level', 'error'])
  for (const [name, extra, expected = {}] of accepted) {
    const { status, text } = await send(`${url}/crm/v8/Leads`, row(extra()))
    t.equal(status, 201, name)
    const { data: [{ details: { id } }] } = JSON.parse(text) as { data: [{ details: { id: string } }] }
    const { data: [found] } = await (await fetch(`${url}/crm/v8/Leads/${id}`, { headers: TOKEN })).json() as { data: [Record<string, unknown>] }
    for (const [key, value] of Object.entries(expected)) t.strictSame(Object.hasOwn(found, key) && found[key], value, `${name}: ${key}`)
    for (const query of ['word=日日', 'criteria=(constructor:equals:a)', 'criteria=(__proto__:equals:a)', 'criteria=(toString:starts_with:a)']) {
      t.match((await fetch(`${url}/crm/v8/Leads/search?${query}`, { headers: TOKEN })).status, /^20[04]$/, query)
    }
    await checkState(t, url)
    t.equal((await fetch(`${url}/crm/v8/Leads/${id}`, { method: 'DELETE', headers: TOKEN })).status, 200)
  }
})

t.test('an upsert with a great many fields to check holds up nobody', async t => {
  const { ready: { url } } = await serving(t, ['--log-level', 'error'])
  const names = Array.from({ length: 20_000 }, (_, index) => `F${index}`)
  const body = JSON.stringify({ data: [{ Last_Name: 'A', ...Object.fromEntries(names.map(name => [name, 1])) }], duplicate_check_fields: names })
  for (const action of ['insert', 'update', 'update']) t.match(JSON.parse((await send(`${url}/crm/v8/Leads/upsert`, body)).text), { data: [{ action }] })
})

t.test('a body without an end, or in another type or encoding, is refused or read, and the server goes on', async t => {
  const { ready: { url, port } } = await serving(t, ['--log-level', 'error'])
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=nonsense', 'multipart/form-data', 'application/octet-stream']) {
    t.equal((await send(`${url}/crm/v8/Leads`, row('"A":1'), { 'content-type': type })).status, 201, type)
  }
  t.match(await send(`${url}/crm/v8/Leads`, row('"A":1'), { 'content-type': 'nonsense' }), { status: 400, rule: 'request.malformed', explain: /^expected the Content-Type application\/json, got "nonsense"/ })
  const head = `POST /crm/v8/Leads HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${TOKEN.authorization}\r\n`
  const endless = await raw(t, port)
  await endless.write(`${head}transfer-encoding: chunked\r\n\r\n`)
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`
  // The server ends the connection before all of them are written.
  for (let index = 0; index < 40; index++) await endless.write(chunk).catch(() => {})
  t.match(await endless.rest(), /^HTTP\/1\.1 413 .*x-mock-rule: request\.body-too-large/s)
  const bad = await raw(t, port)
  await bad.write(`${head}transfer-encoding: chunked\r\n\r\nzz\r\n`)
  t.match(await bad.rest(), /^HTTP\/1\.1 400 /)
  const silent = await raw(t, port)
  await silent.write(`${head}transfer-encoding: chunked\r\n\r\n5\r\n{"dat\r\n`)
  silent.socket.destroy()
  t.match(await ask(`${url}/_mock/livez`), { status: 200 })
  await checkState(t, url)
})

t.test('100 rows as large as a body may be are written until the sandbox is full, whose state can still be loaded', { timeout: 200_000 }, async t => {
  const { ready: { url, pid } } = await serving(t, ['--log-level', 'error'])
  const bodies = [`"A":"${'x'.repeat(10_000)}"`, `"A":[${times(5000, () => '1')}]`, `"A":"${'日'.repeat(3400)}"`]
  for (const extra of bodies) {
    const body = `{"data":[${times(100, index => `{"Last_Name":"A${index}",${extra}}`)}]}`
    let answer = await send(`${url}/crm/v8/Leads`, body)
    for (let sent = 1; answer.status === 201 && sent < 60; sent++) answer = await send(`${url}/crm/v8/Leads`, body)
    t.match(answer, { status: 400, rule: 'records.store-full', explain: /sandbox to hold at most/ }, extra.slice(0, 8))
    await checkState(t, url)
    await ask(`${url}/_mock/reset`, 'POST')
  }
  t.ok((memoryOf(pid) ?? 0) < MEMORY, `the memory of the server is bounded: ${Math.round(memoryOf(pid) ?? 0)} MiB`)
})

const keys = fc.string({ maxLength: 12, unit: 'grapheme' }).filter(key => key !== '__proto__' && !key.startsWith('$') && !['id', 'Owner', 'Full_Name', 'Created_Time', 'Modified_Time', 'Created_By', 'Modified_By', 'prototype'].includes(key))
/** Names without a meaning for the double, whose values have no type. */
const customFields = fc.dictionary(keys.map(key => `X_${key}`), fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' }), { maxKeys: 8 })

t.test(`random records are given back as they were sent, also after their state was loaded (seed ${seed})`, { timeout: 100_000 }, async t => {
  const app = await build(t)
  const inject = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: string): Promise<string> => (await app.inject({ method, url, headers: { ...TOKEN, 'content-type': 'application/json' }, ...payload !== undefined && { payload } })).body
  await fc.assert(fc.asyncProperty(fc.array(customFields, { minLength: 1, maxLength: 5 }), async rows => {
    const sent = rows.map((fields, index) => ({ Last_Name: `A${index}`, ...fields }))
    const { data } = JSON.parse(await inject('POST', '/crm/v8/Leads', JSON.stringify({ data: sent }))) as { data: Array<{ details: { id: string } }> }
    await inject('PUT', '/_mock/state', await inject('GET', '/_mock/state'))
    for (const [index, { details: { id } }] of data.entries()) {
      const { data: [found] } = JSON.parse(await inject('GET', `/crm/v8/Leads/${id}`)) as { data: [Record<string, unknown>] }
      // As text, in which a number keeps its sign only if it has a value.
      for (const [key, value] of Object.entries(sent[index] ?? {})) if (JSON.stringify(found[key]) !== JSON.stringify(value)) throw new Error(`${key}: ${JSON.stringify(value)} became ${JSON.stringify(found[key])}`)
    }
    await inject('POST', '/_mock/reset', '{}')
  }), { numRuns: 200, seed })
  t.pass('all are the same')
})
