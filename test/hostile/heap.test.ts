import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { buildCommand } from '../helpers/built.js'

const MiB = 1024 ** 2

const times = <Row>(count: number, row: (index: number) => Row): Row[] => Array.from({ length: count }, (_, index) => row(index))
const token = (index: number): object => ({ token: `1000.${index}`, scopes: ['ZohoCRM.modules.ALL'] })

/** Starts a server with 256 MiB of heap in its own process. @returns its URL */
async function small (t: Test): Promise<string> {
  const launcher = await buildCommand(t.testdir({}))
  const child = spawn(process.execPath, ['--max-old-space-size=256', launcher, '--host', '127.0.0.1', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(async () => {
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  })
  let line = ''
  while (!line.includes('\n')) line += String((await once(child.stdout, 'data') as [Buffer])[0])
  return (JSON.parse(line) as { url: string }).url
}

t.test('a server with 256 MiB of heap survives every state', async t => {
  const url = await small(t)
  const cases: ReadonlyArray<readonly [name: string, body: () => string, status: number]> = [
    ['20 MB of [', () => '['.repeat(20 * MiB), 400],
    ['16 MB of tokens', () => `{"tokens":[${times(250_000, index => JSON.stringify(token(index))).join()}]}`, 413],
    ['objects in objects', () => '{"a":'.repeat(MiB), 400],
    ['a great many keys', () => `{${times(200_000, index => `"k${index}":1`).join()}}`, 413],
    ['a million times the same key', () => `{${'"k":1,'.repeat(1_000_000)}"k":1}`, 413],
    ['lists of nothing in every place', () => `{"records":{${times(5, index => `"M${index}":[${'{},'.repeat(99_999)}{}]`).join()}}}`, 400],
    ['a text of 30 MB', () => `{"org":{"name":"${'x'.repeat(30 * MiB)}"}}`, 400],
    ['a key of 30 MB', () => `{"${'x'.repeat(30 * MiB)}":1}`, 400],
    ['100,000 attachments that are wrong', () => `{"attachments":[${'{},'.repeat(99_999)}{}]}`, 400],
    ['an attachment of 60 MiB', () => JSON.stringify({ attachments: [{ module: 'Leads', record: '1', name: 'a', content: Buffer.alloc(60 * MiB).toString('base64') }] }), 200],
    ['100,000 records', () => JSON.stringify({ records: { Leads: times(100_000, index => ({ id: String(index), name: `Lead ${index}` })) } }), 200]
  ]
  for (const [name, body, status] of cases) {
    const reply = await fetch(`${url}/_mock/state`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: body() })
    const text = await reply.text()
    t.equal(reply.status, status, `${name}: ${text.slice(0, 200)}`)
    t.ok(text.length < 500, 'the answer is short')
  }
  const deep = await fetch(`${url}/_mock/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '['.repeat(MiB) })
  t.strictSame([deep.status, await deep.json()], [400, { error: 'Expected the body to be nested at most 32 levels deep, got more' }])
  t.equal((await fetch(`${url}/_mock/livez`)).status, 200)
})
