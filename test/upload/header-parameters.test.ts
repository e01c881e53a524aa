import t from 'tap'
import { parseParameters, textParameter } from '../../src/upload/header-parameters.js'
import { readPartHeaders } from '../../src/upload/part-headers.js'

const latin1 = (text: string): string => Buffer.from(text).toString('latin1')

t.test('a parameter is decoded from every spelling that clients use', async t => {
  const rows: ReadonlyArray<readonly [header: string, name: string | undefined]> = [
    ['form-data; name="file"', undefined],
    ['form-data; filename="a.txt"', 'a.txt'],
    ['form-data;name="file";filename="a.txt"', 'a.txt'],
    ['form-data; filename=a.txt; x=y', 'a.txt'],
    ['form-data; FileName = "a.txt"', 'a.txt'],
    ['form-data; filename="a.txt"; filename="b.txt"', 'a.txt'],
    ['form-data; filename=""', ''],
    ['form-data; filename="a; filename=b.txt"', 'a; filename=b.txt'],
    ['form-data; filename="say \\"hi\\".txt"', 'say "hi".txt'],
    ['form-data; filename="C:\\dir\\a.txt"', 'C:\\dir\\a.txt'],
    ['form-data; filename="%22a%22.txt"', '%22a%22.txt'],
    ['form-data; filename="not closed', '"not closed'],
    [latin1('form-data; filename="résumé 履歴書.pdf"'), 'résumé 履歴書.pdf'],
    ['form-data; filename="na?ve.txt"; filename*=UTF-8\'\'na%C3%AFve.txt', 'naïve.txt'],
    ['form-data; filename="=?utf-8?B?bmHDr3ZlLnR4dA==?="; filename*=utf-8\'\'na%C3%AFve.txt', 'naïve.txt'],
    ['form-data; filename*=UTF-8\'\'na%C3%AFve.txt; filename="plain.txt"', 'naïve.txt'],
    ['form-data; filename*="UTF-8\'\'na%C3%AFve.txt"; filename=plain.txt', 'naïve.txt'],
    ['form-data; filename*=utf-8\'en\'na%c3%afve.txt', 'naïve.txt'],
    ['form-data; filename*=iso-8859-1\'\'na%EFve.txt', 'naïve.txt'],
    ['form-data; filename*=\'\'na%C3%AFve.txt', 'naïve.txt'],
    ['form-data; filename*=klingon\'\'x.txt; filename="plain.txt"', 'plain.txt'],
    ['form-data; filename*=no-quotes.txt; filename="plain.txt"', 'plain.txt'],
    ['form-data; filename*=UTF-8\'\'100%.txt', '100%.txt'],
    ['form-data; filename*0="na"; filename*1="ive.txt"', 'naive.txt'],
    ['form-data; filename*0*=UTF-8\'\'na%C3; filename*1*=%AFve; filename*2=".txt"', 'naïve.txt'],
    ['form-data; filename*0*=na%C3%AFve; filename*1=".txt"; filename=plain.txt', 'naïve.txt'],
    ['form-data; filename*1="without the first"; filename=plain.txt', 'plain.txt']
  ]
  for (const [header, expected] of rows) t.equal(textParameter(parseParameters(header).parameters, 'filename'), expected, header)
})

t.test('a hostile header is parsed in a short time', async t => {
  const start = process.hrtime.bigint()
  for (const piece of ['"\\', ';a="', ';=', '; a', ';a="\\"', ' ', '%', '\'']) parseParameters(`form-data${piece.repeat(16_000)}`)
  t.ok(process.hrtime.bigint() - start < 2_000_000_000n)
})

t.test('the headers of a part give its name, filename and type', async t => {
  const read = (...lines: string[]): object => readPartHeaders(lines.join('\r\n'), 3)
  t.match(read('Content-Disposition: form-data; name="file"; filename="dir/a.txt"', 'Content-Type: Text/Plain; charset="ISO-8859-1"', 'Content-Transfer-Encoding: Base64'),
    { number: 3, name: 'file', filename: 'a.txt', type: 'text/plain', charset: 'iso-8859-1', transferEncoding: 'base64', unreadable: undefined })
  t.match(read('content-disposition:form-data;', '\tname=file', 'X-Other: 1'), { name: 'file', filename: undefined, type: undefined, unreadable: undefined }, 'a folded line continues the line before')
  t.match(read('Content-Disposition: form-data; name="a"', 'Content-Disposition: form-data; name="b"'), { name: 'a' }, 'the first of several counts')
  for (const path of ['..', '.', '/x/..', 'a/b/']) t.match(read(`Content-Disposition: form-data; name="file"; filename="${path}"`), { filename: '' }, path)
})
