import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { summaryOf, type RunReport } from '../../src/commands/summary.js'
import { terminalLine } from '../../src/commands/terminal.js'
import { completeOptions } from '../../src/options.js'
import { assemble } from '../../src/server.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, parseReply, raw } from '../helpers/raw.js'
import { NOW } from '../helpers/server.js'
import type { Reply } from '../helpers/transports.js'
import { brokenRequests, plantings, type Planting } from './plants.js'

/** Starts a server that logs at level trace. */
async function listening (t: Test): Promise<{ readonly port: number, readonly url: string, readonly log: string[], readonly close: () => Promise<void> }> {
  const log: string[] = []
  const app = assemble(completeOptions({ logLevel: 'trace', clock: NOW }), { logTo: { write: line => { log.push(line) } } })
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}`, log, close: async () => { await app.close() } }
}

async function send (t: Test, port: number, { line, headers, body = '' }: Pick<Planting, 'line' | 'headers' | 'body'>): Promise<Reply> {
  const { socket, write, rest } = await raw(t, port)
  await write(Buffer.concat([Buffer.from(head(line, { connection: 'close', 'content-length': Buffer.byteLength(body), ...headers })), Buffer.from(body)]))
  const reply = parseReply(await rest())
  socket.destroy()
  return reply
}

/** Reads the stream of requests. `until` waits for this many events. */
async function streamed (url: string, path = '/requests/stream', event = 'request'): Promise<{ readonly text: () => string, readonly until: (count: number) => Promise<void>, readonly end: () => void }> {
  const stop = new AbortController()
  const { body } = await fetch(`${url}/_mock${path}`, { signal: stop.signal })
  let text = ''
  const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new TextDecoderStream()).getReader()
  return {
    text: () => text,
    end: () => stop.abort(),
    async until (count) {
      while ((text.match(new RegExp(`^event: ${event}`, 'gm'))?.length ?? 0) < count) text += (await reader.read()).value ?? ''
    }
  }
}

const json = async <Body>(url: string, payload?: object): Promise<Body> =>
  await (await fetch(url, payload && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) })).json() as Body

t.test('no secret of a request appears in a response, the journal, the log, the audit or a summary', async t => {
  const { port, url, log } = await listening(t)
  const sandboxes = [url, `${url}/s/b`]
  const streams = await Promise.all(sandboxes.map(async base => await streamed(base)))
  const events = await streamed(url, '/events?sandbox=*', 'requests')
  const planted = plantings()
  const texts: Array<readonly [where: string, text: string]> = []

  for (const planting of planted) {
    const { headers, status, body } = await send(t, port, planting)
    if (!(status > 0)) t.fail(`${planting.what} was not answered`)
    texts.push([`the answer to ${planting.what}`, JSON.stringify({ ...headers, location: undefined })])
    if (planting.line.includes('/_mock/tokens/')) texts.push([`the body of the answer to ${planting.what}`, body])
  }
  for (const [bytes] of brokenRequests()) {
    const { write, rest } = await raw(t, port)
    await write(bytes)
    texts.push(['the response to bytes that are not HTTP', await rest()])
  }

  await events.until(2)
  events.end()
  texts.push(['the events', events.text()], ['the list of all requests', JSON.stringify(await json(`${url}/_mock/requests/summaries?sandbox=*&limit=1000`))])

  let kept = 0
  for (const [index, base] of sandboxes.entries()) {
    const done = await json<RunReport>(`${base}/_mock/requests`)
    const audit = await json<Pick<RunReport, 'findings'>>(`${base}/_mock/audit`)
    const stream = streams[index]!
    await stream.until(done.requests.length)
    stream.end()
    texts.push(['the journal', JSON.stringify(done)], ['the stream', stream.text()], ['the audit', JSON.stringify(audit)], ['the summary of a run', summaryOf({ ...done, ...audit })])
    for (const { id } of done.requests.filter((_, index) => index % 10 === 0)) texts.push(['an entry of the journal', JSON.stringify(await json(`${base}/_mock/requests/${id}`))])
    for (const { operation, method } of done.requests.filter((_, index) => index % 20 === 0)) {
      texts.push(['a wait that times out', JSON.stringify(await json(`${base}/_mock/requests/await`, { ...operation !== undefined && { operation }, method, url: 'nobody', rule: 'none', token: 'none', timeout: '1ms' }))])
    }
    // The response to a search repeats its criteria, and may be logged by the client.
    texts.push(['a wait for a URL', JSON.stringify(await json(`${base}/_mock/requests/await`, { url: `?client_secret=${planted[0]!.secrets[0]}`, timeout: '1ms' }))])
    kept += done.requests.length
  }
  texts.push(['the log', log.join('')], ['the log of a terminal', log.map(line => terminalLine(JSON.parse(line) as Record<string, unknown>)).join('\n')])

  const secrets = [...planted.flatMap(({ what, secrets }) => secrets.map(secret => [what, secret] as const)), ...brokenRequests().map(([bytes, secret]) => [bytes.slice(0, 20), secret] as const)]
  const shown = secrets.flatMap(([what, secret]) => {
    // Without the last four characters, which may be shown of a token.
    const parts = [secret.slice(0, -4), Buffer.from(secret).toString('base64').slice(0, -8)]
    return texts.filter(([, text]) => parts.some(part => text.includes(part))).slice(0, 1).map(([where, text]) => {
      const at = Math.max(...parts.map(part => text.indexOf(part)))
      return `${what}: ${where}: …${text.slice(Math.max(0, at - 100), at + 60)}…`
    })
  })
  t.strictSame(shown, [], `${secrets.length} planted in ${planted.length} requests, ${shown.length} shown, looked for in ${texts.length} texts`)
  t.comment(`${secrets.length} planted in ${planted.length} requests, ${shown.length} shown; ${texts.length} texts, ${kept} entries, ${log.length} lines of log`)
  t.ok(secrets.length > 700 && kept > 600 && log.length > 700, 'enough secrets were planted and texts searched')
})

t.test('a secret cannot be guessed by searching the journal for it', async t => {
  const { port, url } = await listening(t)
  await send(t, port, { line: 'POST /oauth/v2/token?client_id=a&client_secret=s3cret4711', headers: {} })
  const found = async (text: string): Promise<number> => (await json<RunReport>(`${url}/_mock/requests?url=${encodeURIComponent(text)}`)).requests.length
  t.equal(await found('client_id=a&client_secret='), 1)
  for (const guess of ['client_secret=s', 's3cret4711', '4711']) t.equal(await found(guess), 0, guess)
})

/** Harmless parts of requests, which testers look for, and must be shown. */
const harmless: ReadonlyArray<Pick<Planting, 'line' | 'headers' | 'body'> & { readonly shows: readonly string[] }> = [
  {
    line: 'GET /crm/v8/Leads/1000000231009/Attachments?fields=id,File_Name,%24file_id&page=2&per_page=17&ids=4150868000005277036&sort_by=Created_Time&sort_order=asc&notify=true',
    headers: { 'user-agent': 'python-requests/2.31.0', accept: 'application/json;q=0.9', 'x-zoho-sdk': 'linux/6.1/node/8.0.0:3.1', 'x-forwarded-for': '10.0.0.7', referer: 'https://app.example/deals?page=3' },
    shows: ['fields=id,File_Name,%24file_id&page=2&per_page=17&ids=4150868000005277036&sort_by=Created_Time&sort_order=asc&notify=true', '"Leads"', '1000000231009', 'python-requests/2.31.0', 'application/json;q=0.9', 'linux/6.1/node/8.0.0:3.1', '10.0.0.7', 'https://app.example/deals?page=3']
  },
  {
    line: 'POST /crm/v8/Deals/77/Attachments',
    headers: { 'content-type': MULTIPART },
    body: multipartBody([{ name: 'file', filename: 'Angebot 2024 (final), Müller.pdf', type: 'application/pdf', content: 'x' }, { name: 'title', content: 'A title, with 100 % of it' }, { name: 'file2', filename: 'b.txt', content: 'y' }, { name: 'client_secret', content: 'abcd' }]),
    shows: ['Angebot 2024 (final), Müller.pdf', 'application/pdf', 'A title, with 100 % of it', 'file2', 'b.txt', '"client_secret"', MULTIPART]
  },
  {
    line: 'POST /crm/v8/Deals/77/Attachments?attachmentUrl=https%3A%2F%2Fwww.zohocorp.com%2Fdocs%2Fquote%3Fpage%3D1&title=Our%20offer',
    headers: {},
    shows: ['attachmentUrl=https%3A%2F%2Fwww.zohocorp.com%2Fdocs%2Fquote%3Fpage%3D1&title=Our%20offer']
  },
  {
    line: 'POST /oauth/v2/token?grant_type=refresh_token&client_id=1000.QHDNZ2ME6XAUQ9WAO5S2MBUAA6K9EA&scope=ZohoCRM.modules.ALL,ZohoCRM.users.READ&client_secret=abcd&refresh_token=1000.8c&redirect_uri=https://app.example/cb&access_type=offline&prompt=consent',
    headers: {},
    shows: ['grant_type=refresh_token&client_id=1000.QHDNZ2ME6XAUQ9WAO5S2MBUAA6K9EA&scope=ZohoCRM.modules.ALL,ZohoCRM.users.READ&client_secret=[redacted]&refresh_token=[redacted]&redirect_uri=https://app.example/cb&access_type=offline&prompt=consent']
  },
  { line: 'GET /crm/v8/Lead/zcrm_4150868000000225013/Attachments?fields=id', headers: {}, shows: ['no module \\"Lead\\"', '/crm/v8/Lead/zcrm_4150868000000225013/Attachments?fields=id'] },
  { line: 'GET /crm/v8/Leads/1/Attachments', headers: { authorization: 'Zoho-oauthtoken 1000.0123456789abcdef' }, shows: ['Zoho-oauthtoken [redacted, ends in cdef]', 'the token that ends in \\"cdef\\"'] },
  { line: 'GET /crm/v8/Leads/1/Attachments', headers: { authorization: 'Bearer 1000.0123456789abcdef' }, shows: ['expected \\"Authorization: Zoho-oauthtoken {token}\\", got scheme \\"Bearer\\"'] }
]

t.test('harmless values are shown in the journal', async t => {
  const { port, url } = await listening(t)
  let count = 0
  for (const { shows, headers, ...request } of harmless) {
    const reply = await send(t, port, { ...request, headers: { authorization: 'Zoho-oauthtoken 1000.all', ...headers } })
    const entry = JSON.stringify(await json(`${url}/_mock/requests/${reply.headers['x-mock-request-id']}`))
    for (const text of shows) t.match(entry, text, text)
    count += shows.length
  }
  t.comment(`${count} harmless values, all shown`)
})

t.test('harmless values are shown in the log', async t => {
  const { port, log, close } = await listening(t)
  for (const { headers, ...request } of harmless) await send(t, port, { ...request, headers: { authorization: 'Zoho-oauthtoken 1000.all', ...headers } })
  await close()
  for (const { line } of harmless.filter(({ line }) => !line.includes('client_secret'))) t.match(log.join(''), line.split(' ')[1]!, line)
})

/** What the double itself makes, or repeats, in an answer. */
const madeSecrets: ReadonlyArray<{ readonly what: string, readonly line: string, readonly secrets: (reply: Reply) => Array<string | undefined> }> = [
  { what: 'an access token and a refresh token', line: 'POST /oauth/v2/token?client_id=a&grant_type=authorization_code&code=1000.unknown4711code', secrets: ({ body }) => [/"access_token":"([^"]+)/.exec(body)?.[1], /"refresh_token":"([^"]+)/.exec(body)?.[1]] },
  { what: 'a grant code in Location', line: 'GET /oauth/v2/auth?client_id=a&response_type=code&scope=ZohoCRM.modules.ALL&redirect_uri=https://e.com/cb&state=state4711secret', secrets: ({ headers }) => [/code=([^&]+)/.exec(headers['location'] ?? '')?.[1], 'state4711secret'] },
  { what: 'a link with a token', line: 'POST /crm/v8/Leads/7/Attachments?attachmentUrl=https%3A%2F%2Fe.com%2F%3Ftoken%3Dlink4711secret&title=Bearer%20title4711secret', secrets: () => ['link4711secret', 'title4711secret'] },
  { what: 'a list with a link, and page tokens', line: 'GET /crm/v8/Leads/7/Attachments?fields=id,File_Name,$link_url&per_page=1', secrets: ({ body }) => [/"next_page_token":"([^"]+)/.exec(body)?.[1], 'link4711secret', 'title4711secret'] }
]

t.test('no secret that the double itself makes or repeats appears in the entry of its answer', async t => {
  const { port, url } = await listening(t)
  await send(t, port, { line: 'POST /crm/v8/Leads/7/Attachments?attachmentUrl=https://e.com/1', headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  for (const { what, line, secrets } of madeSecrets) {
    const reply = await send(t, port, { line, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
    const texts = await Promise.all([`/requests/${reply.headers['x-mock-request-id']}`, '/requests/summaries', '/requests'].map(async path => JSON.stringify(await json(`${url}/_mock${path}`))))
    for (const secret of secrets(reply)) {
      t.ok(secret, `${what} was answered`)
      for (const text of texts) t.notOk(text.includes(String(secret).slice(0, -4)), what)
    }
    t.match(texts[0], /"answer":\{"status":\d+,"headers":\{/)
  }
})
