import { readdirSync, readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { listening } from '../helpers/server.js'
import { openLine, type Line, type RawReply } from './replay-socket.js'
import { readScript, render, type Exchange } from './replay-script.js'

const FOLDER = new URL('../../fixtures/wire/', import.meta.url)

/** What a client has of the double so far. */
interface Session {
  readonly url: string
  /** What stands for a name in braces: a token, ids. */
  readonly values: Map<string, string>
  /** The files that it sent, by the names of their ids. */
  readonly files: Map<string, { readonly name: string, readonly bytes: Buffer }>
}

for (const file of readdirSync(FOLDER)) {
  t.test(`the bytes of ${file}`, async t => {
    const { app, url, port } = await listening(t)
    // From its source the control API takes long to load, and while it does a client waits.
    await app.inject('/_mock/')
    const session: Session = { url, values: new Map([['host', new URL(url).host], ['token', '1000.all']]), files: new Map() }
    let line: Line | undefined
    for (const exchange of readScript(readFileSync(new URL(file, FOLDER), 'utf8'))) {
      const { name, answer: { status, kind, text } } = exchange
      await t.test(`${name}: ${kind}${text === '' ? '' : ` ${text}`}`, async t => {
        line ??= await openLine(t.parent as Test, port)
        const { pieces, content, closes } = render(exchange, session.values)
        const reply = await send(line, pieces)
        t.equal(reply.status, status)
        await check(t, exchange, reply, content, session)
        if (closes) {
          await line.ended()
          line = undefined
        }
      })
    }
  })
}

/** Sends a request as its client does, which waits for each `100 Continue`. */
async function send (line: Line, [head, ...rest]: readonly Buffer[]): Promise<RawReply> {
  line.write(head as Buffer)
  for (const piece of rest) {
    const { status } = await line.read()
    if (status !== 100) throw new Error(`expected 100 Continue, got ${status}`)
    line.write(piece)
  }
  return line.read()
}

/** Checks that a client can read an answer, and that it is the right one. */
async function check (t: Test, { answer: { kind, text } }: Exchange, reply: RawReply, content: Buffer | undefined, session: Session): Promise<void> {
  const { url, values, files } = session
  // Content-Type decides which parser of an SDK reads the answer: one without throws (PHP 6.0), any other type but these two too.
  t.equal(one(reply, 'content-type'), kind === 'sent' ? 'application/x-download' : 'application/json;charset=UTF-8')
  // Compressed for nobody: PHP's SDK and curl cannot read what they did not ask for.
  t.equal(one(reply, 'content-encoding'), undefined)
  const [what = '', , name = ''] = kind.split(' ')
  const listed = text === '' ? [] : text.split(', ')

  if (what === 'sent') {
    const sent = files.get(text)
    t.ok(sent?.bytes.equals(reply.body), 'the bytes are those that it sent')
    // SDKs take for the name what follows the last `'`, Java's and Ruby's what follows the last `=`.
    const [, encoded = ''] = /^attachment;filename\*=UTF-8''([\w.%-]+)$/.exec(one(reply, 'content-disposition') ?? '') ?? []
    t.equal(decodeURIComponent(encoded), sent?.name)
    return
  }
  if (what === 'nothing') {
    t.equal(reply.body.length, 0)
    return
  }
  const body = JSON.parse(reply.body.toString()) as Body
  switch (what) {
    case 'token':
      // Python, Java and Ruby need `expires_in`, and take it for milliseconds beside an `expires_in_sec`. With another
      // `api_domain` all of Zoho's SDKs leave for it.
      t.match(body, { access_token: /^1000\./, expires_in: 3600, api_domain: url })
      t.notOk('expires_in_sec' in body)
      values.set('token', body.access_token)
      return
    case 'users':
      t.match(body, { users: [{ email: /@/ }] })
      return
    case 'org':
      t.match(body, { org: [{ zgid: /^\d+$/ }] })
      return
    case 'refused':
      // Inside `data` it would be a success, and Java's SDK throws where `details` is an array.
      t.match(body, { code: text, details: {}, message: /./, status: 'error', data: undefined })
      t.notOk(Array.isArray(body.details))
      return
    case 'listed':
      t.strictSame(body.data.map(({ id }) => id), listed.map(name => values.get(name)))
      for (const { Size } of body.data) t.match(Size, /^\d+$/, 'a string of digits')
      t.match(body, { info: { more_records: false } })
      return
    case 'deleted':
      for (const { code, details, status } of body.data) {
        const deleted = listed.some(name => values.get(name) === details.id)
        t.strictSame({ code, status }, deleted ? { code: 'SUCCESS', status: 'success' } : { code: 'INVALID_DATA', status: 'error' }, details.id)
      }
      t.ok(listed.every(name => body.data.some(({ details }) => details.id === values.get(name))), 'each has its row')
      return
    default: {
      const [{ details, ...row }] = body.data as [Row]
      t.match(row, { code: 'SUCCESS', status: 'success' })
      // As JSON numbers ids of this length lose digits; without its `T` Java's SDK cannot read a date.
      t.match(details, { id: /^\d{19}$/, Created_Time: /^\d{4}-\d\d-\d\dT[\d:]{8}[+-]\d\d:\d\d$/, Created_By: { id: /^\d+$/, name: /./ } })
      values.set(name, details.id)
      const stored = await (await fetch(`${url}/_mock/attachments/${details.id}`)).json()
      if (content === undefined) {
        const [link, title = link] = text.split(' titled ')
        t.match(stored, { kind: 'link', link, name: title })
        return
      }
      t.match(stored, { kind: 'file', name: text, size: content.length })
      files.set(name, { name: text, bytes: content })
    }
  }
}

/** Of whatever answer: each has some of these. */
interface Body {
  readonly access_token: string
  readonly data: readonly Row[]
  readonly details: unknown
}

interface Row {
  readonly id: string
  readonly Size: string
  readonly code: string
  readonly status: string
  readonly details: { readonly id: string }
}

/** A header that may come once only. */
function one ({ fields }: RawReply, wanted: string): string | undefined {
  const values = fields.filter(([name]) => name === wanted).map(([, value]) => value)
  if (values.length > 1) throw new Error(`expected one ${wanted}, got ${values.join(' and ')}`)
  return values[0]
}
