import fc, { type Arbitrary } from 'fast-check'
import { chunked, corpus, tokens } from './corpus.js'

/** Changes the bytes of a request. */
type Mutation = (bytes: Buffer) => Buffer

const END = '\r\n\r\n'

/** Splits a request into request line, header lines and body. Without an end of headers everything is head. */
function split (bytes: Buffer): { line: string, headers: string[], body: Buffer } {
  const end = bytes.indexOf(END)
  const [line = '', ...headers] = bytes.toString('latin1', 0, end === -1 ? bytes.length : end).split('\r\n')
  return { line, headers, body: end === -1 ? Buffer.alloc(0) : bytes.subarray(end + END.length) }
}

function join ({ line, headers, body }: ReturnType<typeof split>): Buffer {
  return Buffer.concat([Buffer.from([line, ...headers, '', ''].join('\r\n'), 'latin1'), body])
}

/** The index at a share of a length. */
function at (share: number, length: number): number {
  return Math.floor(share * length)
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

const fragments = fc.constantFrom('\0', '\r', '\n', '\r\n', '\r\n\r\n', ' ', '\t', '%', '%00', '%zz', '%ff', '%2F', '%E0%A4%A', '"', '\'', '\\', ';', ':', '=', '&', '?', '#', '/', '..', '//', '--', '\x7f', '\x80', '\xff', '\xc3\xa4', 'A'.repeat(300), 'A'.repeat(20_000), '__proto__', 'constructor', '-1', '0', '9'.repeat(25), 'NaN', 'null', '{}', '[', '[object Object]', '../'.repeat(20))

/** Mutations of bytes anywhere in the request. */
const ofBytes: Arbitrary<Mutation> = fc.oneof(
  fc.tuple(share, fc.nat(255)).map(([where, value]): Mutation => bytes => {
    const copy = Buffer.from(bytes)
    copy[at(where, copy.length)] = value
    return copy
  }),
  fc.tuple(share, fc.oneof(fragments, fc.uint8Array({ maxLength: 12 }).map(value => Buffer.from(value).toString('latin1')))).map(([where, value]): Mutation => bytes => {
    const place = at(where, bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, place), Buffer.from(value, 'latin1'), bytes.subarray(place)])
  }),
  fc.tuple(share, fc.integer({ min: 1, max: 40 })).map(([where, length]): Mutation => bytes => {
    const place = at(where, bytes.length)
    return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + length)])
  }),
  fc.tuple(share, fc.integer({ min: 1, max: 80 })).map(([where, length]): Mutation => bytes => {
    const place = at(where, bytes.length)
    return Buffer.concat([bytes.subarray(0, place + length), bytes.subarray(place)])
  })
)

const oddValues = fc.oneof(
  fc.constantFrom('', ' ', '\t', 'x'.repeat(500), 'x'.repeat(9000), '\x80\xff', 'ä', '"', '""', ';', ',', '=', '{}', '-1', '0', '1e3', '+5', '0x10', '18446744073709551616', 'a\0b', 'a\r\n b', 'a\r\n\tb', '*/*', 'null', 'undefined',
    'Zoho-oauthtoken', 'Zoho-oauthtoken ', 'Bearer 1000.all', 'Basic eDp5', 'multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=""', 'multipart/form-data; boundary=a b', 'multipart/form-data; boundary="unclosed', `multipart/form-data; boundary=${'b'.repeat(300)}`, 'multipart/mixed; boundary=x', 'application/json; charset=nonsense', 'text/html;', '/', 'gzip', 'chunked', 'identity', 'gzip, chunked', 'chunked, chunked', 'close', 'keep-alive, close', 'upgrade', '100-continue', '200-ok', 'h2c', 'evil.example', '[::1]:4150', '127.0.0.1:99999', 'a.example, b.example', 'javascript:alert(1)'),
  fc.string({ maxLength: 30 })
)

const names = fc.constantFrom('Host', 'Authorization', 'Content-Type', 'Content-Length', 'Transfer-Encoding', 'Connection', 'Expect', 'Upgrade', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-For', 'Accept', 'Accept-Encoding', 'Cookie', 'Referer', 'If-Modified-Since', 'Range', 'Trailer', 'TE', 'X-Http-Method-Override', '__proto__', 'constructor', 'X-\x80', '', ' X', 'X Y', 'Content-Disposition', 'Last-Event-ID', 'Origin', 'Sec-Fetch-Site')

/** Mutations of headers. */
const ofHeaders: Arbitrary<Mutation> = fc.oneof(
  share.map((where): Mutation => bytes => {
    const request = split(bytes)
    request.headers.splice(at(where, request.headers.length), 1)
    return join(request)
  }),
  share.map((where): Mutation => bytes => {
    const request = split(bytes)
    const index = at(where, request.headers.length)
    request.headers.splice(index, 0, ...request.headers.slice(index, index + 1))
    return join(request)
  }),
  fc.tuple(share, share).map(([one, other]): Mutation => bytes => {
    const request = split(bytes)
    const { headers } = request
    const [from, to] = [at(one, headers.length), at(other, headers.length)]
    const [a = '', b = ''] = [headers[from], headers[to]]
    const [nameOfA = ''] = a.split(':')
    // In about a third of the cases only the values are swapped.
    headers[from] = one < 0.3 ? `${nameOfA}:${b.slice(b.indexOf(':') + 1)}` : b
    headers[to] = one < 0.3 ? b : a
    return join(request)
  }),
  fc.tuple(share, oddValues).map(([where, value]): Mutation => bytes => {
    const request = split(bytes)
    const index = at(where, request.headers.length)
    const [name = ''] = request.headers[index]?.split(':') ?? []
    request.headers[index] = `${name}: ${value}`
    return join(request)
  }),
  fc.tuple(share, names, oddValues).map(([where, name, value]): Mutation => bytes => {
    const request = split(bytes)
    request.headers.splice(at(where, request.headers.length + 1), 0, `${name}: ${value}`)
    return join(request)
  }),
  fc.constantFrom(...tokens).map((token): Mutation => bytes => {
    const request = split(bytes)
    return join({ ...request, headers: request.headers.map(header => /^authorization:/i.test(header) ? `Authorization: Zoho-oauthtoken ${token}` : header) })
  }),
  fc.integer({ min: 1, max: 120 }).map((times): Mutation => bytes => {
    const request = split(bytes)
    return join({ ...request, headers: [...request.headers, ...Array.from({ length: times }, (_value, index) => `x-${index}: ${index}`)] })
  })
)

const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND', 'MKCOL', 'LOCK', 'SEARCH', 'PURGE', 'M-SEARCH', 'REPORT', 'get', 'NONSENSE', 'PRI', '')

const segments = fc.constantFrom('', '.', '..', '%2e%2e', '%2F', '%00', '%zz', '%', '%C0%80', '%E4%BD%A0', '\xe4\xbd\xa0', 'a b', 'a%20b', '__proto__', 'constructor', '0', '-1', '9'.repeat(40), '1e5', 'x'.repeat(200), 'x'.repeat(15_000), 'v2', 'v2.1', 'v9', 'v99999999999999999999', 'v', 'V8', 'v8.1.1', '*', ':id', 's', '_mock', 'crm', '(', '[', '{id}', 'Attachments;x=1')

const queries = fc.constantFrom('?', '??', '?&', '?&&=', '?=', '?a', '?a=1&a=2', '?%zz=%zz', '?fields=', '?fields=%00', `?fields=${'a,'.repeat(60)}`, '?fields=__proto__', '?page=0', '?page=1e3', '?page=99999999999999999999', '?per_page=-1', '?page=1&page_token=', '?ids=', '?ids=,,,', `?ids=${'1,'.repeat(150)}`, '?ids=__proto__', '?attachmentUrl=', '?attachmentUrl=x', '?attachmentUrl=javascript:1', '?attachmentUrl=http://[', '?attachmentUrl=https://e.com/%00', '?attachmentUrl=https://e.com/a%0d%0ab', `?attachmentUrl=https://e.com/${'a'.repeat(3100)}`, `?title=${'a'.repeat(300)}&attachmentUrl=https://e.com`, '?__proto__=1', '?sort_by=x&sort_order=y', '?module=__proto__', '?limit=-1', '?limit=0', '?status=x', '?redirect_uri=javascript:1', '?redirect_uri=https://x.example/%0d%0aX:%20y', '?redirect_uri=http://\xe4', '?state=%0d%0a', '#x', '?scope=%20')

/** Mutations of the request line. */
const ofLine: Arbitrary<Mutation> = fc.oneof(
  methods.map((method): Mutation => bytes => {
    const request = split(bytes)
    return join({ ...request, line: request.line.replace(/^\S*/, method) })
  }),
  fc.tuple(share, segments).map(([where, segment]): Mutation => bytes => {
    const request = split(bytes)
    const [method = '', url = '', version = ''] = request.line.split(' ')
    const parts = url.split('/')
    parts[1 + at(where, parts.length - 1)] = segment
    return join({ ...request, line: [method, parts.join('/'), version].join(' ') })
  }),
  queries.map((query): Mutation => bytes => {
    const request = split(bytes)
    const [method = '', url = '', version = ''] = request.line.split(' ')
    return join({ ...request, line: [method, `${url.replace(/\?.*/, '')}${query}`, version].join(' ') })
  }),
  fc.constantFrom('HTTP/1.0', 'HTTP/1.1', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', 'HTTP', '').map((version): Mutation => bytes => {
    const request = split(bytes)
    return join({ ...request, line: request.line.replace(/\S*$/, version) })
  }),
  fc.constantFrom('http://127.0.0.1', 'https://zohoapis.com', 'http://', 'ftp://x', '//', '\\').map((prefix): Mutation => bytes => {
    const request = split(bytes)
    return join({ ...request, line: request.line.replace(' ', ` ${prefix}`) })
  })
)

function framed (bytes: Buffer, framing: readonly string[], body?: Buffer): Buffer {
  const request = split(bytes)
  return join({ ...request, headers: [...request.headers.filter(header => !/^(content-length|transfer-encoding):/i.test(header)), ...framing], body: body ?? request.body })
}

/** Mutations of the length and the framing of the body. */
const ofFraming: Arbitrary<Mutation> = fc.oneof(
  fc.constantFrom(-1, 1, 2, -2, 10, -10, 100, 100_000).map((difference): Mutation => bytes => framed(bytes, [`Content-Length: ${Math.max(0, split(bytes).body.length + difference)}`])),
  fc.constantFrom('-1', '+5', '5 5', '5, 5', '0x5', '1e1', '99999999999999999999', '9007199254740993', '').map((length): Mutation => bytes => framed(bytes, [`Content-Length: ${length}`])),
  fc.tuple(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 })).map(([sizes]): Mutation => bytes => framed(bytes, ['Transfer-Encoding: chunked'], chunked(split(bytes).body, sizes))),
  fc.constantFrom('0\r\n\r\n', '5\r\nhello\r\n', '5\r\nhello\r\n0\r\n\r\n', '5;ext=1\r\nhello\r\n0\r\nTrailer: x\r\n\r\n', '-1\r\n', 'ffffffffffffffff\r\n', 'zz\r\n', '5\nhello\n0\n\n', '\r\n', '00005\r\nhello\r\n0\r\n\r\n', '5\r\nhelloworld\r\n0\r\n\r\n').map((body): Mutation => bytes => framed(bytes, ['Transfer-Encoding: chunked'], Buffer.from(body))),
  fc.constant<Mutation>(bytes => framed(bytes, [`Content-Length: ${split(bytes).body.length}`, 'Transfer-Encoding: chunked'])),
  fc.constant<Mutation>(bytes => framed(bytes, [`Content-Length: ${split(bytes).body.length}`, `Content-Length: ${split(bytes).body.length + 1}`])),
  fc.constant<Mutation>(bytes => framed(bytes, [])),
  share.map((where): Mutation => bytes => bytes.subarray(0, at(where, bytes.length))),
  fc.constant<Mutation>(bytes => Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'))
)

/** Mutations of the body with a matching Content-Length. */
const ofBody: Arbitrary<Mutation> = fc.oneof(
  { weight: 3, arbitrary: fc.array(ofBytes, { minLength: 1, maxLength: 3 }).map((mutations): Mutation => bytes => withBody(bytes, mutations.reduce((body, mutate) => mutate(body), split(bytes).body))) },
  { weight: 1, arbitrary: fc.nat(corpus.length - 1).map((index): Mutation => bytes => withBody(bytes, split(corpus[index] as Buffer).body)) },
  { weight: 1, arbitrary: fc.constantFrom('', '{}', '[]', 'null', '"x"', '0', '{', '['.repeat(2000), '{"__proto__":{}}', '{"only":["x"]}', '{"a":1,"a":2}', '\ufeff{}', '{"constructor":{"prototype":{}}}', '[object FormData]', '\x16\x03\x01', '\x1f\x8b', 'x'.repeat(30_000)).map((body): Mutation => bytes => withBody(bytes, Buffer.from(body))) }
)

function withBody (bytes: Buffer, body: Buffer): Buffer {
  return framed(bytes, [`Content-Length: ${body.length}`], body)
}

const mutation = fc.oneof(
  // These often make bytes that are not a request, which end a conversation, so they are rarer.
  { weight: 6, arbitrary: ofBody },
  { weight: 5, arbitrary: ofHeaders },
  { weight: 5, arbitrary: ofLine },
  { weight: 2, arbitrary: ofFraming },
  { weight: 2, arbitrary: ofBytes }
)

/** A request of the corpus: some unchanged, most with one or two mutations. */
const hostileRequest = fc.tuple(
  fc.nat(corpus.length - 1),
  fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 6, arbitrary: fc.array(mutation, { minLength: 1, maxLength: 2 }) }, { weight: 1, arbitrary: fc.array(mutation, { minLength: 3, maxLength: 5 }) })
).map(([index, mutations]) => mutations.reduce((bytes, mutate) => mutate(bytes), corpus[index] as Buffer))

/** What is sent on one connection: consecutive requests, and the sizes of the pieces they are sent in. */
export interface Conversation {
  readonly requests: readonly Buffer[]
  readonly sizes: readonly number[]
}

/** Conversations, most of them sent in one piece. */
export const conversations: Arbitrary<Conversation> = fc.record({
  requests: fc.array(hostileRequest, { minLength: 1, maxLength: 8 }),
  sizes: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }) })
})
