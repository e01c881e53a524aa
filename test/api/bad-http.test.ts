import { readFileSync, readdirSync } from 'node:fs'
import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { listen } from '../../src/http/listen.js'
import { completeOptions } from '../../src/options.js'
import { assemble } from '../../src/server.js'
import { head, parseReply, raw } from '../helpers/raw.js'
import { listening } from '../helpers/server.js'

const PATH = '/crm/v8/Leads/1/Attachments'
const AUTHORIZATION = 'authorization: Zoho-oauthtoken 1000.secret.token\r\n'
const FORM = /^\{"code":"[A-Z_]+","details":\{.*\},"message":".+","status":"error"\}$/
const SHAPES = { crm: FORM, accounts: /^\{"error":"\w+"\}$/, control: /^\{"error":"[A-Z].+"\}$/ }

interface Refused {
  readonly name: string
  readonly bytes: string | Buffer
  readonly status: number
  readonly rule?: string
  readonly explain: string | RegExp
  readonly api?: keyof typeof SHAPES
}

const request = (method: string, path: string, rest: string): string => `${method} ${path} HTTP/1.1\r\nhost: mock.test\r\n${AUTHORIZATION}${rest}`
const malformed = (what: string): string => `the request is not HTTP/1.1: ${what}`
const tls = /^the bytes are the beginning of a TLS handshake \(0x16 0x03\), and this port speaks plain HTTP: write http:\/\/ in the URL, or use the port of HTTPS that --tls-port opens$/
const socks = /^the bytes are the greeting of a SOCKS client/
const proxy = /^the bytes begin with a header of the PROXY protocol/

/** Requests after which the connection is closed, because the bytes after them cannot be interpreted. */
const refused: readonly Refused[] = [
  { name: 'a URL that cannot be decoded, with a body of an unknown coding', bytes: 'GET /_mock/% HTTP/1.1\r\nhost: mock.test\r\nTransfer-Encoding: d\r\n\r\n', status: 400, api: 'control', explain: /^The URL cannot be decoded/ },
  { name: 'a whole ClientHello', bytes: Buffer.concat([Buffer.from('1603010200010001fc0303', 'hex'), Buffer.alloc(505, 7)]), status: 400, explain: tls },
  { name: 'the first byte of a ClientHello', bytes: Buffer.of(0x16), status: 400, explain: tls },
  { name: 'the preface of HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', status: 400, explain: /^the bytes are the preface of HTTP\/2, and the double speaks HTTP\/1\.1/ },
  { name: 'the greeting of SSH', bytes: 'SSH-2.0-OpenSSH_9.2\r\n', status: 400, explain: /^the bytes are the greeting of SSH/ },
  { name: 'the greeting of SOCKS 5', bytes: Buffer.from('050100', 'hex'), status: 400, explain: socks },
  { name: 'the first byte of SOCKS 5', bytes: Buffer.of(5), status: 400, explain: socks },
  { name: 'the greeting of SOCKS 4', bytes: Buffer.from('0401005000000001', 'hex'), status: 400, explain: socks },
  { name: 'the PROXY protocol, version 1', bytes: `PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n${head('GET /crm/v8/org', {})}`, status: 400, explain: proxy },
  { name: 'the PROXY protocol, version 2', bytes: Buffer.from('0d0a0d0a000d0a515549540a2111000c', 'hex'), status: 400, explain: proxy },
  { name: 'an HTTP response', bytes: 'HTTP/1.1 200 OK\r\n\r\n', status: 400, explain: /^the bytes are an answer of HTTP and no request/ },
  { name: 'unknown bytes', bytes: 'WHAT\r\n\r\n', status: 400, explain: malformed('expected a line such as "POST /crm/v8/Leads/1/Attachments HTTP/1.1" (line 1, byte 1)') },
  { name: 'a method in lower case', bytes: request('post', PATH, '\r\n'), status: 400, rule: 'method.unknown', explain: 'expected the method in upper case, "POST", got "post" (methods are case-sensitive, RFC 9110 section 9.1)' },
  { name: 'a method that HTTP does not have', bytes: request('UPLOAD', PATH, '\r\n'), status: 400, rule: 'method.unknown', explain: 'expected POST, GET or DELETE, got the method "UPLOAD"' },
  { name: 'a tunnel', bytes: 'CONNECT www.zohoapis.com:443 HTTP/1.1\r\nhost: www.zohoapis.com:443\r\n\r\n', status: 400, rule: 'method.unknown', explain: /^CONNECT asks for a tunnel to www\.zohoapis\.com:443, and the double is no proxy/ },
  { name: 'a tunnel to an invalid host', bytes: request('CONNECT', PATH, '\r\n'), status: 400, rule: 'method.unknown', explain: /^CONNECT asks for a tunnel to another server/ },
  { name: 'a blank in a URL', bytes: request('GET', '/crm/v8/Price Books/1/Attachments', '\r\n'), status: 400, explain: malformed('a URL cannot have a blank, expected %20 or + in its place (line 1, byte 19)') },
  { name: 'raw UTF-8 in a URL', bytes: Buffer.from(request('GET', '/crm/v8/L\u{e9}ads/1/Attachments', '\r\n')), status: 400, explain: malformed('a URL is ASCII, expected the byte 0xc3 to be percent-encoded as UTF-8 (line 1, byte 14)') },
  { name: 'no path', bytes: request('GET', '', '\r\n'), status: 400, explain: malformed('expected a path that begins with "/" (line 1, byte 10)') },
  { name: 'a path without a slash', bytes: request('GET', 'crm/v8/org', '\r\n'), status: 400, explain: malformed('expected a path that begins with "/" (line 1, byte 8)') },
  { name: 'a query without a path', bytes: request('GET', '?x=1', '\r\n'), status: 400, explain: malformed('expected a path that begins with "/" (line 1, byte 5)') },
  { name: 'an unknown version of HTTP', bytes: `GET ${PATH} HTTP/1.2\r\n\r\n`, status: 400, explain: malformed('expected HTTP/1.1 or HTTP/1.0 at the end of the request line (line 1, byte 40)') },
  { name: 'another protocol in the request line', bytes: `GET ${PATH} FOO/1.1\r\n\r\n`, status: 400, explain: /^the request is not HTTP\/1\.1: expected HTTP\/1\.1 at the end of the request line \(line 1/ },
  { name: 'line ends without CR', bytes: `GET ${PATH} HTTP/1.1\nhost: a\n\n`, status: 400, explain: malformed('expected each line to end with CR LF, got LF alone (line 1, byte 41)') },
  { name: 'two lengths', bytes: request('POST', PATH, 'content-length: 3\r\ncontent-length: 4\r\n\r\nabc'), status: 400, explain: /expected one Content-Length, or Transfer-Encoding in its place, got more of them \(line 5, byte \d+\)$/ },
  { name: 'a length that is not a number', bytes: request('POST', PATH, 'content-length: abc\r\n\r\n'), status: 400, explain: /expected the Content-Length to be a number of bytes in decimal digits \(line 4, byte \d+\)$/ },
  { name: 'a negative length', bytes: request('POST', PATH, 'content-length: -1\r\n\r\n'), status: 400, explain: /expected the Content-Length to be a number of bytes/ },
  { name: 'a length of 25 digits', bytes: request('POST', PATH, `content-length: ${'9'.repeat(25)}\r\n\r\n`), status: 400, explain: /expected the Content-Length to be a number of bytes/ },
  { name: 'a length and chunks', bytes: request('POST', PATH, 'content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n'), status: 400, explain: /expected either "Transfer-Encoding: chunked", with chunked as the last coding, or a Content-Length, and not both/ },
  { name: 'a transfer coding without an end', bytes: request('POST', PATH, 'transfer-encoding: gzip\r\n\r\nabc'), status: 400, explain: /expected either "Transfer-Encoding: chunked"/ },
  { name: 'a chunk size that is not a number', bytes: request('POST', PATH, 'transfer-encoding: chunked\r\n\r\nzz\r\n'), status: 400, explain: /expected the size of a chunk in hexadecimal digits \(byte \d+ of the \d+ that came last\)$/ },
  { name: 'a chunk that is longer than announced', bytes: request('POST', '/s/one/oauth/v2/token', 'transfer-encoding: chunked\r\n\r\n1\r\nabc\r\n'), status: 400, api: 'accounts', explain: /expected a line end \(CR LF\) behind a chunk/ },
  { name: 'a flood of chunk extensions', bytes: request('POST', PATH, `transfer-encoding: chunked\r\n\r\n1;${'a'.repeat(20_000)}\r\nx\r\n0\r\n\r\n`), status: 400, explain: /expected at most 16 KiB of chunk extensions, got more/ },
  { name: 'headers of more than 16 KiB', bytes: request('GET', PATH, `x-long: ${'a'.repeat(17_000)}\r\n\r\n`), status: 431, rule: 'request.headers-too-large', explain: 'expected at most 16 KiB of request line and headers, got more' },
  { name: 'a header that continues in the next line', bytes: request('GET', PATH, 'x-a: b\r\n secret\r\n\r\n'), status: 400, explain: /got a line that begins with a blank \(line 5, byte \d+\): a value cannot go on in the next line/ },
  { name: 'a header without a colon', bytes: request('GET', PATH, 'secret token\r\n\r\n'), status: 400, explain: /expected a header as "Name: value", got a line without a colon \(line 4, byte \d+\)$/ },
  { name: 'a header with a blank before its colon', bytes: request('GET', PATH, 'x-a : secret\r\n\r\n'), status: 400, explain: /expected a colon right behind the name of the header "x-a" \(line 4, byte \d+\)$/ },
  { name: 'a header without a name', bytes: request('GET', PATH, ': secret\r\n\r\n'), status: 400, explain: /expected the name of a header before the colon, of letters, digits and dashes \(line 4, byte \d+\)$/ },
  { name: 'a token in the place of a header’s name', bytes: request('GET', PATH, '1000.secret.token x: y\r\n\r\n'), status: 400, explain: /expected the name of a header before the colon/ },
  { name: 'NUL in a header', bytes: request('GET', PATH, 'x-a: secret\0\r\n\r\n'), status: 400, explain: /the value of the header "x-a" has a control character \(line 4, byte \d+\)$/ },
  { name: 'a broken header at the token endpoint', bytes: request('POST', '/oauth/v2/token?refresh_token=secret', 'broken\r\n\r\n'), status: 400, api: 'accounts', explain: /got a line without a colon/ },
  { name: 'a broken header at the control API', bytes: request('POST', '/_mock/reset', 'broken\r\n\r\n'), status: 400, api: 'control', explain: /got a line without a colon/ },
  { name: 'a broken header at the control API of a sandbox', bytes: request('POST', 'http://mock.test/s/one/_mock/reset', 'broken\r\n\r\n'), status: 400, api: 'control', explain: /got a line without a colon/ }
]

/** Refused requests that leave the connection usable. */
const kept: readonly Refused[] = [
  { name: 'no Host', bytes: `GET ${PATH} HTTP/1.1\r\n\r\n`, status: 400, explain: 'expected a Host header, which a request of HTTP/1.1 must have, got none' },
  { name: 'no Host at the token endpoint', bytes: 'POST /oauth/v2/token HTTP/1.1\r\n\r\n', status: 200, rule: 'accounts.request-malformed', api: 'accounts', explain: /^expected a Host header/ },
  { name: 'no Host at a health check', bytes: 'GET /_mock/livez HTTP/1.1\r\n\r\n', status: 400, api: 'control', explain: /^Expected a Host header/ },
  { name: 'a second transfer coding beside chunked', bytes: request('POST', PATH, 'transfer-encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'), status: 400, explain: 'expected the Transfer-Encoding chunked alone, got "gzip, chunked": the double does not decode a body' },
  { name: 'a transfer coding of odd characters', bytes: request('POST', PATH, 'transfer-encoding: "x", chunked\r\n\r\n0\r\n\r\n'), status: 400, explain: /^expected the Transfer-Encoding chunked alone, got another/ },
  { name: 'PROPFIND', bytes: request('PROPFIND', PATH, '\r\n'), status: 400, rule: 'method.unknown', explain: 'expected POST or GET or DELETE at this URL, got PROPFIND' },
  { name: 'M-SEARCH', bytes: request('M-SEARCH', '/crm/v8/org', '\r\n'), status: 400, rule: 'method.unknown', explain: 'expected GET at this URL, got M-SEARCH' },
  { name: 'PROPFIND in a version that never was', bytes: request('PROPFIND', '/crm/v1/org', '\r\n'), status: 400, rule: 'version.unsupported', explain: /^no version "v1"/ },
  { name: 'PUT at an encoded URL', bytes: request('PUT', '/crm/%768/Leads/1/%41ttachments?a=b#c', '\r\n'), status: 400, rule: 'method.unknown', explain: 'expected POST or GET or DELETE at this URL, got PUT' },
  { name: 'PUT at an encoded token endpoint', bytes: request('PUT', '/%6fauth/v2/tok%65n', '\r\n'), status: 400, rule: 'method.unknown', explain: 'expected POST at this URL, got PUT' },
  { name: 'PATCH at an encoded URL of the control API', bytes: request('PATCH', '/_mock/stat%65?a=b', '\r\n'), status: 405, api: 'control', explain: 'Expected GET or HEAD or PUT at this path, got PATCH' },
  { name: 'QUERY without a type', bytes: request('QUERY', PATH, 'content-length: 3\r\n\r\nabc'), status: 400, rule: 'method.unknown', explain: 'expected POST or GET or DELETE at this URL, got QUERY' },
  { name: 'QUERY without a type at an unknown URL', bytes: request('QUERY', '/nothing', 'content-length: 3\r\n\r\nabc'), status: 404, rule: 'url.unknown', explain: /^nothing is at QUERY \/nothing: the CRM is at \/crm/ },
  { name: 'QUERY without a type at the control API', bytes: request('QUERY', '/_mock/state', 'content-length: 3\r\n\r\nabc'), status: 405, api: 'control', explain: 'Expected GET or HEAD or PUT at this path, got QUERY' },
  { name: 'an invalid type at the control API', bytes: request('POST', '/_mock/reset', 'content-type: garbage\r\ncontent-length: 3\r\n\r\nabc'), status: 415, api: 'control', explain: 'Expected the Content-Type application/json, got "garbage": that is no media type, which has a slash' },
  { name: 'a URL that cannot be decoded at the control API', bytes: request('GET', '/_mock/%zz?token=secret', '\r\n'), status: 400, api: 'control', explain: /^The URL cannot be decoded: expected two hexadecimal digits after each "%".*, got others behind "\/_mock\/"$/ },
  { name: 'OPTIONS *', bytes: request('OPTIONS', '*', '\r\n'), status: 404, rule: 'url.unknown', explain: /^nothing is at OPTIONS \*/ },
  { name: 'a path of two slashes', bytes: request('GET', '//', '\r\n'), status: 404, rule: 'url.unknown', explain: /^nothing is at GET \/\/: / },
  { name: 'two slashes before /crm', bytes: request('GET', '//crm/v8/org', '\r\n'), status: 404, rule: 'url.unknown', explain: /^nothing is at GET \/\/crm\/v8\/org: "\/" stands before \/crm\/v8\/org/ },
  { name: 'dots that lead out of /crm', bytes: request('GET', '/crm/../oauth/v2/auth', '\r\n'), status: 404, rule: 'url.unknown', explain: /got "\.\."$/ },
  { name: 'dots in the place of a module', bytes: request('GET', '/crm/v8/%2e%2e/1/Attachments', '\r\n').replace('1000.secret.token', '1000.all'), status: 400, rule: 'module.unknown', explain: /^no module "\.\.": expected the API name of a module/ },
  { name: 'NUL in the place of a module', bytes: request('GET', '/crm/v8/%00/1/Attachments', '\r\n').replace('1000.secret.token', '1000.all'), status: 400, rule: 'module.unknown', explain: /^no module "\[redacted\]": expected the API name of a module/ },
  { name: 'as many headers as fit', bytes: request('GET', PATH, `${'a: b\r\n'.repeat(2100)}\r\n`), status: 401, rule: 'auth.token-unknown', explain: /^/ }
]

/** Checks a response, and that it has no secrets in it. */
function check (t: Test, text: string, { status, rule = 'request.malformed', explain, api = 'crm' }: Refused): void {
  const reply = parseReply(text)
  t.equal(reply.status, status)
  t.match(reply.body, SHAPES[api], 'a body in the API’s shape')
  if (api === 'control') t.match(JSON.parse(reply.body).error, explain)
  else t.match(reply.headers, { 'x-mock-rule': rule, 'x-mock-explain': explain, 'x-mock-evidence': /^(documented|observed|inferred)$/ })
  t.notMatch(text, /secret/, 'no values of headers, no query')
}

const log: string[] = []
const server = (async () => {
  const app = assemble(completeOptions({ logLevel: 'info', allowedHosts: ['mock.test'] }), { logTo: { write: line => { log.push(line) } } })
  t.teardown(() => app.close())
  const { port } = await listen(app, { host: '127.0.0.1', port: 0 })
  return { port, url: `http://127.0.0.1:${port}` }
})()

async function stillServes (t: Test, url: string): Promise<void> {
  const reply = await fetch(`${url}/_mock/livez`, { headers: { connection: 'close' } })
  t.strictSame(await reply.json(), { status: 'live' }, 'the next client is served')
}

for (const row of refused) {
  t.test(`${row.name}is answered and its connection closed, and the server keeps running`, async t => {
    const { port, url } = await server
    const client = await raw(t, port)
    await client.write(row.bytes)
    const text = await client.rest()
    check(t, text, row)
    t.equal(parseReply(text).headers['connection'], 'close')
    await stillServes(t, url)
  })
}

for (const row of kept) {
  t.test(`${row.name} is answered, and the connection serves the next request`, async t => {
    const { port } = await server
    const client = await raw(t, port)
    await client.write(row.bytes)
    check(t, await client.until(/\r\n\r\n.*\}$/s), row)
    await client.write(head('GET /_mock/livez', {}))
    await client.until(/\{"status":"live"\}$/)
  })
}

t.test('the log has the same explanations and no secrets', async t => {
  t.match(log.find(line => line.includes('ClientHello') || line.includes('TLS handshake')), /"rule":"request\.malformed".*this port speaks plain HTTP.*refused what is not HTTP/)
  t.notMatch(log.join(''), /secret/)
})

/** Requests of public bug reports, byte for byte. */
const reports: Readonly<Record<string, [number, RegExp]>> = {
  '07-custom-module.http': [400, /^no module "ServiceCenters": a custom module has to be in the seed: \{"modules":\[\{"apiName":"ServiceCenters"\}\]\}/],
  '08-custom-module-of-extension.http': [400, /^no module "zohosign__ZohoSign_Documents": a module of an extension \(namespace "zohosign"\)/],
  '32-tls-hello.http': [400, tls]
}
const FOLDER = new URL('../../fixtures/refused/', import.meta.url)

t.test('every file of fixtures/refused is tested', async t => t.strictSame(readdirSync(FOLDER).sort(), Object.keys(reports)))

for (const [file, [status, explain]] of Object.entries(reports)) {
  t.test(`the bytes of ${file} are refused with an explanation of the remedy`, async t => {
    const { port, url } = await server
    const client = await raw(t, port)
    await client.write(readFileSync(new URL(file, FOLDER)))
    const reply = parseReply(await client.rest())
    t.match(reply, { status, headers: { 'x-mock-explain': explain }, body: FORM })
    await stillServes(t, url)
  })
}

t.test('a TLS handshake at the HTTP port is answered with the number of the HTTPS port', async t => {
  const app = assemble(completeOptions({ logLevel: 'silent', tlsPort: 0 }))
  t.teardown(() => app.close())
  const { port, tlsPort } = await listen(app, { host: 'localhost', port: 0, tlsPort: 0 })
  const client = await raw(t, port)
  await client.write(Buffer.from('16030100050100000103', 'hex'))
  t.match(parseReply(await client.rest()).headers, { 'x-mock-explain': new RegExp(`or use port ${tlsPort}, where HTTPS is$`) })
})

t.test('requests before malformed bytes are answered first', async t => {
  const { port } = await server
  const client = await raw(t, port)
  await client.write(`${head('GET /_mock/livez', {})}${head('GET /crm/v8/coql', {})}WHAT IS THIS\r\n\r\n`)
  const text = await client.rest()
  t.strictSame(text.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 400'])
  t.match(text, /\{"status":"live"\}HTTP.*nothing is at \/crm\/v8\/coql.*"status":"error"\}HTTP.*expected a line such as.*\(byte \d+ of the \d+ that came last\).*"status":"error"\}$/s)
})

t.test('a request that follows a refused one in the same packet is answered', async t => {
  const { port } = await server
  const client = await raw(t, port)
  await client.write(`${request('POST', '/crm/v8/coql', 'content-length: 3\r\n\r\nabc')}${head('GET /_mock/livez', {})}`)
  t.match(await client.until(/\{"status":"live"\}$/), /^HTTP\/1\.1 404 .*HTTP\/1\.1 200 /s)
})

t.test('a malformed header in a packet of its own is refused with its position in that packet', async t => {
  const { port } = await server
  const client = await raw(t, port)
  await client.write('GET /crm/v8/org HTTP/1.1\r\nhost: a\r\n')
  await stillServes(t, `http://127.0.0.1:${port}`)
  await client.write('broken header\r\n\r\n')
  t.match(parseReply(await client.rest()).headers, { 'x-mock-explain': malformed('expected a header as "Name: value" (byte 7 of the 17 that came last)') })
})

t.test('unusual but valid requests are answered', async t => {
  const { port } = await server
  for (const [name, bytes, status] of [
    ['HTTP/1.0 without Host', `GET /crm/v8/org HTTP/1.0\r\n${AUTHORIZATION.replace('1000.secret.token', '1000.all')}\r\n`, 200],
    ['empty lines before a request', `\r\n\r\n${head('GET /_mock/livez', { connection: 'close' })}`, 200],
    ['an upgrade to a WebSocket', head('GET /_mock/livez', { connection: 'close, upgrade', upgrade: 'websocket' }), 200],
    ['a trailer', `${request('POST', `${PATH}?attachmentUrl=https://e.com`, 'transfer-encoding: CHUNKED\r\ntrailer: x\r\nconnection: close\r\n\r\n0\r\nx: y\r\n\r\n').replace('1000.secret.token', '1000.all')}`, 200],
    ['a request without a path or version', 'GET /\r\n\r\n', 302]
  ] as const) {
    const client = await raw(t, port)
    await client.write(bytes)
    t.equal(parseReply(await client.rest()).status, status, name)
  }
})

t.test('a malformed body ends a connection whose response has begun, without a second response', async t => {
  const { app, port } = await listening(t)
  app.server.prependListener('request', (_request, response) => { response.writeHead(200).write('begun') })
  const client = await raw(t, port)
  await client.write(head('POST /crm/v8/org', { 'transfer-encoding': 'chunked' }))
  await client.until(/begun/)
  await client.write('zz\r\n')
  t.match(await client.rest(), /begun\r\n$/)
})

t.test('a server closes at once although refused clients keep their connections open', async t => {
  for (const bytes of ['WHAT\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n', request('POST', PATH, 'transfer-encoding: chunked\r\n\r\nzz\r\n')]) {
    const { app, port } = await listening(t)
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
    t.teardown(() => socket.destroy())
    socket.on('error', () => {})
    socket.write(bytes)
    await once(socket, 'data')
    const before = performance.now()
    await app.close()
    t.ok(performance.now() - before < 3000, bytes.slice(0, 7))
  }
})
