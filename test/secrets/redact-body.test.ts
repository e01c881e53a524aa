import t from 'tap'
import { redactBody } from '../../src/secrets/redact-body.js'
import { redactAnswer, redactSentJson } from '../../src/secrets/redact-json.js'
import { redactAnswerHeader } from '../../src/secrets/redact.js'

const FORM = 'multipart/form-data; boundary=b'
const URLENCODED = 'application/x-www-form-urlencoded'

const bodies: ReadonlyArray<readonly [what: string, type: string, body: string, shown: string, isCut?: boolean]> = [
  ['an urlencoded body', URLENCODED, 'grant_type=x&client_secret=hush&page=2', 'grant_type=x&client_secret=[redacted]&page=2'],
  ['JSON that says it is urlencoded', URLENCODED, '{"client_secret":"hush"}', '{"client_secret":"[redacted]"}'],
  ['a token in the place of a body', URLENCODED, '1000.abcdef123456.abcdef', '[redacted]'],
  ['JSON', 'application/json; charset=utf-8', '{"scope":"a.b","code":"hush","n":[1,12345,true,null,"hush"]}', '{"scope":"a.b","code":"[redacted]","n":[1,[redacted],true,null,"[redacted]"]}'],
  ['a text with names', 'text/plain', 'title: A title\r\nclient_secret: hush\npassword=hush\n\n---\n7\n', 'title: A title\r\nclient_secret: [redacted]\npassword=[redacted]\n\n---\n7\n'],
  ['a text without names', 'text/plain', 'hush hush', '[redacted]'],
  ['a text without a type', '', 'hush', '[redacted]'],
  ['the text of an object', 'text/plain', '[object FormData]', '[object FormData]'],
  ['the text of an object as a form', FORM, '[object FormData]', '[object FormData]'],
  ['a type that may be a file', 'text/csv', 'a,b', '', true],
  ['bytes', URLENCODED, 'PK\u0003\u0004', '', true],
  ['a form', FORM, '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nA title\r\n--b\r\nContent-Disposition: form-data; name="token"\r\n\r\nhush\r\n--b--\r\n', '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nA title\r\n--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n[redacted]\r\n--b--\r\n'],
  ['a form with a file', FORM, '--b\r\nX-Key: hush\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ncontent\r\n--b--\r\n', '--b\r\nX-Key: [redacted]\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n', true],
  ['a form with a part of another type', FORM, '--b\nContent-Disposition: form-data; name="x"\nContent-Type: application/json\n\n{"a":1}\n--b--', '--b\nContent-Disposition: form-data; name="x"\nContent-Type: application/json\n\n', true],
  ['a form with a part without a name', FORM, '--b\nContent-Type: text/plain\n\nhush\n--b--', '--b\nContent-Type: text/plain\n\n', true],
  ['a form without an empty line', FORM, '--b\nContent-Disposition: form-data; name="x"\nhush\n--b--', '--b\nContent-Disposition: form-data; name="x"\n', true],
  ['a form that ends in its headers', FORM, '--b\nContent-Disposition: form-data; name="x"\n', '--b\nContent-Disposition: form-data; name="x"\n'],
  ['a form that ends in a text', FORM, '--b\nContent-Disposition: form-data; name="title"\n\nA t', '--b\nContent-Disposition: form-data; name="title"\n\nA t'],
  ['a form that ends behind a text', FORM, '--b\nContent-Disposition: form-data; name=title\n\nA\n--bx\n\n', '--b\nContent-Disposition: form-data; name=title\n\nA\n--bx\n\n', true],
  ['a form of another kind', FORM, 'client_secret=hush', 'client_secret=[redacted]'],
  ['a form of more lines of another kind', FORM, 'hush\nhush', '[redacted]', true],
  ['a form of bytes', FORM, '\u001f\u0008\u0000', '', true]
]

for (const [what, type, body, shown, isCut = false] of bodies) {
  t.test(`of a body only what is harmless is shown: ${what}`, async t => {
    t.strictSame(redactBody(Buffer.from(body), type, true), { text: shown, isCut })
    t.equal(redactBody(Buffer.from(body), type, false).isCut, true)
  })
}

t.test('a character that was cut is left out', async t => {
  t.strictSame(redactBody(Buffer.from('title=ü').subarray(0, -1), URLENCODED, false), { text: 'title=', isCut: true })
})

const texts: ReadonlyArray<readonly [what: string, json: string, shown: string]> = [
  ['nested values have the name of the closest property', '{"fields":["a","b",{"x":"hush","page":"1"}],"y":{"z":["hush"]}}', '{"fields":["a","b",{"x":"[redacted]","page":"1"}],"y":{"z":["[redacted]"]}}'],
  ['the layout stays', '{\n  "page" : 17 ,\n  "code" : "hush"\n}', '{\n  "page" : 17 ,\n  "code" : "[redacted]"\n}'],
  ['a string that was cut', '{"title":"A ti', '{"title":"A ti'],
  ['a secret that was cut', '{"code":"hus', '{"code":"[redacted]"'],
  ['a name that was cut', '{"hush', '{"[redacted]"'],
  ['a name that looks like a token', '{"8cb99d12be93f":1}', '{"[redacted]":1}'],
  ['escapes', '{"title":"\\"\\u00fc","code":"\\q"}', '{"title":"\\"\\u00fc","code":[redacted]}'],
  ['what is no JSON', "{'code': 'hush', code: hush}", '{"[redacted]": [redacted], code: [redacted]}'],
  ['values without a name', '"hush" [1, "hush"]', '"[redacted]" [1, "[redacted]"]'],
  ['too many ends', ']} "hush",', ']} "[redacted]",']
]

for (const [what, json, shown] of texts) {
  t.test(`of JSON that was sent only what is harmless is shown: ${what}`, async t => {
    t.equal(redactSentJson(json), shown)
  })
}

t.test('of an answer tokens are hidden, and what is secret in names and links', async t => {
  t.equal(redactAnswer('{"access_token":"1000.abcdefgh","refresh_token":"short","token_type":"Bearer","expires_in":3600}'), '{"access_token":"[redacted, ends in efgh]","refresh_token":"[redacted]","token_type":"Bearer","expires_in":3600}')
  t.equal(redactAnswer('{"data":[{"File_Name":"code=hush","$link_url":"https://e.com/?token=hush&page=1"}],"info":{"next_page_token":"hush"'), '{"data":[{"File_Name":"code=[redacted]","$link_url":"https://e.com/?token=[redacted]&page=1"}],"info":{"next_page_token":"[redacted]"')
})

t.test('of an answer’s headers the location is shown without its code, and the double’s own words as they are', async t => {
  t.equal(redactAnswerHeader('location', 'https://e.com/cb?code=hush&location=us'), 'https://e.com/cb?code=[redacted]&location=us')
  t.equal(redactAnswerHeader('x-mock-explain', 'expected "Authorization: Zoho-oauthtoken {token}"'), 'expected "Authorization: Zoho-oauthtoken {token}"')
  t.equal(redactAnswerHeader('set-cookie', 'hush'), '[redacted]')
})
