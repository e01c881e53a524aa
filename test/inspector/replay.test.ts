import { execFile } from 'node:child_process'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import type { JournalRequest } from '../../src/control/shapes/request.js'
import { replaysOf, targetOf, testOf } from '../../src/inspector/page/requests/replay.js'
import { listening } from '../helpers/server.js'

/** What a client sends, with the token that it has. */
interface Case {
  readonly title: string
  readonly token?: string
  readonly path?: string
  readonly init: (headers: Record<string, string>) => RequestInit
}

function form (parts: ReadonlyArray<readonly [name: string, value: string | Blob, filename?: string]>): FormData {
  const data = new FormData()
  for (const [name, value, filename] of parts) {
    if (typeof value === 'string') data.append(name, value)
    else data.append(name, value, filename)
  }
  return data
}

const RECORD = '/crm/v8/Leads/1000000231009/Attachments'
const upload = (body: () => RequestInit['body']) => (headers: Record<string, string>): RequestInit => ({ method: 'POST', headers, ...body() && { body: body() as FormData } })

const cases: readonly Case[] = [
  { title: 'an upload', init: upload(() => form([['file', new Blob(['hello'], { type: 'text/plain' }), 'a.txt']])) },
  { title: 'a file whose name has quotes, spaces and markup', init: upload(() => form([['file', new Blob(['hello']), 'it\'s "x" $HOME `id` <img>; é.txt']])) },
  { title: 'a link with a title', init: upload(() => form([['attachmentUrl', 'https://www.zohocorp.com/?a=b&c=\'d\''], ['title', 'It’s "ours"']])) },
  { title: 'a file and a link', init: upload(() => form([['file', new Blob(['hello']), 'a.txt'], ['attachmentUrl', 'https://www.zohocorp.com']])) },
  { title: 'two files', init: upload(() => form([['file', new Blob(['1']), 'a.txt'], ['file', new Blob(['2']), 'b.txt']])) },
  { title: 'a part with another name', init: upload(() => form([['attachment', new Blob(['hello']), 'a.txt']])) },
  { title: 'a body that is no form', init: headers => ({ method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: 'it\'s "hello"\n' }) },
  { title: 'no token', token: '', init: () => ({ method: 'POST', body: form([['file', new Blob(['hello']), 'a.txt']]) }) },
  { title: 'an expired token', token: '1000.expired', init: upload(() => form([['file', new Blob(['hello']), 'a.txt']])) },
  { title: 'a token without the scope', token: '1000.leads-only', init: upload(() => form([['file', new Blob(['hello']), 'a.txt']])) },
  { title: 'an unknown module', path: '/crm/v8/Lead/1/Attachments', init: upload(() => form([['file', new Blob(['hello']), 'a.txt']])) },
  { title: 'a list', path: `${RECORD}?fields=id,File_Name&per_page=2`, init: headers => ({ headers }) },
  { title: 'a list that asks for what changed', path: `${RECORD}?fields=id`, init: headers => ({ headers: { ...headers, 'if-modified-since': '2030-01-01T00:00:00+05:30' } }) },
  { title: 'a deletion', path: `${RECORD}/1`, init: headers => ({ method: 'DELETE', headers }) },
  { title: 'a method that the URL has not', path: RECORD, init: headers => ({ method: 'PUT', headers }) },
  { title: 'a token request in the query', path: '/oauth/v2/token?grant_type=nonsense', token: '', init: () => ({ method: 'POST' }) }
]

async function run (t: Test, command: string, args: readonly string[], token: string): Promise<string> {
  const child = execFile(command, [...args], { env: { ...process.env, TOKEN: token } })
  t.teardown(() => child.kill())
  let text = ''
  child.stdout?.on('data', (chunk: string) => { text += chunk })
  await once(child, 'close')
  return text
}

/** Sends a case, and returns its status and its entry in the journal. */
async function send (url: string, { token = '1000.all', path = RECORD, init }: Case): Promise<{ status: number, entry: JournalRequest }> {
  const reply = await fetch(`${url}${path}`, init(token === '' ? {} : { authorization: `Zoho-oauthtoken ${token}` }))
  await reply.arrayBuffer()
  const id = String(reply.headers.get('x-mock-request-id'))
  return { status: reply.status, entry: await (await fetch(`${url}/_mock/requests/${id}`)).json() as JournalRequest }
}

t.test('the copied curl gets the same status in bash', async t => {
  const { url } = await listening(t)
  for (const one of cases) {
    const { status, entry } = await send(url, one)
    const [bash] = replaysOf(entry, url)
    const output = await run(t, 'bash', ['-c', bash?.code as string], one.token ?? '1000.all')
    t.equal(Number([...output.matchAll(/^HTTP\/1\.1 (\d+)/gm)].at(-1)?.[1]), status, `${one.title}\n${bash?.code}`)
  }
})

t.test('the copied fetch gets the same status in Node', async t => {
  const { url } = await listening(t)
  const sent = []
  for (const one of cases) sent.push({ ...one, ...await send(url, one) })
  // In one process, since each takes a while to start.
  const blocks = sent.map(({ entry, token = '1000.all' }) => `process.env.TOKEN = '${token}'\n{\n${replaysOf(entry, url).find(({ name }) => name === 'fetch')?.code}\n}`)
  const output = await run(t, process.execPath, ['--input-type=module', '--eval', blocks.join('\n')], '')
  t.strictSame([...output.matchAll(/^(\d{3})(?: |$)/gm)].map(([, status]) => Number(status)), sent.map(({ status }) => status))
})

t.test('a file that was stored is sent again with its bytes', async t => {
  const { url } = await listening(t)
  const { entry } = await send(url, cases[0] as Case)
  await run(t, 'bash', ['-c', replaysOf(entry, url)[0]?.code as string], '1000.all')
  const { attachments } = await (await fetch(`${url}/_mock/attachments`)).json() as { attachments: Array<{ name: string, sha256: string }> }
  t.equal(attachments.length, 2)
  t.strictSame(attachments[0]?.sha256, attachments[1]?.sha256)
})

t.test('a request in a sandbox goes there again, below the path of a proxy too', async t => {
  t.equal(targetOf('/s/worker-3/crm/v8/org', 'https://example.com/mock/s/worker-3'), 'https://example.com/mock/s/worker-3/crm/v8/org')
  t.equal(targetOf('/crm/v8/org', 'https://example.com/mock'), 'https://example.com/mock/crm/v8/org')
  // A token chose the sandbox.
  t.equal(targetOf('/crm/v8/org', 'http://localhost:4150/s/worker-3'), 'http://localhost:4150/s/worker-3/crm/v8/org')
})

t.test('the test waits for such a request', async t => {
  const { url } = await listening(t)
  const { entry } = await send(url, cases[9] as Case)
  t.equal(testOf(entry), "await mock.requests.await({ operation: 'upload', status: 401, rule: 'auth.scope-missing' })")
  const { operation: __, module: ___, record: ____, ...unknown } = entry
  t.equal(testOf({ ...unknown, answer: { status: 204, headers: {} } }), 'await mock.requests.await({ status: 204 })')
  t.notMatch(replaysOf({ ...entry, parts: [], body: { text: '', size: 3, isTruncated: true } }, url)[0]?.code, /--data-binary/)
  t.match(testOf((await send(url, cases[0] as Case)).entry), "operation: 'upload', module: 'Leads', record: '1000000231009', status: 200")
  const { answer: _, ...unanswered } = entry
  t.equal(testOf({ ...unanswered, outcome: 'aborted' }), "await mock.requests.await({ operation: 'upload', outcome: 'aborted' })")
})

t.test('texts stay texts in PowerShell and Python', async t => {
  const { url } = await listening(t)
  const { entry } = await send(url, cases[1] as Case)
  const [, powershell, , python] = replaysOf(entry, url)
  t.ok(powershell?.code.includes(String.raw`-F 'file=@part0;filename="it''s %22x%22 $HOME ${'`id`'} <img>; é.txt";`), String(powershell?.code))
  t.ok(python?.code.includes(String.raw`("file", ("it's %22x%22 $HOME ${'`id`'} <img>; é.txt", `), String(python?.code))
})

t.test('parts without a type, and texts that the journal hides, are left to the client', async t => {
  const { url } = await listening(t)
  const { entry } = await send(url, cases[1] as Case)
  const { attachment: _, ...rest } = entry
  const replays = replaysOf({ ...rest, parts: [{ name: 'file', filename: 'a.txt', size: 3 }, { name: 'title', size: 9 }] }, url)
  for (const [name, expected] of [
    ['bash', '-F \'title=""\''],
    ['powershell', '-F \'file=@part0;filename="a.txt"\' `\n  -F \'title=""\''],
    ['fetch', "form.append('file', new Blob([new Uint8Array(3)]), 'a.txt')\nform.append('title', '')"],
    ['python', '("file", ("a.txt", bytes(3))),\n        ("title", (None, "")),']
  ] as const) {
    const { code = '' } = replays.find(replay => replay.name === name) ?? {}
    t.ok(code.includes(expected), code)
  }
})
