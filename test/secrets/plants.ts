import { BOUNDARY, MULTIPART, multipartBody } from '../helpers/multipart.js'

/** A request that carries secrets. */
export interface Planting {
  /** Where the secrets are and how they are spelled. */
  readonly what: string
  /** Method and target. */
  readonly line: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly secrets: readonly string[]
}

const TOKEN = { authorization: 'Zoho-oauthtoken 1000.all' }
const UPLOAD = '/crm/v8/Leads/1/Attachments'
const URLENCODED = 'application/x-www-form-urlencoded'

/** Names of parameters, fields and headers in which clients send secrets. */
const names = [
  'client_secret', 'refresh_token', 'access_token', 'id_token', 'code', 'token', 'password', 'authtoken', 'api_key', 'apikey', 'state', 'nonce', 'assertion',
  'code_verifier', 'client_assertion', 'page_token', 'signature', 'X-Amz-Signature', 'session', 'jwt', 'pwd', 'secret', 'Authorization', 'file'
]

/** Spellings that a lenient parser accepts as the same name. */
const spellings: ReadonlyArray<readonly [string, (name: string) => string]> = [
  ['as it is', name => name],
  ['upper case', name => name.toUpperCase()],
  ['one character encoded', name => `%${hex(name[0])}${name.slice(1)}`],
  ['wholly encoded', name => [...name].map(character => `%${hex(character)}`).join('')],
  ['encoded twice', name => `%25${hex(name[0])}${name.slice(1)}`],
  ['encoded five times', name => `%25252525${hex(name[0])}${name.slice(1)}`],
  ['behind a semicolon', name => `;${name}`],
  ['behind a plus', name => `+${name}`],
  ['behind an encoded blank', name => `%20${name}`],
  ['before an encoded blank', name => `${name}%20`],
  ['with brackets', name => `${name}[]`],
  ['behind a question mark', name => `?${name}`],
  ['behind a harmless one and a semicolon', name => `fields=id;${name}`],
  ['behind a number sign', name => `page=1#${name}`]
]

function hex (character = ''): string {
  return character.charCodeAt(0).toString(16)
}

/** Creates a generator of unique secrets of several kinds. */
function secretsMaker (): () => string {
  const letters = (number: number): string => [...String(number)].map(digit => 'abcdefghij'[Number(digit)]).join('')
  const kinds: ReadonlyArray<(number: number) => string> = [
    number => `1000.${String(number).padStart(4, '0')}c0ffee8cb99d12.9be93d4f00d5`,
    number => `hushhush${letters(1000 + number)}quietly`,
    number => `${700_000_000 + number}5317`,
    number => `aGVs${1000 + number}bG8-c2Vj_cmV0`,
    number => `Tr0ub4dor.${1000 + number}.horse`
  ]
  let made = 0
  return () => (kinds[made % kinds.length] as (number: number) => string)(made++)
}

/** Requests with secrets in every possible place and spelling. */
export function plantings (): readonly Planting[] {
  const secret = secretsMaker()
  const all: Planting[] = []
  /** @param make builds the request from one or two new secrets */
  const plant = (what: string, make: (one: string, two: string) => Omit<Planting, 'what' | 'secrets'>): void => {
    const secrets = [secret(), secret()] as const
    const made = make(...secrets)
    const sent = `${made.line}${JSON.stringify(made.headers)}${String(made.body)}`
    all.push({ what, ...made, secrets: secrets.filter(one => sent.includes(one) || sent.includes(encodeURIComponent(one)) || sent.includes(Buffer.from(one).toString('base64'))) })
  }

  const targets = [
    `POST ${UPLOAD}?attachmentUrl=https://e.com/0&`, `GET ${UPLOAD}?fields=id&`, 'POST /oauth/v2/token?grant_type=refresh_token&client_id=a&', 'POST /oauth/v2/token/revoke?',
    `GET /s/b${UPLOAD}?`, 'GET /nothing?', 'GET /_mock/requests?', 'GET /oauth/v2/auth?client_id=a&', 'DELETE /s/b/_mock/nothing?', `DELETE ${UPLOAD}?ids=1&`
  ]
  for (const [at, name] of names.entries()) {
    for (const [index, [how, spell]] of spellings.entries()) {
      const target = targets[(at + index) % targets.length] as string
      plant(`${name} in the query, ${how}: ${target}`, one => ({ line: `${target}${spell(name)}=${one}`, headers: TOKEN }))
    }
    for (const [how, spell] of spellings.slice(0, 12)) {
      const line = at % 2 === 0 ? 'POST /oauth/v2/token' : `POST ${UPLOAD}`
      plant(`${name} in an urlencoded body, ${how}`, one => ({ line, headers: { ...TOKEN, 'content-type': URLENCODED }, body: `grant_type=x&${spell(name)}=${one}` }))
    }
    for (const line of ['POST /oauth/v2/token', `POST ${UPLOAD}`]) {
      plant(`${name} in a form`, one => ({ line, headers: { ...TOKEN, 'content-type': MULTIPART }, body: multipartBody([{ name, content: one }]) }))
    }
    plant(`${name} in a query that was encoded as a whole`, one => ({ line: `POST /oauth/v2/token?${encodeURIComponent(`page=1&${name}=${one}`)}`, headers: {} }))
    plant(`${name} in a path, without a question mark`, one => ({ line: `POST /oauth/v2/token&${name}=${one}`, headers: {} }))
    plant(`${name} in a path, behind a semicolon`, one => ({ line: `POST /crm/v8/Leads;${name}=${one}/1/Attachments`, headers: TOKEN }))
    plant(`${name} in the query of a link`, (one, two) => ({ line: `POST ${UPLOAD}?attachmentUrl=${encodeURIComponent(`https://e.com/${at}?page=1&${name}=${one}#${name}=${two}`)}`, headers: TOKEN }))
    plant(`${name} in a Referer`, one => ({ line: 'GET /crm/v8/org', headers: { ...TOKEN, referer: `https://app.example/?${name}=${one}` } }))
    plant(`${name} in a path that cannot be decoded`, one => ({ line: `GET ${at % 2 === 0 ? '' : '/s/b'}/crm/v8/%zz/1/Attachments?${name}=${one}`, headers: TOKEN }))
  }

  for (const name of ['x-auth-token', 'x-zoho-token', 'x-api-key', 'api-key', 'cookie', 'x-csrf-token', 'x-amz-security-token', 'x-forwarded-access-token', 'x-authorization', 'authentication', 'private-token', 'proxy-authorization', 'www-authenticate', 'x-forwarded-client-cert']) {
    for (const line of ['GET /crm/v8/org', 'POST /oauth/v2/token', `POST ${UPLOAD}`]) {
      plant(`the header ${name}: ${line}`, one => ({ line, headers: { ...TOKEN, 'content-type': MULTIPART, [name]: one }, body: `--${BOUNDARY}--\r\n` }))
    }
  }
  for (const [what, make] of Object.entries<(one: string, two: string) => string>({
    'an unknown scheme': (one, two) => `${one} ${two}`,
    'no scheme': one => one,
    'a colon': one => `Zoho-oauthtoken:${one}`,
    quotes: one => `"Zoho-oauthtoken ${one}"`,
    'an equals sign': one => `Zoho-oauthtoken=${one}`,
    'two tokens': (one, two) => `Zoho-oauthtoken ${one} ${two}`,
    'a comma': (one, two) => `Zoho-oauthtoken ${one}, Bearer ${two}`,
    Bearer: one => `Bearer ${one}`,
    Basic: one => `Basic ${Buffer.from(one).toString('base64')}`,
    Digest: (one, two) => `Digest username="${one}", response="${two}"`,
    AWS: (one, two) => `AWS4-HMAC-SHA256 Credential=${one}, Signature=${two}`,
    'a doubled name': one => `Authorization: Zoho-oauthtoken ${one}`
  })) {
    for (const line of ['GET /crm/v8/org', `POST /s/b${UPLOAD}?attachmentUrl=https://e.com`, 'POST /oauth/v2/token', 'GET /_mock/nothing']) {
      plant(`Authorization with ${what}: ${line}`, (one, two) => ({ line, headers: { authorization: make(one, two) } }))
    }
  }
  for (const [name, make] of Object.entries<(one: string) => string>({
    'content-type': one => `text/plain; token=${one}`,
    'user-agent': one => `Crawler (+https://e.com/?token=${one})`,
    'x-forwarded-host': one => `user:${one}@mock.test`,
    origin: one => `https://user:${one}@app.example`,
    'x-requested-with': one => `Bearer ${one}`
  })) {
    plant(`inside the header ${name}`, one => ({ line: `POST ${UPLOAD}`, headers: { ...TOKEN, [name]: make(one) }, body: 'x' }))
  }

  for (const link of ['https://user:{}@e.com/', 'https://{}@e.com/', 'user:{}@e.com', '"https://e.com/?token={}"', '/relative?token={}', 'ftp://user:{}@e.com/', 'data:text/plain;base64,{}', 'https://e.com:{}/', 'https//e.com/?a=b&token={}', 'https://e.com/#access_token={}']) {
    plant(`a link in a form: ${link}`, one => ({ line: `POST ${UPLOAD}`, headers: { ...TOKEN, 'content-type': MULTIPART }, body: multipartBody([{ name: 'attachmentUrl', content: link.replace('{}', one) }]) }))
    plant(`a link beside a file: ${link}`, one => ({ line: `POST ${UPLOAD}`, headers: { ...TOKEN, 'content-type': MULTIPART }, body: multipartBody([{ name: 'file', filename: 'a.txt', content: 'a' }, { name: 'attachmentUrl', content: link.replace('{}', one) }]) }))
    plant(`a link in a body: ${link}`, one => ({ line: `POST ${UPLOAD}`, headers: { ...TOKEN, 'content-type': URLENCODED }, body: `attachmentUrl=${encodeURIComponent(link.replace('{}', one))}` }))
    plant(`a redirect_uri: ${link}`, one => ({ line: `GET /oauth/v2/auth?client_id=a&response_type=code&scope=ZohoCRM.modules.ALL&redirect_uri=${encodeURIComponent(link.replace('{}', one))}`, headers: {} }))
  }

  for (const sandbox of ['', '/s/b']) {
    plant(`a token of the control API${sandbox}`, one => ({ line: `DELETE ${sandbox}/_mock/tokens/${one}`, headers: {} }))
    plant(`a token in a search of the control API${sandbox}`, one => ({ line: `GET ${sandbox}/_mock/requests?token=${one}`, headers: {} }))
    plant(`a method that a token's URL does not have${sandbox}`, one => ({ line: `PATCH ${sandbox}/_mock/tokens/${one}`, headers: {} }))
  }
  for (const [what, body] of [['JSON', '{"client_secret":"{}"}'], ['a value', '{}'], ['no equals sign', 'client_secret:{}'], ['lines', 'client_secret:{}\nb:c']] as const) {
    plant(`an urlencoded body that is ${what}`, one => ({ line: `POST ${UPLOAD}`, headers: { ...TOKEN, 'content-type': URLENCODED }, body: body.replace('{}', what === 'a value' ? `1000.${one}` : one) }))
    plant(`an urlencoded body for the token endpoint that is ${what}`, one => ({ line: 'POST /oauth/v2/token?client_id=a', headers: { 'content-type': URLENCODED }, body: body.replace('{}', what === 'a value' ? `1000.${one}` : one) }))
    plant(`a text that is ${what}`, one => ({ line: `POST ${UPLOAD}`, headers: { ...TOKEN, 'content-type': 'text/plain' }, body: body.replace('{}', one) }))
  }
  for (const name of ['file', 'other']) {
    for (const filename of ['https://e.com/?token={}', 'client_secret={}', 'Bearer {}.txt']) {
      plant(`the name of a file: ${filename}`, one => ({ line: `POST ${UPLOAD}`, headers: { ...TOKEN, 'content-type': MULTIPART }, body: multipartBody([{ name, filename: filename.replace('{}', one), content: '' }]) }))
    }
  }
  plant('grant_type with more than a grant type', one => ({ line: `POST /oauth/v2/token?client_id=a&grant_type=${encodeURIComponent(`refresh_token&client_secret=${one}`)}`, headers: {} }))
  plant('client_id with more than an id', one => ({ line: `POST /oauth/v2/token?client_id=${encodeURIComponent(`a;client_secret=${one}`)}`, headers: {} }))
  plant('a title with a URL', one => ({ line: `POST ${UPLOAD}?attachmentUrl=https://e.com/t&title=${encodeURIComponent(`see https://e.com/?code=${one}`)}`, headers: TOKEN }))
  plant('page', one => ({ line: `GET ${UPLOAD}?fields=id&page=${encodeURIComponent(`1&code=${one}`)}`, headers: TOKEN }))
  plant('a refresh token and a code that are used', (one, two) => ({ line: 'POST /oauth/v2/token', headers: { 'content-type': URLENCODED }, body: `client_id=a&client_secret=${two}&grant_type=refresh_token&refresh_token=${one}` }))
  return all
}

/** Bytes that are not an HTTP request, with secrets. */
export function brokenRequests (): ReadonlyArray<readonly [bytes: string, secret: string]> {
  return [
    ['GARBAGE nohttp4711secret8\r\n\r\n', 'nohttp4711secret8'],
    ['GET / HTTP/1.1\r\nhost: a\r\nauthorization Zoho-oauthtoken nocolon4711secret8\r\n\r\n', 'nocolon4711secret8'],
    ['GET /?client_secret=twospaces4711secret8  HTTP/1.1 x\r\n\r\n', 'twospaces4711secret8'],
    [`GET / HTTP/1.1\r\nhost: a\r\ncookie: ${'long4711secret8'.repeat(2000)}\r\n\r\n`, 'long4711secret8'],
    ['POST /oauth/v2/token HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nclient_secret=badchunk4711secret8\r\n', 'badchunk4711secret8']
  ]
}
