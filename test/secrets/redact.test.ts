import t from 'tap'
import { maskToken, describeToken, tailOf, describeScheme, redactField, redactHeader, redactName, redactSegment, redactText, redactUrl } from '../../src/secrets/redact.js'

t.test('the last four characters of a token are shown if it has at least twelve', async t => {
  t.equal(tailOf('1000.abcdefg'), 'defg')
  t.equal(tailOf('1000.abcdef'), undefined)
  t.equal(maskToken('1000.abcdefg'), '[redacted, ends in defg]')
  t.equal(maskToken('1000.all'), '[redacted]')
  t.equal(describeToken('grant code', '1000.abcdefg'), 'the grant code that ends in "defg"')
  t.equal(describeToken('token', ''), 'the token that was sent')
})

const urls: ReadonlyArray<readonly [what: string, url: string, shown: string]> = [
  ['a normal URL', '/crm/v8/Leads/1/Attachments', '/crm/v8/Leads/1/Attachments'],
  ['harmless parameters', '/s/w-3f2a9c1b44/crm/v8/Leads/1/Attachments?fields=id,%24file_id&page=1&per_page=200&sort_by=id&', '/s/w-3f2a9c1b44/crm/v8/Leads/1/Attachments?fields=id,%24file_id&page=1&per_page=200&sort_by=id&'],
  ['other parameters', '/x?client_secret=abc&b=c&Code=e&flag', '/x?client_secret=[redacted]&b=[redacted]&Code=[redacted]&flag'],
  ['values that can hardly be a secret', '/x?notify=true&b=12&c=&d=1234', '/x?notify=true&b=12&c=&d=[redacted]'],
  ['encoded names', '/x?client%5Fsecret=a1&client%255fsecret=a2&%63ode=a3&f%69elds=id', '/x?client%5Fsecret=[redacted]&client%255fsecret=[redacted]&%63ode=[redacted]&f%69elds=id'],
  ['odd beginnings of names', '/x?;client_secret=a&+client_secret=b&%20code=c&;fields=id&=d', '/x?;client_secret=[redacted]&+client_secret=[redacted]&%20code=[redacted]&;fields=id&=[redacted]'],
  ['a query that was encoded as a whole', '/x?page%3D1%26code%3Dabc&a%3Db=c', '/x?page=1&code=[redacted]&a=[redacted]=[redacted]'],
  ['a token that stands alone', '/x?1000.abc123def&sekret4711abc', '/x?[redacted]&[redacted]'],
  ['a parameter with an invalid name', '/x?{"client_secret":"a"}=', '/x?[redacted]='],
  ['a token under a harmless name', '/x?ids=1000.0123456789.0123456789&scope=a/b&fields=%2%35', '/x?ids=[redacted]&scope=[redacted]&fields=[redacted]'],
  ['a link with a query of its own', '/x?attachmentUrl=https%3A%2F%2Fu%3Ap%40e.com%2Fa%3Ftoken%3Dabc%26page%3D1', '/x?attachmentUrl=https://[redacted]@e.com/a?token=[redacted]&page=1'],
  ['a link as it was sent', '/x?attachmentUrl=https%3A%2F%2Fe.com%2Fa%20b&title=A+title', '/x?attachmentUrl=https%3A%2F%2Fe.com%2Fa%20b&title=A+title'],
  ['parameters in the path', '/oauth/v2/token&code=abc/def/ghi', '/oauth/v2/token&code=[redacted]'],
  ['an encoded question mark', '/oauth/v2/token%3Fcode%3Dabc', '/oauth/v2/token?code=[redacted]'],
  ['parameters of a path', '/crm/v8/Leads;sid=abcd/1/Attachments', '/crm/v8/Leads;sid=[redacted]'],
  ['parameters of a path, hidden well', '/crm/v8/Leads%%33%42sid%%33%44abcd/1', '/crm/v8/Leads;sid=[redacted]/1'],
  ['a token in the path', '/oauth/v2/token/1000.abc/8cb99d12be93/4150868000005277036', '/oauth/v2/token/[redacted]/[redacted]/4150868000005277036'],
  ['a token of the control API', '/s/a/_mock/tokens/1000.abc%64efg?x=abcd', '/s/a/_mock/tokens/[redacted, ends in defg]?x=[redacted]'],
  ['a short token of the control API', '/_mock/tokens/1000.all', '/_mock/tokens/[redacted]'],
  ['everything in the place of a token', '/_mock/tokens/abcdef/gh;jk=lmno', '/_mock/tokens/[redacted, ends in lmno]'],
  ['an operation on tokens of the control API', '/_mock/tokens/expire', '/_mock/tokens/expire'],
  ['an absolute URL', 'http://user:pass@e.com:80/a#code=abc', 'http://[redacted]@e.com:80/a#code=[redacted]'],
  ['a password in the place of a port', 'http://e.com:hush/', 'http://[redacted]/'],
  ['an address', 'http://[::1]:80/', 'http://[::1]:80/'],
  ['an invalid host', 'http://e.com&code=abc/', 'http://[redacted]/'],
  ['not a URL', 'localhost:4150/a\\b', 'localhost:4150/a\\b'],
  ['a data URL', 'data:text/plain;base64,c2Vj', '[redacted]/plain;[redacted]']
]

t.test('a URL is shown without its secrets', async t => {
  for (const [what, url, shown] of urls) t.equal(redactUrl(url), shown, what)
})

t.test('a text is shown without its secrets', async t => {
  for (const [text, shown] of [
    ['Quote 2024 (final), 3f2a9c1b.pdf', 'Quote 2024 (final), 3f2a9c1b.pdf'],
    ['100%.txt', '100%.txt'],
    ['see https://e.com/a?token=abcd for more', 'see https://e.com/a?token=[redacted] for more'],
    ['client_secret = "abcd", page=1', 'client_secret = [redacted], page=1'],
    ["client%5Fsecret='abcd", 'client_secret=[redacted]'],
    ['{"client_secret": "abcd", "1000.abc12345": 1}', '{"client_secret": [redacted], "[redacted]": [redacted]}'],
    ['1000.0123456789abcdef.0123456789abcdef', '[redacted]'],
    ['eyJhbGciOi.eyJzdWIi.c2ln', '[redacted]'],
    ['Authorization: Bearer abcdefgh', 'Authorization: Bearer [redacted]']
  ] as const) t.equal(redactText(text), shown)
})

t.test('a long text is redacted in a short time', async t => {
  const start = process.cpuUsage().user
  for (const part of ['x', 'a.', 'eyJ-', '%25', '"a', 'a =', 'a:/', ' ', '1000.abcdef', 'bearer ', '%2', 'a;', '=']) {
    const text = part.repeat(16 * 1024 / part.length)
    redactText(text)
    redactUrl(`/${text}`)
    redactUrl(`/?${text}`)
    redactField('title', text)
  }
  t.ok(process.cpuUsage().user - start < 5_000_000, `${process.cpuUsage().user - start} µs of CPU time for 52 texts of 16 KiB`)
})

t.test('a header is shown if headers of its name have no credentials', async t => {
  for (const [name, value, shown] of [
    ['authorization', 'Zoho-oauthtoken 1000.abcdefg', 'Zoho-oauthtoken [redacted, ends in defg]'],
    ['authorization', 'bearer  1000.abc', 'bearer [redacted]'],
    ['authorization', 'Basic dXNlcjpwYXNzd29yZA==', 'Basic [redacted]'],
    ['authorization', 'Digest username="a", response="b"', 'Digest [redacted]'],
    ['authorization', 'Zoho-oauthtoken 1000.abcdefg 1000.abcdefg', 'Zoho-oauthtoken [redacted]'],
    ['authorization', 'Bearer', 'Bearer'],
    ['authorization', '1000.abcdefg', '[redacted]'],
    ['authorization', 'Zoho-oauthtoken:1000.abcdefg x', '[redacted]'],
    ['proxy-authorization', 'abcdefghijklmn', '[redacted]'],
    ['cookie', 'a=b', '[redacted]'],
    ['x-anything', 'abcd', '[redacted]'],
    ['x-anything', '1', '1'],
    ['accept', 'text/html;q=0.9, */*', 'text/html;q=0.9, */*'],
    ['content-type', 'multipart/form-data; boundary=----WebKitFormBoundaryx7MA4YWxkTrZu0gW; token=abcd', 'multipart/form-data; boundary=----WebKitFormBoundaryx7MA4YWxkTrZu0gW; token=[redacted]'],
    ['user-agent', 'Mozilla/5.0 (+https://e.com/?key=abcd) client%5Fsecret=abcd', 'Mozilla/5.0 (+https://e.com/?key=[redacted] client_secret=[redacted]'],
    ['referer', 'https://app.example/callback?code=abcd&location=us', 'https://app.example/callback?code=[redacted]&location=us'],
    ['host', 'user:pass@mock.test:4150', '[redacted]@mock.test:4150'],
    ['host', 'a b', '[redacted]']
  ] as const) t.equal(redactHeader(name, value), shown, `${name}: ${value}`)
})

t.test('a field is shown if fields of its name have no secrets', async t => {
  t.equal(redactField('refresh_token', 'abcd'), '[redacted]')
  t.equal(redactField('title', 'A title'), 'A title')
  t.equal(redactField(' Title ', 'A title'), 'A title')
  t.equal(redactField('redirect_uri', 'https://app.example/cb?state=abcd'), 'https://app.example/cb?state=[redacted]')
  t.equal(redactField('accounts-server', 'https://e.com'), 'https://e.com')
})

t.test('a name is shown if it does not look like a secret', async t => {
  for (const name of ['attachment', 'file2', 'Title of it', 'fields[0]', 'título', '值\r\n', 'x-api-key', 'client%5Fsecret']) t.equal(redactName(name), name)
  for (const name of ['1000.abcdef', 'a1b2c3d4e5', '{"a":1}', 'client_secret:x', 'x'.repeat(65), 'a=b']) t.equal(redactName(name), '[redacted]', name)
  t.equal(redactName('flag', ''), 'flag')
  t.equal(redactName('Fields', ''), 'Fields')
  t.equal(redactName('file2', ''), '[redacted]', 'a name without a value may be a secret')
})

t.test('a path segment is shown if it does not look like a token', async t => {
  for (const word of ['Leads', 'Price_Books', 'zcrm_4150868000005277036', '4150868000005277036', 'Appointments__s', '{record}', 'v2.1', 'a%20b']) t.equal(redactSegment(word), word)
  for (const word of ['1000.all', '8cb99d12be93', '%zz']) t.equal(redactSegment(word), '[redacted]', word)
})

t.test('an authorization scheme is quoted if it is a known one', async t => {
  t.equal(describeScheme('Bearer'), 'scheme "Bearer"')
  t.equal(describeScheme('abcdefgh'), 'an unknown scheme')
})
