import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { checkFaults } from '../src/faults/check-fault.js'
import { readFaults } from '../src/faults/read-faults.js'
import { buildServer, startMock } from '../src/index.js'
import { defaultSeed } from '../src/seed/default.js'
import { blocks, section } from './helpers/blocks.js'
import { answersTable, clientsTable, optionsTable, versionsTable } from './helpers/readme.js'
import { run as runCommand } from './helpers/run.js'
import { NOW } from './helpers/server.js'

const run = promisify(execFile)
const PATH = fileURLToPath(new URL('../README.md', import.meta.url))
const INDEX = new URL('../src/index.ts', import.meta.url).href
const tables = { options: optionsTable(), answers: answersTable(), versions: versionsTable(), clients: clientsTable() }

function withTables (text: string): string {
  return Object.entries(tables).reduce((before, [name, table]) =>
    before.replace(new RegExp(`(<!-- ${name}: .*-->\n)[\\s\\S]*(<!-- /${name} -->)`), (_match, start: string, end: string) => `${start}${table}\n${end}`), text)
}

/** The requests that the first cells of a table name: “`GET`, `PUT /_mock/clock`, `POST …/advance`”. */
function requestsIn (table: string): string[] {
  const cells = [...table.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell)
  return cells.flatMap(cell => {
    let [base, methods, isNew] = ['', [] as string[], true]
    return [...cell.matchAll(/`(?:([A-Z]+) ?)?([^`?]*)[^`]*`/g)].flatMap(([, method, path = '']) => {
      if (method !== undefined) methods = isNew ? [method] : [...methods, method]
      isNew = path !== ''
      if (!isNew) return []
      if (!path.startsWith('…')) base = path
      return methods.map(each => `${each} ${path.replace('…', base)}`)
    })
  })
}

if (process.env['UPDATE_README'] === '1') writeFileSync(PATH, withTables(readFileSync(PATH, 'utf8')))
const readme = readFileSync(PATH, 'utf8')

t.test('the tables are those of the source', async t => {
  t.equal(readme, withTables(readme), 'UPDATE_README=1 npx tap test/readme.test.ts makes them anew')
})

t.test('the page’s sample request and the others work as they are printed, and answer what is printed', async t => {
  const mock = await startMock({ host: '127.0.0.1', clock: NOW })
  t.teardown(() => mock.close())
  const cwd = t.testdir({})
  const [upload = '', others = ''] = blocks(readme, 'sh').filter(text => text.includes('curl'))
  const bash = async (script: string): Promise<string> => (await run('bash', ['-euc', script.replaceAll('http://127.0.0.1:4150', mock.url)], { cwd })).stdout
  t.equal(await bash(upload), blocks(readme, 'json')[0]?.trim())
  t.equal(await bash(others), blocks(readme, 'text')[0]?.trim())
})

t.test('the authority is fetched and trusted as it is printed', async t => {
  const { url, tlsUrl = '', close } = await startMock({ tlsPort: 0 })
  t.teardown(close)
  const script = blocks(readme, 'sh').find(text => text.includes('--cacert')) ?? ''
  const there = script.replaceAll('http://127.0.0.1:4150', url).replaceAll('4151', new URL(tlsUrl).port)
  const { stdout } = await run('bash', ['-euc', there], { cwd: t.testdir({}) })
  t.equal(stdout, '{"status":"live"}')
})

t.test('each token provokes what the table says', async t => {
  const mock = await startMock({ host: '127.0.0.1' })
  t.teardown(() => mock.close())
  const rows = [...readme.matchAll(/^\| `(1000\.[a-z-]+)` \| (\d{3}) (\w+) \|/gm)]
  t.strictSame(rows.map(([, token]) => token), defaultSeed.tokens.map(({ token }) => token).filter(token => /^1000\.[a-z-]+$/.test(token)))
  for (const [, token, status, code] of rows) {
    const reply = await fetch(`${mock.url}/crm/v8/Leads/1/Attachments?attachmentUrl=https://e.com/${token}`, { method: 'POST', headers: { authorization: `Zoho-oauthtoken ${token}` } })
    t.equal(String(reply.status), status, `status of ${token}`)
    const body = await reply.json() as { code?: string, data?: [{ code: string }] }
    t.equal(body.code ?? body.data?.[0].code, code, `code of ${token}`)
  }
})

t.test('the example of a test process runs as it is printed', async t => {
  const [example = ''] = blocks(section(readme, '## In a test process'), 'js')
  const file = join(t.testdir({ 'example.mjs': example.replace("'zoho-attachments-mock'", `'${INDEX}'`) }), 'example.mjs')
  const { stdout } = await run(process.execPath, [...process.execArgv, file])
  t.equal(stdout, '200 attachment uploaded successfully\n')
})

t.test('the example of a retry makes the duplicate that is printed', async t => {
  const text = section(readme, '## A retry that makes a duplicate')
  const [example = ''] = blocks(text, 'js')
  const file = join(t.testdir({ 'example.mjs': example.replace("'zoho-attachments-mock'", `'${INDEX}'`) }), 'example.mjs')
  const { stdout } = await run(process.execPath, [...process.execArgv, file])
  t.equal(stdout, blocks(text, 'text')[0])
})

t.test('each fault of the table is the same on the command line and written out', async t => {
  const rows = [...section(readme, '## Make it fail').matchAll(/^\| (`[^|]*`) \| `(\{.*\})` \|/gm)]
  t.equal(rows.length, 7)
  for (const [, words = '', json = ''] of rows) {
    const [written] = checkFaults(JSON.parse(json), [])
    const read = words.split(', ').map(word => readFaults([word.slice(1, -1)], [])[0])
    t.ok(read.some(fault => fault?.operation === written?.operation && fault?.action?.kind === written?.action?.kind), words)
  }
})

t.test('what is refused is refused as it is printed', async t => {
  const mock = await startMock({ host: '127.0.0.1' })
  t.teardown(() => mock.close())
  for (const fault of [{ operation: 'list', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } }, { operation: 'list', times: 0 }]) {
    const reply = await fetch(`${mock.url}/_mock/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) })
    t.ok(readme.includes(await reply.text()))
  }
})

t.test('the summary of a run is as it is printed', async t => {
  const script = `const upload = token => {
    const body = new FormData()
    body.set('file', new Blob(['Hello']), 'a.txt')
    return fetch(process.env.ZOHO_MOCK_URL + '/crm/v8/Leads/1/Attachments', { method: 'POST', headers: { authorization: 'Zoho-oauthtoken ' + token }, body })
  }
  (async () => { for (const token of ['1000.expired', '1000.all', '1000.all']) await upload(token) })()`
  const { stderr } = await runCommand(['run', '--clock', '2021-05-03T18:03:00+05:30', '--fault', 'upload:INTERNAL_ERROR@after-commit', '--', process.execPath, '-e', script])
  const [printed = ''] = blocks(section(readme, '## Run a command against it'), 'text')
  // Ids count connections' requests, the control API's too.
  t.equal(stderr.trim().replaceAll(/req-\w+/g, 'req'), printed.trim().replaceAll(/req-\w+/g, 'req'))
})

t.test('the table of the control API has every request that it takes', async t => {
  const app = buildServer()
  t.teardown(() => app.close())
  const { paths } = (await app.inject('/_mock/openapi.json')).json<{ paths: Record<string, object> }>()
  const published = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`))
  t.strictSame(requestsIn(section(readme, '## Change it while it runs')).sort(), published.sort())
})

t.test('the example of a seed is a seed', async t => {
  const seed = JSON.parse(blocks(readme, 'json').at(-1) ?? '') as object
  const mock = await startMock({ host: '127.0.0.1', seed })
  t.teardown(() => mock.close())
  const { attachments } = await (await fetch(`${mock.url}/_mock/attachments`)).json() as { attachments: unknown[] }
  t.match(attachments, [{ module: 'Vehicles', name: 'Zoho' }])
  const upload = await fetch(`${mock.url}/crm/v8/Vehicles/77/Attachments?attachmentUrl=https://e.com`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.mine' } })
  t.equal(upload.status, 200)
})

t.test('the refusals that are quoted are those that come', async t => {
  const mock = await startMock({ host: '127.0.0.1' })
  t.teardown(() => mock.close())
  const reply = await fetch(`${mock.url}/crm/v8/Lead/1/Attachments`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  t.ok(readme.includes(await reply.text()))
  for (const name of ['x-mock-rule', 'x-mock-explain', 'x-mock-evidence']) t.ok(readme.includes(`${name}: ${reply.headers.get(name)}`), name)
  const titles = await startMock({ host: '127.0.0.1', fetchLinkTitles: true })
  t.teardown(() => titles.close())
  const link = await fetch(`${titles.url}/crm/v8/Leads/1/Attachments?attachmentUrl=http://127.0.0.1:1`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  t.ok(readme.includes(`x-mock-explain: ${link.headers.get('x-mock-explain')}`))
  const seed = { tokens: [{ token: 'a', scopes: 'ZohoCRM.modules.ALL' }] } as unknown as object
  const { message } = await startMock({ seed }).then(() => new Error('accepted'), error => error as Error)
  t.ok(readme.includes(message))
})
