import { PassThrough } from 'node:stream'
import t from 'tap'
import { banner } from '../../src/commands/banner.js'
import { sampleOf } from '../../src/samples/sample.js'
import { terminalLine, terminalLog } from '../../src/commands/terminal.js'
import { buildServer } from '../../src/index.js'
import { completeOptions } from '../../src/options.js'
import { parseSeed } from '../../src/seed/read.js'
import type { Seed } from '../../src/seed/schema.js'

const URLS = { url: 'http://127.0.0.1:4150', accountsUrl: 'http://127.0.0.1:4150/oauth/v2/token', tlsUrl: undefined }
const ALL = ['ZohoCRM.modules.ALL']

t.test('on a terminal the ready line is a text for people', async t => {
  const text = await banner(URLS, completeOptions({}))
  t.match(text, 'is ready at http://127.0.0.1:4150\n')
  t.match(text, 'curl http://127.0.0.1:4150/crm/v8/Leads/1000000231009/Attachments')
  t.match(text, 'Tokens   1000.all has full access; refused for different reasons:\n         1000.leads-only')
})

t.test('the banner has lines of at most 80 columns', async t => {
  const text = await banner({ ...URLS, tlsUrl: 'https://127.0.0.1:4151' }, completeOptions({ tlsPort: 4151 }))
  for (const line of text.split('\n')) t.ok(line.length <= 80, line)
})

t.test('with a seed the banner has a token and a record of it', async t => {
  const seed: Seed = { tokens: [{ token: '1000.mine', scopes: ALL }], records: { Contacts: [{ id: '77' }] } }
  const text = await banner(URLS, completeOptions({ seed, clock: 5 }))
  t.match(text, 'Tokens   as in the seed\n')
  t.match(text, 'curl http://127.0.0.1:4150/crm/v8/Contacts/77/Attachments \\\n    -H "Authorization: Zoho-oauthtoken 1000.mine"')
  t.match(await banner(URLS, completeOptions({ seed: { tokens: [] } })), '  No token of the seed may upload to a record of it.\n')
})

const now = Date.parse('2026-01-02T00:00:00Z')
const users = [{ id: '1', name: 'A' }, { id: '2', name: 'B', denied: [{ operation: 'upload' as const, module: 'Leads', as: 'NO_PERMISSION' as const }] }, { id: '3', name: 'C', denied: [{ operation: 'upload' as const, as: 'NO_PERMISSION' as const }] }]
const samples: Array<[name: string, seed: Seed, expected: string | undefined]> = [
  ['one that is live', { tokens: [{ token: 'a', scopes: ALL, revoked: true }, { token: 'b', scopes: ALL, expiresAt: '2026-01-01T00:00:00Z' }, { token: 'c', scopes: ALL, as: 'INTERNAL_ERROR' }, { token: 'd$', scopes: ALL }, { token: 'e', scopes: ALL, expiresAt: '2026-01-03T00:00:00Z' }] }, 'e Leads 1000000231009'],
  ['one that is live at the time of the seed', { clock: { mode: 'frozen', at: '2025-01-01T00:00:00Z' }, tokens: [{ token: 'b', scopes: ALL, expiresAt: '2026-01-01T00:00:00Z' }] }, 'b Leads 1000000231009'],
  ['none that is expired at the time of the seed', { clock: { mode: 'offset', by: '48h' }, tokens: [{ token: 'b', scopes: ALL, expiresAt: '2026-01-03T00:00:00Z' }] }, undefined],
  ['one whose scopes suffice', { tokens: [{ token: 'a', scopes: ['ZohoCRM.modules.READ'] }, { token: 'b', scopes: ['ZohoCRM.modules.custom.ALL', 'ZohoCRM.modules.attachments.CREATE'] }], modules: [{ apiName: 'Vehicles' }] }, 'b Vehicles 1000000231009'],
  ['one whose user may upload', { users, tokens: [{ token: 'c', user: '3', scopes: ALL }, { token: 'b', user: '2', scopes: ALL }], modules: [{ apiName: 'Vehicles' }] }, 'b Vehicles 1000000231009'],
  ['a record that is there', { tokens: [{ token: 'a', scopes: ALL }], missingRecords: ['1000000231009'] }, 'a Leads 1'],
  ['none where all modules are empty', { records: { Leads: [] } }, undefined]
]
for (const [name, given, expected] of samples) {
  t.test(`the sample request of a seed has ${name}`, async t => {
    const sample = sampleOf(parseSeed(given).seed, now)
    t.equal(sample && `${sample.token} ${sample.module} ${sample.record}`, expected)
    if (sample === undefined) return
    const { token, module, record } = sample
    const app = buildServer({ seed: given, clock: now })
    t.teardown(() => app.close())
    const reply = await app.inject({ method: 'POST', url: `/crm/v8/${module}/${record}/Attachments?attachmentUrl=https://e.com`, headers: { authorization: `Zoho-oauthtoken ${token}` } })
    t.equal(reply.statusCode, 200, reply.body)
  })
}

t.test('on a terminal each request is logged as one line, and refusals stand out', async t => {
  const marked = (text: string): string => `[${text}]`
  t.equal(terminalLine({ method: 'POST', url: '/x', status: 401, ms: 3, rule: 'auth.scope-missing', explain: 'because', msg: 'refused' }), '✗ POST /x 401 (3 ms) auth.scope-missing: because')
  t.equal(terminalLine({ method: 'POST', url: '/x', status: 401, ms: 3, rule: 'auth.scope-missing', explain: 'because', msg: 'refused' }, marked), '[✗ POST /x 401 (3 ms)] auth.scope-missing: because')
  t.equal(terminalLine({ method: 'POST', url: '/_mock/reset', status: 403, ms: 3, explain: 'another origin', msg: 'refused' }, marked), '[✗ POST /_mock/reset 403 (3 ms)] another origin')
  t.equal(terminalLine({ method: 'GET', url: '/x', status: 204, ms: 1, rule: 'list.empty', explain: 'no attachments', msg: 'answered' }, marked), 'GET /x 204 (1 ms) list.empty: no attachments')
  t.equal(terminalLine({ method: 'POST', url: '/x', status: 200, ms: 12, msg: 'answered' }, marked), 'POST /x 200 (12 ms)')
  t.equal(terminalLine({ method: 'POST', url: '/x', msg: 'aborted by the client' }), 'POST /x aborted by the client')
  t.equal(terminalLine({ method: 'POST', url: '/x', fault: 'fault-1 reset at body', msg: 'broken off' }), 'POST /x broken off: fault-1 reset at body')
  t.equal(terminalLine({ msg: 'made room' }), 'made room')
  t.equal(terminalLine({ msg: 'refused', explain: 'because' }), 'refused: because')
})

t.test('the log of a terminal is formatted', async t => {
  const stream = new PassThrough({ encoding: 'utf8' })
  const log = await terminalLog(stream)
  log.write('{"level":30,"time":0,"method":"GET","url":"/x","status":404,"ms":2,"rule":"url.unknown","explain":"nothing","msg":"refused"}\n')
  while (stream.readableLength === 0) await new Promise(resolve => stream.once('readable', resolve))
  t.match(stream.read(), /^\[\d\d:\d\d:\d\d\] INFO: ✗ GET \/x 404 \(2 ms\) url\.unknown: nothing\n$/)
})
