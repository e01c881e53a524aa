import { execFile } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { sdks } from '../src/samples/sdks.js'
import { checkFaults } from '../src/faults/check-fault.js'
import { readFaults } from '../src/faults/read-faults.js'
import { buildServer, startMock } from '../src/index.js'
import { defaultSeed } from '../src/seed/default.js'
import { blocks, section } from './helpers/blocks.js'
import { made } from './helpers/readme.js'
import { run as runCommand } from './helpers/run.js'
import { NOW } from './helpers/server.js'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const INDEX = new URL('../src/index.ts', import.meta.url).href

function textOf (path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** A README with its parts that are made from the source. */
function withMadeParts (path: string): string {
  return Object.entries(made[path] ?? {}).reduce((before, [name, make]) => {
    const marked = new RegExp(`(<!-- ${name}: .*-->\n)[\\s\\S]*(<!-- /${name} -->)`)
    if (!marked.test(before)) throw new Error(`Expected ${path} to have the marks of ${name}`)
    return before.replace(marked, (_match, start: string, end: string) => `${start}${make()}\n${end}`)
  }, textOf(path))
}

/** Every README.md of the project, below its root. */
function readmes (folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap(entry => {
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.') ? [] : readmes(join(folder, entry.name))
    return entry.name === 'README.md' ? [join(folder, entry.name)] : []
  })
}

/** A Markdown text without its code. */
function prose (markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/(`+)[^`][\s\S]*?\1/g, '')
}

/** Where a Markdown text links to, but for other sites. */
function linksOf (markdown: string): string[] {
  return [...prose(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter(target => !/^[a-z]+:/.test(target))
}

/** The anchors of a Markdown text's headings, as GitHub and npm make them. */
function anchorsOf (markdown: string): string[] {
  const headings = [...markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)]
  return headings.map(([, heading = '']) => heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-'))
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

if (process.env['UPDATE_README'] === '1') for (const path of Object.keys(made)) writeFileSync(join(ROOT, path), withMadeParts(path))
const readme = textOf('README.md')

t.test('what is made from the source is as the source says', async t => {
  t.match(readme, `prints such code for ${sdks.length} SDKs`)
  for (const path of Object.keys(made)) t.equal(textOf(path), withMadeParts(path), `UPDATE_README=1 npm test -- test/readme.test.ts --disable-coverage makes ${path} anew`)
})

t.test('the first README can be read in one go', async t => {
  const lines = readme.trimEnd().split('\n').length
  t.ok(lines <= 250, `it has ${lines} lines, of at most 250`)
})

t.test('each link of each README leads to a file or a heading', async t => {
  for (const path of readmes()) {
    for (const link of linksOf(textOf(path))) {
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? path : join(dirname(path), file)
      const isThere = !target.startsWith('..') && existsSync(join(ROOT, target))
      t.ok(isThere, `${path}: ${link}`)
      if (isThere && anchor !== undefined) t.ok(anchorsOf(textOf(target)).includes(anchor), `${path}: ${link} is a heading`)
    }
  }
})

t.test('the first README links to what was moved out of it', async t => {
  const links = new Set(linksOf(readme).map(link => link.split('#')[0]))
  const moved = ['src/client', 'src/control', 'src/faults', 'src/http/tls', 'src/journal', 'src/stubs', 'src/titles', 'src/zoho', 'fixtures/seeds', 'test/sdks']
  const { files } = JSON.parse(textOf('package.json')) as { files: string[] }
  const published = files.map(glob => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`))
  for (const folder of moved) {
    t.ok(links.has(`${folder}/README.md`), folder)
    t.ok(published.some(glob => glob.test(`${folder}/README.md`)), `${folder}, and the package has it`)
  }
})

t.test('the scripts that READMEs name are there', async t => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
  const named = readmes().flatMap(path => [...textOf(path).matchAll(/\bnpm (?:run (?:--silent )?)?(start|test|(?<=run (?:--silent )?)[\w:-]+)/g)].map(([, name = '']) => ({ path, name })))
  for (const script of ['start', 'test']) t.ok(named.some(({ path, name }) => path === 'README.md' && name === script), script)
  for (const { path, name } of named) t.ok(Object.hasOwn(scripts, name), `${path}: ${name}`)
})

t.test('what READMEs install and run is the file that npm pack makes, never a package of a registry', async t => {
  const { version, name } = JSON.parse(textOf('package.json')) as { version: string, name: string }
  const files = [...readme.matchAll(/[\w./-]+\.tgz/g)].map(([file]) => file)
  t.ok(files.some(file => file.startsWith('../')) && files.some(file => file.startsWith('./')))
  for (const file of files) t.ok(file.endsWith(`/${name}-${version}.tgz`), file)
  // Where it is not installed, npx asks the registry.
  t.ok(readme.indexOf('npm install -D ../') < readme.indexOf('npx zoho-attachments-mock'), 'before the first npx')
  t.notMatch(readmes().map(textOf).join('\n'), /npm (install|i|add|exec) [^`\n]*(?<![./\w-])zoho-attachments-mock(?![\w./-])/)
})

t.test('the page’s sample request and the others work as they are printed, and answer what is printed', async t => {
  const mock = await startMock({ host: '127.0.0.1', clock: NOW })
  t.teardown(() => mock.close())
  const cwd = t.testdir({})
  const bash = async (script = ''): Promise<string> => (await run('bash', ['-euc', script.replaceAll('http://127.0.0.1:4150', mock.url)], { cwd })).stdout
  const sample = section(readme, '## The page\'s own request')
  t.equal(await bash(blocks(sample, 'sh')[0]), blocks(sample, 'json')[0]?.trim())
  const others = section(textOf('src/zoho/README.md'), '## List, download, delete')
  t.equal(await bash(blocks(others, 'sh')[0]), blocks(others, 'text')[0]?.trim())
  await fetch(`${mock.url}/_mock/reset`, { method: 'POST' })
  const records = section(textOf('src/zoho/README.md'), '## Records')
  t.equal(await bash(blocks(records, 'sh')[0]), blocks(records, 'text')[0]?.trim())
  await fetch(`${mock.url}/_mock/reset`, { method: 'POST' })
  const files = section(textOf('src/zoho/README.md'), '## Files')
  t.equal(await bash(blocks(files, 'sh')[0]), blocks(files, 'text')[0]?.trim())
})

t.test('the authority is fetched and trusted as it is printed', async t => {
  const { url, tlsUrl = '', close } = await startMock({ tlsPort: 0 })
  t.teardown(close)
  const [script = ''] = blocks(textOf('src/http/tls/README.md'), 'sh')
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

for (const [heading, printed] of [['## In a test process', 'attachment1.txt of Boyle\n'], ['## Make it fail', undefined]] as const) {
  t.test(`the example of “${heading.slice(3)}” runs as it is printed`, async t => {
    const text = section(readme, heading)
    const [example = ''] = blocks(text, 'js')
    const file = join(t.testdir({ 'example.mjs': example.replace("'zoho-attachments-mock'", `'${INDEX}'`) }), 'example.mjs')
    const { stdout } = await run(process.execPath, [...process.execArgv, file])
    t.equal(stdout, printed ?? blocks(text, 'text')[0])
  })
}

t.test('the requests that were refused are found, and waited for, as it is printed', async t => {
  const mock = await startMock({ host: '127.0.0.1' })
  t.teardown(() => mock.close())
  for (const token of ['1000.all', '1000.expired']) {
    await fetch(`${mock.url}/crm/v8/Leads/1/Attachments?attachmentUrl=https://e.com`, { method: 'POST', headers: { authorization: `Zoho-oauthtoken ${token}` } })
  }
  const text = section(readme, '## See what came in')
  const [script = ''] = blocks(text, 'sh')
  const { stdout } = await run('bash', ['-euc', script.replaceAll('http://127.0.0.1:4150', mock.url)])
  const { requests } = JSON.parse(stdout) as { requests: unknown[] }
  t.match(requests, [{ operation: 'upload', answer: { status: 401 } }])
  t.equal(requests.length, 1)
  t.equal(blocks(textOf('src/journal/README.md'), 'sh')[0], script)

  const [, call = '', said = ''] = /^await mock\.requests\.await\((.*)\)\n\/\/ (.*)$/m.exec(blocks(text, 'js')[0] ?? '') ?? []
  const criteria = JSON.parse(call.replaceAll('\'', '"').replaceAll(/(\w+):/g, '"$1":').replace('10s', '10ms')) as object
  const error = await mock.requests.await(criteria).then(() => new Error('found'), error => error as Error)
  const comparable = (message: string): string => message.replace('10000 ms', '10 ms').replaceAll(/req-\w+/g, 'req')
  t.equal(comparable(`${error.name}: ${error.message}`), comparable(said))
})

t.test('each fault of the table is the same on the command line and written out', async t => {
  const text = textOf('src/faults/README.md')
  const rows = [...text.matchAll(/^\| (`[^|]*`) \| `(\{.*\})` \|/gm)]
  t.equal(rows.length, 7)
  for (const [, words = '', json = ''] of rows) {
    const [written] = checkFaults(JSON.parse(json), [])
    const read = words.split(', ').map(word => readFaults([word.slice(1, -1)], [])[0])
    t.ok(read.some(fault => fault?.operation === written?.operation && fault?.action?.kind === written?.action?.kind), words)
  }
  const flags = [text, readme].flatMap(text => [...text.matchAll(/--fault ([\w:@-]+)/g)].map(([, flag = '']) => flag))
  t.equal(flags.length, 3)
  t.equal(readFaults(flags, []).length, 3, 'and so is each that is given as a flag')
})

t.test('what is refused is refused as it is printed', async t => {
  const mock = await startMock({ host: '127.0.0.1' })
  t.teardown(() => mock.close())
  const quoted = {
    'src/faults/README.md': { operation: 'list', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } },
    'src/control/README.md': { operation: 'list', times: 0 }
  }
  for (const [path, fault] of Object.entries(quoted)) {
    const reply = await fetch(`${mock.url}/_mock/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) })
    const text = await reply.text()
    t.ok(textOf(path).includes(text), text)
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
  const [printed = ''] = blocks(section(readme, '## On the command line'), 'text')
  // Ids count connections' requests, those to the control API too.
  t.equal(stderr.trim().replaceAll(/req-\w+/g, 'req'), printed.trim().replaceAll(/req-\w+/g, 'req'))
})

t.test('the table of the control API has every request that it takes', async t => {
  const app = buildServer()
  t.teardown(() => app.close())
  const { paths } = (await app.inject('/_mock/openapi.json')).json<{ paths: Record<string, object> }>()
  const published = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`))
  t.strictSame(requestsIn(textOf('src/control/README.md')).sort(), published.sort())
})

t.test('the example of a seed is a seed, and what is none is refused as it is printed', async t => {
  const text = textOf('fixtures/seeds/README.md')
  const seed = JSON.parse(blocks(text, 'json')[0] ?? '') as object
  const mock = await startMock({ host: '127.0.0.1', seed })
  t.teardown(() => mock.close())
  const { attachments } = await (await fetch(`${mock.url}/_mock/attachments`)).json() as { attachments: unknown[] }
  t.match(attachments, [{ module: 'Vehicles', name: 'Zoho' }])
  const upload = await fetch(`${mock.url}/crm/v8/Vehicles/77/Attachments?attachmentUrl=https://e.com`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.mine' } })
  t.equal(upload.status, 200)
  const broken = { tokens: [{ token: 'a', scopes: 'ZohoCRM.modules.ALL' }] } as unknown as object
  const { message } = await startMock({ seed: broken }).then(() => new Error('accepted'), error => error as Error)
  t.ok(text.includes(message), message)
})

t.test('the refusals and explanations that are quoted are those that come', async t => {
  const mock = await startMock({ host: '127.0.0.1', fetchLinkTitles: true })
  t.teardown(() => mock.close())
  const post = (path: string): Promise<Response> => fetch(`${mock.url}/crm/v8/${path}`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  const reply = await post('Lead/1/Attachments')
  t.ok(readme.includes(await reply.text()))
  for (const name of ['x-mock-rule', 'x-mock-explain', 'x-mock-evidence']) t.ok(readme.includes(`${name}: ${reply.headers.get(name)}`), name)
  const link = await post('Leads/1/Attachments?attachmentUrl=http://127.0.0.1:1')
  t.ok(textOf('src/titles/README.md').includes(`x-mock-explain: ${link.headers.get('x-mock-explain')}`))
})
