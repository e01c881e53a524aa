import { readdirSync, readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { listening } from '../helpers/server.js'
import { openConnection, type Connection, type RawReply } from './replay-socket.js'
import { readScript, render, type Exchange } from './replay-script.js'

const FOLDER = new URL('../../fixtures/wire/', import.meta.url)
const TIME = /^\d{4}-\d\d-\d\dT[\d:]{8}[+-]\d\d:\d\d$/

/** What a client has received so far. */
interface Session {
  readonly url: string
  /** The values of names in braces: the host, a token, ids. */
  readonly values: Map<string, string>
  /** The files that it uploaded, by the names of their ids. */
  readonly files: Map<string, { readonly name: string, readonly bytes: Buffer }>
}

for (const file of readdirSync(FOLDER)) {
  t.test(`a client that sends the bytes of ${file} gets the responses that it needs`, async t => {
    const { app, url, port } = await listening(t)
    // Loads the control API beforehand: from its source that takes long, and the clients would wait for it.
    await app.inject('/_mock/')
    const session: Session = { url, values: new Map([['host', new URL(url).host], ['token', '1000.all']]), files: new Map() }
    let connection: Connection | undefined
    for (const exchange of readScript(readFileSync(new URL(file, FOLDER), 'utf8'))) {
      const { name, answer: { status, kind, text } } = exchange
      await t.test(`${name}: ${kind}${text === '' ? '' : ` ${text}`}`, async t => {
        connection ??= await openConnection(t.parent as Test, port)
        const { pieces, content, closes } = render(exchange, session.values)
        const reply = await send(connection, pieces)
        t.equal(reply.status, status)
        await check(t, exchange, reply, content, session)
        if (closes) {
          await connection.ended()
          connection = undefined
        }
      })
    }
  })
}

/** Sends a request as its client does, waiting for each `100 Continue`. */
async function send (connection: Connection, [head, ...rest]: readonly Buffer[]): Promise<RawReply> {
  connection.write(head as Buffer)
  for (const piece of rest) {
    const { status } = await connection.read()
    if (status !== 100) throw new Error(`expected 100 Continue, got ${status}`)
    connection.write(piece)
  }
  return connection.read()
}

/** Checks that a client can read a response, and that it is the expected one. */
async function check (t: Test, { answer: { kind, text } }: Exchange, reply: RawReply, content: Buffer | undefined, session: Session): Promise<void> {
  const { url, values, files } = session
  // SDKs choose their parser by Content-Type; without it, or with any type but these two, they throw (PHP 6.0).
  t.equal(onlyValue(reply, 'content-type'), kind === 'sent' ? 'application/x-download' : 'application/json;charset=UTF-8')
  // Never compressed: PHP's SDK and curl cannot read a compression that they did not ask for.
  t.equal(onlyValue(reply, 'content-encoding'), undefined)
  const [what = '', , name = ''] = kind.split(' ')
  const listed = text === '' ? [] : text.split(', ')

  if (what === 'sent') {
    const sent = files.get(text)
    t.ok(sent?.bytes.equals(reply.body), 'the bytes are those that it uploaded')
    // SDKs take as the name what follows the last `'`; those for Java and Ruby, what follows the last `=`.
    const [, encoded = ''] = /^attachment;filename\*=UTF-8''([\w.%-]+)$/.exec(onlyValue(reply, 'content-disposition') ?? '') ?? []
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
      // The SDKs for Python, Java and Ruby need `expires_in`, and read it as milliseconds if there is an `expires_in_sec`.
      // All of Zoho's SDKs send their next requests to `api_domain`.
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
      // Inside `data` it would count as a success, and Java's SDK throws if `details` is an array.
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
      t.ok(listed.every(name => body.data.some(({ details }) => details.id === values.get(name))), 'each id has a row')
      return
    case 'wrote':
      for (const [index, name] of kind.replace(/^wrote /, '').split(', ').entries()) {
        const { details, ...row } = body.data[index] as Row
        t.match(row, { code: 'SUCCESS', status: 'success' })
        // The SDKs read both as dates, of which Java's cannot parse one without its `T`.
        t.match(details, { id: values.get(name) ?? /^\d{19}$/, Created_Time: TIME, Modified_Time: TIME, Created_By: { id: /^\d+$/ }, Modified_By: { id: /^\d+$/ } })
        values.set(name, details.id)
      }
      return
    case 'found':
      t.strictSame(body.data.map(({ id }) => id), listed.map(name => values.get(name)))
      if (listed.includes('lead')) t.match(body.data.find(({ id }) => id === values.get('lead')), { Last_Name: 'Boyle & Söhne', Email: 'boyle@example.com' })
      return
    case 'removed':
      t.match(body.data, listed.map(name => ({ code: 'SUCCESS', status: 'success', details: { id: values.get(name) ?? name } })))
      return
    default: {
      const [{ details, ...row }] = body.data as [Row]
      t.match(row, { code: 'SUCCESS', status: 'success' })
      // As JSON numbers, ids of this length would lose digits. Java's SDK cannot parse a date without its `T`.
      t.match(details, { id: /^\d{19}$/, Created_Time: TIME, Created_By: { id: /^\d+$/, name: /./ } })
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

/** The properties of all kinds of responses; each has some of them. */
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

/** The value of a header that must not occur twice. */
function onlyValue ({ fields }: RawReply, wanted: string): string | undefined {
  const values = fields.filter(([name]) => name === wanted).map(([, value]) => value)
  if (values.length > 1) throw new Error(`expected one ${wanted}, got ${values.join(' and ')}`)
  return values[0]
}
