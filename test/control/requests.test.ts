import t from 'tap'
import type { Answer } from '../../src/control/shapes/routes.js'
import type { JournalRequest } from '../../src/control/shapes/request.js'
import { BOUNDARY, MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, parseReply, raw } from '../helpers/raw.js'
import { build, listening } from '../helpers/server.js'

const TOKEN = { authorization: 'Zoho-oauthtoken 1000.all' }
const UPLOAD = '/crm/v8/Leads/1/Attachments'

t.test('the list of requests comes newest first, a page at a time, also from a row that is gone', async t => {
  const app = await build(t, { journalSize: 100 })
  const page = async (query: string): Promise<Answer<'GET /requests/summaries'>> => (await app.inject(`/_mock/requests/summaries${query}`)).json()
  const ids: string[] = []
  for (let made = 0; made < 150; made++) ids.push(String((await app.inject({ url: '/crm/v8/org', headers: TOKEN })).headers['x-mock-request-id']))
  const newest = ids.toReversed()
  const all = await page('')
  t.strictSame(all.requests.map(({ id }) => id), newest.slice(0, 100))
  t.match(all, { dropped: 50, more: false })
  const first = await page('?limit=30')
  t.strictSame(first.requests.map(({ id }) => id), newest.slice(0, 30))
  t.equal(first.more, true)
  const second = await page(`?limit=70&before=${newest[29]}`)
  t.strictSame(second.requests.map(({ id }) => id), newest.slice(30, 100))
  t.equal(second.more, false)
  t.strictSame((await page(`?before=${newest[120]}`)).requests, [], 'nothing is older than what is gone')
  for (const [query, error] of [['?limit=0', 'Expected `limit` to be an integer from 1 to 1000, got `0`'], ['?limit=1001', 'Expected `limit` to be an integer from 1 to 1000, got `1001`'], ['?before=x', 'Expected `before` to be the id of a request, such as `req-1k`']] as const) {
    const reply = await app.inject(`/_mock/requests/summaries${query}`)
    t.equal(reply.statusCode, 400)
    t.strictSame(reply.json(), { error })
  }
})

t.test('the list of all sandboxes is merged in the order in which requests came in', async t => {
  const app = await build(t)
  const made: string[] = []
  for (const sandbox of ['', 'b', '', 'a', 'b']) {
    await app.inject({ url: `${sandbox && `/s/${sandbox}`}/crm/v8/org`, headers: TOKEN })
    made.push(sandbox)
  }
  const { requests } = (await app.inject('/_mock/requests/summaries?sandbox=*')).json<Answer<'GET /requests/summaries'>>()
  t.strictSame(requests.map(({ sandbox }) => sandbox), made.reverse())
  const { requests: older, more } = (await app.inject(`/_mock/requests/summaries?sandbox=*&limit=2&before=${requests[1]?.id}`)).json<Answer<'GET /requests/summaries'>>()
  t.strictSame(older, requests.slice(2, 4))
  t.equal(more, true)
  t.match(await app.inject('/s/a/_mock/requests/summaries?sandbox=*'), { statusCode: 404, body: '{"error":"Sandboxes are shown together at the base URL, not inside one of them"}' })
})

t.test('a row says what was sent and how it was answered', async t => {
  const app = await build(t)
  await app.inject({ method: 'POST', url: '/_mock/faults', payload: { operation: 'list', action: { answer: 'INTERNAL_ERROR' } } })
  await app.inject({ method: 'POST', url: `${UPLOAD}?attachmentUrl=https://e.com&notify=1`, headers: TOKEN })
  await app.inject({ url: `${UPLOAD}?fields=id`, headers: TOKEN })
  await app.inject({ method: 'POST', url: UPLOAD, headers: { ...TOKEN, 'content-type': MULTIPART }, payload: multipartBody([{ name: 'other', filename: 'client_secret=hush4711hush.txt', content: 'x' }]) })
  const { requests: [refused, faulted, link] } = (await app.inject('/_mock/requests/summaries')).json<Answer<'GET /requests/summaries'>>()
  t.match(refused, { status: 400, rule: 'upload.nothing', file: { name: 'client_secret=[redacted]', size: 1 } })
  t.match(refused?.file?.sha256, /^2d711642/, 'a file that was dropped was hashed')
  t.match(faulted, { operation: 'list', status: 500, rule: 'server.internal-error', code: 'INTERNAL_ERROR', fault: 'fault-1' })
  t.match(link, { link: true, ignored: 1, status: 200, file: undefined, rule: undefined })
})

/** Sends a request and returns its entry. */
async function entryOf (app: Awaited<ReturnType<typeof build>>, request: { method?: 'GET' | 'POST', url: string, headers?: Record<string, string>, payload?: string | Buffer }): Promise<JournalRequest> {
  const { headers } = await app.inject(request)
  return (await app.inject(`/_mock/requests/${headers['x-mock-request-id']}`)).json()
}

t.test('an entry has the token’s scopes beside those that would do, as soon as the token was found', async t => {
  const app = await build(t)
  const scopes = async (granted: string[], url = UPLOAD): Promise<JournalRequest['scopes']> => {
    await app.inject({ method: 'POST', url: '/_mock/tokens', payload: { token: '1000.some', scopes: granted } })
    return (await entryOf(app, { method: 'POST', url, headers: { authorization: 'Zoho-oauthtoken 1000.some' } })).scopes
  }
  const least = ['ZohoCRM.modules.leads.CREATE', 'ZohoCRM.modules.attachments.CREATE']
  t.strictSame(await scopes(['ZohoCRM.modules.leads.READ']), { granted: ['ZohoCRM.modules.leads.READ'], needed: [['ZohoCRM.modules.ALL'], least], least })
  t.strictSame((await scopes(['zohocrm.modules.all']))?.needed, [['ZohoCRM.modules.ALL'], least])
  t.strictSame((await scopes(['ZohoCRM.users.READ', 'ZohoCRM.modules.WRITE']))?.needed, [['ZohoCRM.modules.ALL'], least, ['ZohoCRM.modules.WRITE']], 'what the token has is a set of its own')
  t.strictSame((await scopes(['ZohoCRM.modules.leads.ALL', 'ZohoCRM.modules.attachments.CREATE']))?.needed, [['ZohoCRM.modules.ALL'], least, ['ZohoCRM.modules.leads.ALL', 'ZohoCRM.modules.attachments.CREATE']])
  t.strictSame((await scopes(['ZohoCRM.modules.leads.ALL'], '/crm/v8/Leadz/1/Attachments'))?.least, ['ZohoCRM.modules.leadz.CREATE', 'ZohoCRM.modules.attachments.CREATE'], 'also for what is no module')
  t.equal((await entryOf(app, { method: 'POST', url: UPLOAD, headers: { authorization: 'Zoho-oauthtoken 1000.none' } })).scopes, undefined)
  t.equal((await entryOf(app, { url: '/crm/v8/org', headers: TOKEN })).scopes, undefined)
})

t.test('an entry has the headers and the body of its answer, without tokens and codes', async t => {
  const app = await build(t)
  const token = await entryOf(app, { method: 'POST', url: '/oauth/v2/token?client_id=a&grant_type=authorization_code&code=1000.code4711code' })
  t.match(token.answer, { status: 200, headers: { 'content-type': 'application/json;charset=UTF-8', 'x-mock-request-id': token.id }, body: { isTruncated: false } })
  t.match(token.answer?.body?.text, /^\{"access_token":"\[redacted, ends in \w{4}\]","refresh_token":"\[redacted, ends in \w{4}\]","scope":"ZohoCRM\.modules\.ALL.*","api_domain":"http:\/\/localhost:80","token_type":"Bearer","expires_in":3600\}$/)
  const auth = await entryOf(app, { url: '/oauth/v2/auth?client_id=a&response_type=code&scope=ZohoCRM.modules.ALL&redirect_uri=https://e.com/cb&state=hush' })
  t.match(auth.answer?.headers['location'], /^https:\/\/e\.com\/cb\?code=\[redacted\]&state=\[redacted\]&location=us&/)
  const refused = await entryOf(app, { url: UPLOAD })
  t.match(refused.answer, { headers: { 'x-mock-rule': 'auth.header-missing', 'x-mock-explain': /no Authorization header/ }, body: { text: '{"code":"AUTHENTICATION_FAILURE","details":{},"message":"You have not authorized the API call with valid access token.","status":"error"}' } })
})

t.test('the headers of an entry are those that the client got, but for what Node adds', async t => {
  for (const answers of ['documented', 'observed'] as const) {
    const { app, port } = await listening(t, { answers, cors: ['https://app.example'] })
    const { data: [{ details: { id } }] } = (await app.inject({ method: 'POST', url: UPLOAD, headers: { ...TOKEN, 'content-type': MULTIPART }, payload: multipartBody([{ name: 'file', filename: 'a', content: 'x' }]) })).json<{ data: [{ details: { id: string } }] }>()
    const lines: ReadonlyArray<readonly [line: string, headers: Record<string, string>]> = [
      [`POST ${UPLOAD}?attachmentUrl=https://e.com`, TOKEN], [`GET ${UPLOAD}?fields=id`, TOKEN], [`GET ${UPLOAD}/${id}`, TOKEN], ['GET /nothing', {}], [`GET ${UPLOAD}`, {}], ['GET /crm/v8/org', { ...TOKEN, origin: 'https://app.example' }],
      ['POST /oauth/v2/token?client_id=a&grant_type=refresh_token&refresh_token=r', {}], ['GET /oauth/v2/auth?client_id=a&response_type=code&scope=a&redirect_uri=https://e.com', {}], [`DELETE ${UPLOAD}/${id}`, TOKEN]
    ]
    for (const [line, headers] of lines) {
      const { write, rest } = await raw(t, port)
      await write(head(line, { ...headers, connection: 'close' }))
      const got = parseReply(await rest()).headers
      const { answer } = (await app.inject(`/_mock/requests/${got['x-mock-request-id']}`)).json<JournalRequest>()
      const added = ['date', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']
      const named = (of: Record<string, unknown> = {}): string[] => Object.keys(of).filter(name => !added.includes(name)).sort()
      t.strictSame(named(answer?.headers), named(got), `${answers}: ${line}`)
      t.notMatch(JSON.stringify({ ...answer?.headers, location: '' }), /redacted/, 'no harmless header is hidden')
    }
  }
})

t.test('a long answer is cut at 2 KiB, and a file that is downloaded is not in the entry', async t => {
  const app = await build(t)
  for (let made = 0; made < 10; made++) await app.inject({ method: 'POST', url: `${UPLOAD}?attachmentUrl=https://e.com/${made}?code=hush${made}&title=%C3%BCber`, headers: TOKEN })
  const list = await entryOf(app, { url: `${UPLOAD}?fields=id,File_Name,$link_url,Owner,Created_By`, headers: TOKEN })
  const { text = '', size = 0, isTruncated } = list.answer?.body ?? {}
  t.ok(size > 2048 && Buffer.byteLength(text) <= 2100 && isTruncated, `${text.length} of ${size}`)
  t.match(text, 'über')
  t.notMatch(text, /hush|\ufffd/)
  const { headers } = await app.inject({ method: 'POST', url: UPLOAD, headers: { ...TOKEN, 'content-type': MULTIPART }, payload: multipartBody([{ name: 'file', filename: 'a', content: 'content of the file' }]) })
  const { attachment } = (await app.inject(`/_mock/requests/${headers['x-mock-request-id']}`)).json<JournalRequest>()
  const download = await entryOf(app, { url: `${UPLOAD}/${attachment}`, headers: TOKEN })
  t.match(download.answer, { status: 200, body: undefined, headers: { 'content-length': '19' } })
  t.notMatch(JSON.stringify(download), 'content of the file')
})

t.test('an entry has the beginning of a body that came with its headers and that nobody read', async t => {
  // All of it has arrived by the time of the answer.
  const { url, port } = await listening(t, { latency: '20ms' })
  const client = await raw(t, port)
  await client.write(`POST ${UPLOAD} HTTP/1.1\r\nHost: mock.test\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\npage: 7`)
  const id = /x-mock-request-id: (\S+)/.exec(await client.until(/\r\n\r\n/))?.[1]
  t.match(await (await fetch(`${url}/_mock/requests/${id}`)).json(), { answer: { rule: 'auth.header-missing' }, body: { text: 'page: 7', size: 7, isTruncated: false } })
  // The connection goes on.
  await client.write(`GET ${UPLOAD} HTTP/1.1\r\nHost: mock.test\r\n\r\n`)
  await client.until(/HTTP\/1\.1 401[^]*HTTP\/1\.1 401/)
})

t.test('an entry has the beginning of a body that is no form and of a form that cannot be read', async t => {
  const app = await build(t)
  const body = async (headers: Record<string, string>, payload: string | Buffer, url = UPLOAD): Promise<JournalRequest['body']> => (await entryOf(app, { method: 'POST', url, headers: { ...TOKEN, ...headers }, payload })).body
  t.strictSame(await body({ 'content-type': 'application/json' }, '{"page":1,"client_secret":"hush"}'), { text: '{"page":1,"client_secret":"[redacted]"}', size: 33, isTruncated: false })
  t.strictSame(await body({ 'content-type': 'application/x-www-form-urlencoded' }, 'grant_type=x&client_secret=hush', '/oauth/v2/token'), { text: 'grant_type=x&client_secret=[redacted]', size: 31, isTruncated: false })
  t.strictSame(await body({ 'content-type': 'application/pdf' }, '%PDF-1.7 text'), { text: '', size: 13, isTruncated: true })
  t.strictSame(await body({ 'content-type': 'text/plain' }, Buffer.from([80, 75, 3, 4, 0])), { text: '', size: 5, isTruncated: true })
  const form = multipartBody([{ name: 'title', content: 'A title' }, { name: 'file', filename: 'a.txt', content: 'content of the file' }])
  const broken = await body({ 'content-type': MULTIPART }, form.subarray(0, -BOUNDARY.length))
  t.match(broken, { text: /name="title"\r\n\r\nA title\r\n--.*\r\nContent-Disposition: form-data; name="file"; filename="a\.txt"\r\n/s, isTruncated: true, size: form.length - BOUNDARY.length })
  t.notMatch(broken?.text, 'content of')
  const refused = await body({ 'content-type': MULTIPART, authorization: 'none' }, form)
  t.match(refused, { text: /A title/, size: form.length })
  t.notMatch(refused?.text, 'content of')
  t.equal(await body({ 'content-type': MULTIPART }, form), undefined, 'the parts describe a good form')
  t.match(await body({ 'content-type': 'text/plain' }, `fields=${'x'.repeat(100_000)}`), { size: 100_007, isTruncated: true })
  const parameters = await entryOf(app, { method: 'POST', url: '/oauth/v2/token', headers: { 'content-type': MULTIPART }, payload: multipartBody([{ name: 'grant_type', content: 'x' }, { name: 'client_secret', content: 'hush' }]) })
  t.match(parameters, { body: undefined, parts: [{ name: 'grant_type', value: 'x' }, { name: 'client_secret', value: '[redacted]' }] })
})

t.test('a body that has arrived before its refusal is in the entry, and the connection goes on', async t => {
  const { app, port } = await listening(t)
  const { socket, write, until } = await raw(t, port)
  for (const [index, body] of ['{"page":7}', 'x'.repeat(3000)].entries()) {
    socket.cork()
    const sent = write(`${head('POST /crm/v8/Leads/1/Attachments', { 'content-type': 'application/json', 'content-length': body.length })}${body}${head('GET /crm/v8/org', {})}`)
    socket.uncork()
    await sent
    await until(new RegExp(`(auth\\.header-missing[\\s\\S]*){${2 * (index + 1)}}\\}$`))
  }
  const { requests } = (await app.inject('/_mock/requests?operation=upload')).json<{ requests: JournalRequest[] }>()
  t.strictSame(requests.map(({ body }) => body), [{ text: '{"page":7}', size: 10, isTruncated: false }, { text: '[redacted]', size: 3000, isTruncated: true }])
})

t.test('a fault that breaks an upload says how much of it had come in', async t => {
  const { app, port } = await listening(t)
  await app.inject({ method: 'POST', url: '/_mock/faults', payload: { operation: 'upload', action: { reset: { phase: 'body', atBytes: 100 } } } })
  const { write, rest } = await raw(t, port)
  await write(head(`POST ${UPLOAD}`, { ...TOKEN, 'content-type': MULTIPART, 'content-length': 1000 }))
  await write('x'.repeat(150)).catch(() => {})
  await rest()
  const { requests: [request] } = (await app.inject({ method: 'POST', url: '/_mock/requests/await', payload: { outcome: 'broken' } })).json<{ requests: JournalRequest[] }>()
  t.strictSame(request?.fault, { id: 'fault-1', action: 'reset at body, 100 bytes', bytes: 150 })
})

t.test('the sandboxes are listed with how many of their requests were refused, the default one too', async t => {
  const app = await build(t, { journalSize: 70 })
  for (let made = 0; made < 100; made++) await app.inject({ url: '/s/a/crm/v8/org', headers: made < 60 ? {} : TOKEN })
  await app.inject({ url: `${UPLOAD}?fields=id`, headers: TOKEN })
  const { sandboxes, default: base } = (await app.inject('/_mock/sandboxes')).json<Answer<'GET /sandboxes'>>()
  t.match(sandboxes, [{ name: 'a', requests: 70, refused: 30 }])
  t.match(base, { name: '', requests: 1, refused: 0, busy: false }, 'an empty list is no refusal')
})

t.test('a range of a stored file is answered with these bytes only', async t => {
  const app = await build(t)
  const content = Array.from({ length: 300 }, (_, index) => `line ${index}\n`).join('')
  const { headers } = await app.inject({ method: 'POST', url: UPLOAD, headers: { ...TOKEN, 'content-type': MULTIPART }, payload: multipartBody([{ name: 'file', filename: 'a.txt', content }]) })
  const { attachment } = (await app.inject(`/_mock/requests/${headers['x-mock-request-id']}`)).json<JournalRequest>()
  const url = `/_mock/attachments/${attachment}/content`
  const get = (range: string, more = {}) => app.inject({ url, headers: { range, ...more } })
  const size = content.length
  for (const [range, start, end] of [['bytes=0-9', 0, 9], ['bytes=10-10', 10, 10], ['bytes=5-99999999', 5, size - 1], ['bytes=-7', size - 7, size - 1], [`bytes=${size - 1}-`, size - 1, size - 1], ['bytes=0-4,5-9', 0, 9]] as const) {
    t.match(await get(range), { statusCode: 206, body: content.slice(start, end + 1), headers: { 'content-range': `bytes ${start}-${end}/${size}`, 'content-length': String(end + 1 - start), 'content-security-policy': /sandbox/ } }, range)
  }
  for (const range of ['bytes=0-1,9-10', 'lines=1-2', 'bytes', 'bytes=x-y']) {
    const reply = await get(range)
    t.match(reply, range === 'bytes=x-y' ? { statusCode: /416|200/ } : { statusCode: 200, body: content, headers: { 'accept-ranges': 'bytes' } }, range)
  }
  t.match(await get(`bytes=${size}-`), { statusCode: 416, headers: { 'content-range': `bytes */${size}` }, body: `{"error":"Expected a range within the ${size} bytes of the file, got \`bytes=${size}-\`"}` })
  t.match(await get('bytes=0-9', { 'if-range': '"x"' }), { statusCode: 200, body: content })
  t.match(await app.inject({ method: 'HEAD', url, headers: { range: 'bytes=0-9' } }), { statusCode: 200, headers: { 'content-length': String(size) } })
})
