import t from 'tap'
import { explainUnmatchedBoundary, explainMissingBoundary, diagnoseBody } from '../../src/upload/diagnose.js'

t.test('a quoted line of a body is shortened', async t => {
  t.match(explainUnmatchedBoundary(Buffer.from(`--${'x'.repeat(200)}\r\n`), 'B'), /^its first line is "--x{78}\.\.\.", but the boundary of the Content-Type is "B"/)
})

t.test('a body that is not a form is recognized by its first bytes', async t => {
  const rows: ReadonlyArray<readonly [body: string, mistake: RegExp]> = [
    ['\x1f\x8b\x08', /gzip/], ['\x28\xb5\x2f\xfd', /zstd/], ['%PDF-1.7', /PDF/], ['\x89PNG\r\n', /PNG/], ['\xff\xd8\xff\xe0', /JPEG/], ['GIF89a', /GIF/], ['PK\x03\x04', /ZIP/],
    ['{"a":1}', /JSON/], ['<a/>', /XML/], ['a=b&c=d', /urlencoded/], ['"[object Object]"', /text of an object/], ['--B\r\nContent-Disposition: form-data', /a multipart form/],
    [Buffer.from('--B\r\nContent-Disposition').toString('base64'), /base64/]
  ]
  for (const [body, mistake] of rows) t.match(diagnoseBody(Buffer.from(body, 'latin1')), mistake, body)
  t.equal(diagnoseBody(Buffer.from('hello')), undefined)
  t.equal(diagnoseBody(Buffer.from('[1]'), 'application/json; charset=UTF-8'), undefined, 'not if its Content-Type says so')
  t.notMatch(explainMissingBoundary(Buffer.from('hello')), /body/)
})
