import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parseReply, raw } from '../helpers/raw.js'
import { listening } from '../helpers/server.js'

const FOLDER = new URL('../../fixtures/reports/', import.meta.url)

/** The response to a reported request, and what is stored. */
interface Expected {
  readonly status: number
  readonly rule?: string
  readonly explain?: RegExp
  readonly stored?: object
}

const expected: Readonly<Record<string, Expected>> = {
  '01-nameless-field-and-file': { status: 200, explain: /ignored: part 1 has no name/, stored: { name: 'a.txt', size: 5 } },
  '02-nameless-file-alone': { status: 400, rule: 'upload.nothing', explain: /part 1 has no name/ },
  '04-link-as-json-string-part': { status: 400, rule: 'upload.link-malformed', explain: /without quotes/ },
  '05-link-raw-in-json-typed-part': { status: 200, stored: { link: 'https://www.zoho.com/' } },
  '07-custom-module': { status: 400, rule: 'module.unknown', explain: /seed/ },
  '08-custom-module-of-extension': { status: 400, rule: 'module.unknown', explain: /seed/ },
  '09-no-boundary': { status: 400, rule: 'upload.form-malformed', explain: /no boundary.*leave Content-Type to the client library.*"xYzZY"/ },
  '11-object-formdata': { status: 400, rule: 'upload.form-malformed', explain: /text of an object/ },
  '12-lf-only': { status: 400, rule: 'upload.form-malformed', explain: /LF alone.*expected CRLF/ },
  '14-boundary-without-dashes-in-body': { status: 400, rule: 'upload.form-malformed', explain: /no dashes/ },
  '15-disposition-attachment': { status: 400, rule: 'upload.nothing', explain: /Content-Disposition "attachment", expected form-data/ },
  '16-blank-line-after-boundary': { status: 400, rule: 'upload.nothing', explain: /part 1 has no headers: an empty line/ },
  '18-transport-padding': { status: 200, stored: { name: 'a.txt', size: 5 } },
  '19-filename-and-filename-star-quoted': { status: 200, stored: { name: 'naïve.txt', size: 5 } },
  '20-filename-and-filename-star-dotnet': { status: 200, stored: { name: 'naïve.txt', size: 5 } },
  '21-file-typed-without-filename': { status: 400, rule: 'upload.nothing', explain: /part "file" without a filename/ },
  '22-file-octet-stream-without-filename': { status: 200, stored: { name: 'file', size: 8 } },
  '24-lower-case-path': { status: 404, rule: 'url.related-list-unknown', explain: /"Attachments".*--answers observed/ },
  '25-content-cut-at-boundary-prefix': { status: 400, rule: 'upload.form-malformed', explain: /begins with "--xYzZY" and goes on/ },
  '27-link-with-whitespace': { status: 400, rule: 'upload.link-malformed', explain: /without line ends/ },
  '29-file-in-query': { status: 400, rule: 'upload.nothing', explain: /"file" in the query/ },
  '30-file-urlencoded': { status: 400, rule: 'upload.nothing', explain: /"file" in an urlencoded body/ },
  '32-tls-hello': { status: 400, rule: 'request.malformed', explain: /TLS.*--tls-port/ },
  '33-files-api': { status: 200 }
}

t.test('the requests of public bug reports are accepted or refused with an explanation that names the mistake', async t => {
  const names = readdirSync(FOLDER).map(file => file.replace(/\.http$/, ''))
  t.strictSame(names.sort(), Object.keys(expected).sort())
  const { app, port } = await listening(t)
  for (const name of names) {
    const { status, rule, explain, stored } = expected[name] as Expected
    await app.inject({ method: 'POST', url: '/_mock/reset' })
    const { socket, write, rest } = await raw(t, port)
    await write(readFileSync(new URL(`${name}.http`, FOLDER)))
    const reply = parseReply(await rest())
    socket.destroy()
    t.equal(reply.status, status, name)
    t.equal(reply.headers['x-mock-rule'], rule, name)
    t.match(reply.headers['x-mock-explain'] ?? '', explain ?? '', name)
    const { attachments } = (await app.inject('/_mock/attachments')).json<{ attachments: object[] }>()
    t.match(attachments, stored === undefined ? [] : [stored], name)
    t.equal(attachments.length, stored === undefined ? 0 : 1, name)
  }
})
