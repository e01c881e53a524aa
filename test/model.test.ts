import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { multipartBody, MULTIPART } from './helpers/multipart.js'
import { build, listening } from './helpers/server.js'

// For more runs: MODEL_RUNS=2000 npm test -- test/model.test.ts
const numRuns = Number(process.env['MODEL_RUNS'] ?? 60)

/** A model of one record: its attachments, oldest first. */
class Model {
  readonly rows: Array<{ readonly id: string, readonly name: string, readonly link?: string }> = []
  has (id: string): boolean { return this.rows.some(row => row.id === id) }
  hasLink (link: string): boolean { return this.rows.some(row => row.link === link) }
  delete (id: string): void { if (this.has(id)) this.rows.splice(this.rows.findIndex(row => row.id === id), 1) }
  get newestFirst (): string[] { return this.rows.map(({ id }) => id).reverse() }
  /** The id at an index, or an id that does not exist. */
  idAt (place: number): string { return this.rows[place]?.id ?? '4040' }
}

/** A client that works on one record. */
class Client {
  readonly #app: FastifyInstance
  readonly #path: string
  constructor (app: FastifyInstance, record: string) {
    this.#app = app
    this.#path = `/crm/v8/Leads/${record}/Attachments`
  }

  async send (method: 'GET' | 'POST' | 'DELETE', rest: string, form?: { filename?: string, name: string, content: string }): Promise<{ status: number, body: Reply }> {
    const headers = { authorization: 'Zoho-oauthtoken 1000.all', ...form && { 'content-type': MULTIPART } }
    const { statusCode, body, headers: { 'content-type': type } } = await this.#app.inject({ method, url: this.#path + rest, headers, ...form && { payload: multipartBody([form]) } })
    return { status: statusCode, body: body === '' || type === 'application/x-download' ? { data: [], text: body } : JSON.parse(body) as Reply }
  }

  uploadFile (name: string): Promise<{ status: number, body: Reply }> {
    return this.send('POST', '', { name: 'file', filename: name, content: `the bytes of ${name}` })
  }

  uploadLink (link: string): Promise<{ status: number, body: Reply }> {
    return this.send('POST', '', { name: 'attachmentUrl', content: link })
  }

  async reset (): Promise<void> {
    await this.#app.inject({ method: 'POST', url: '/_mock/reset' })
  }

  async page (query: string): Promise<Page> {
    const { status, body: { data, info } } = await this.send('GET', `?fields=id,File_Name&${query}`)
    if (status !== 200 && status !== 204) throw new Error(`a list was answered ${status}`)
    return { ids: data.map(({ id }) => id as string), token: info?.next_page_token ?? undefined, back: info?.previous_page_token ?? undefined }
  }
}

interface Row { readonly id?: string, readonly code?: string, readonly details?: { readonly id: string } }
interface Reply { readonly data: readonly Row[], readonly info?: { readonly next_page_token?: string | null, readonly previous_page_token?: string | null }, readonly code?: string, readonly text?: string }
interface Page { readonly ids: readonly string[], readonly token: string | undefined, readonly back: string | undefined }

type Command = fc.AsyncCommand<Model, Client>

function check (isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what)
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean => JSON.stringify(a) === JSON.stringify(b)
const always = { check: () => true }

const uploadFile = (name: string): Command => ({
  ...always,
  toString: () => `upload ${name}`,
  async run (model, client) {
    const { status, body } = await client.uploadFile(name)
    check(status === 200, 'an upload succeeds')
    model.rows.push({ id: body.data[0]?.details?.id as string, name })
  }
})

const uploadLink = (link: string): Command => ({
  ...always,
  toString: () => `upload ${link}`,
  async run (model, client) {
    const { status, body } = await client.uploadLink(link)
    check(status === (model.hasLink(link) ? 400 : 200), 'a link is accepted once')
    if (status === 200) model.rows.push({ id: body.data[0]?.details?.id as string, name: link, link })
  }
})

const deleteOne = (place: number): Command => ({
  ...always,
  toString: () => `delete the attachment at ${place}`,
  async run (model, client) {
    const id = model.idAt(place)
    check((await client.send('DELETE', `/${id}`)).status === (model.has(id) ? 200 : 400), 'an existing attachment can be deleted')
    model.delete(id)
  }
})

const deleteMany = (places: readonly number[]): Command => ({
  ...always,
  toString: () => `delete the attachments at ${places.join(', ')}`,
  async run (model, client) {
    const ids = [...new Set(places.map(place => model.idAt(place)))]
    const known = ids.filter(id => model.has(id))
    const { status, body } = await client.send('DELETE', `?ids=${ids.join(',')}`)
    check(status === (known.length === ids.length ? 200 : known.length === 0 ? 400 : 207), 'the status depends on how many existed')
    check(same(body.data.map(({ code, details }) => [details?.id, code === 'SUCCESS']), ids.map(id => [id, model.has(id)])), 'each id has a row')
    for (const id of known) model.delete(id)
  }
})

const download = (place: number): Command => ({
  ...always,
  toString: () => `download the attachment at ${place}`,
  async run (model, client) {
    const row = model.rows[place]
    const { status, body } = await client.send('GET', `/${model.idAt(place)}`)
    check(status === (row === undefined ? 204 : row.link === undefined ? 200 : 400), 'only files can be downloaded')
    if (status === 200) check(body.text === `the bytes of ${row?.name}`, 'the bytes are the file’s')
  }
})

const reset: Command = {
  ...always,
  toString: () => 'reset',
  async run (model, client) {
    await client.reset()
    model.rows.splice(0)
  }
}

const readByNumber = (perPage: number): Command => ({
  ...always,
  toString: () => `read by page number, ${perPage} per page`,
  async run (model, client) {
    const ids: string[] = []
    for (let number = 1; number <= model.rows.length / perPage + 1; number++) ids.push(...(await client.page(`page=${number}&per_page=${perPage}`)).ids)
    check(same(ids, model.newestFirst), 'the pages hold the whole list')
  }
})

/** Uploads and deletions happen between the pages: what exists all the time is listed once, and nothing is listed twice. */
const readByToken = (perPage: number, meanwhile: readonly Command[]): Command => ({
  ...always,
  toString: () => `read by page token, ${perPage} per page, and meanwhile [${meanwhile.join('; ')}]`,
  async run (model, client) {
    const before = model.newestFirst
    const others = [...meanwhile]
    const ids: string[] = []
    let { ids: shown, token } = await client.page(`per_page=${perPage}`)
    ids.push(...shown)
    while (token !== undefined) {
      await others.shift()?.run(model, client);
      ({ ids: shown, token } = await client.page(`per_page=${perPage}&page_token=${token}`))
      ids.push(...shown)
      check(ids.length <= before.length, 'reading ends')
    }
    check(new Set(ids).size === ids.length, 'nothing is listed twice')
    check(before.filter(id => model.has(id)).every(id => ids.includes(id)), 'nothing is left out')
    check(ids.every(id => before.includes(id)), 'nothing is listed that was not there at the start')
  }
})

const readBackByToken = (perPage: number): Command => ({
  ...always,
  toString: () => `read by page token, ${perPage} per page, and back`,
  async run (model, client) {
    let page = await client.page(`per_page=${perPage}`)
    while (page.token !== undefined) page = await client.page(`per_page=${perPage}&page_token=${page.token}`)
    const ids = [...page.ids]
    while (page.back !== undefined) {
      page = await client.page(`per_page=${perPage}&page_token=${page.back}`)
      ids.unshift(...page.ids)
      check(ids.length <= model.rows.length, 'reading ends')
    }
    check(same(ids, model.newestFirst), 'reading backwards lists everything')
  }
})

const place = fc.nat({ max: 12 })
const writes = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('a.txt', 'b.pdf', '日本.txt').map(uploadFile) },
  { weight: 4, arbitrary: fc.constantFrom('https://e.com/1', 'https://e.com/2', 'https://e.com/3').map(uploadLink) },
  { weight: 2, arbitrary: place.map(deleteOne) },
  { weight: 2, arbitrary: fc.array(place, { minLength: 1, maxLength: 4 }).map(deleteMany) }
)
const reads = fc.oneof(
  place.map(download),
  fc.integer({ min: 1, max: 4 }).map(readByNumber),
  fc.integer({ min: 1, max: 4 }).map(readBackByToken),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.array(writes, { maxLength: 5 })).map(([perPage, meanwhile]) => readByToken(perPage, meanwhile))
)

t.test('any sequence of uploads, deletions, downloads and lists agrees with a model', { timeout: 100_000 }, async t => {
  const app = await build(t)
  await fc.assert(fc.asyncProperty(fc.commands([writes, writes, reads, fc.oneof({ weight: 9, arbitrary: reads }, { weight: 1, arbitrary: fc.constant(reset) })], { maxCommands: 60, size: 'max' }), async commands => {
    await app.inject({ method: 'POST', url: '/_mock/reset' })
    await fc.asyncModelRun(() => ({ model: new Model(), real: new Client(app, '1') }), commands)
  }), { numRuns })
  t.pass(`${numRuns} runs`)
})

t.test('records and sandboxes stay separate in any sequence of uploads and resets', { timeout: 100_000 }, async t => {
  const app = await build(t)
  const place = fc.record({ sandbox: fc.constantFrom('', '/s/a', '/s/b'), record: fc.constantFrom('1', '2') })
  const step = fc.record({ place, doing: fc.constantFrom('upload', 'upload', 'reset') })
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
    for (const sandbox of ['', '/s/a', '/s/b']) await app.inject({ method: 'POST', url: `${sandbox}/_mock/reset` })
    const counts: Record<string, number> = {}
    for (const [index, { place: { sandbox, record }, doing }] of steps.entries()) {
      if (doing === 'reset') {
        await app.inject({ method: 'POST', url: `${sandbox}/_mock/reset` })
        for (const other of ['1', '2']) counts[`${sandbox} ${other}`] = 0
      } else {
        await app.inject({ method: 'POST', url: `${sandbox}/crm/v8/Leads/${record}/Attachments?attachmentUrl=https://e.com/${index}`, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
        counts[`${sandbox} ${record}`] = (counts[`${sandbox} ${record}`] ?? 0) + 1
      }
    }
    for (const sandbox of ['', '/s/a', '/s/b']) {
      for (const record of ['1', '2']) {
        const { body, statusCode } = await app.inject({ url: `${sandbox}/crm/v8/Leads/${record}/Attachments?fields=id`, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
        const shown = statusCode === 204 ? 0 : (JSON.parse(body) as Reply).data.length
        check(shown === (counts[`${sandbox} ${record}`] ?? 0), `${sandbox} ${record} has only its own attachments`)
      }
    }
  }), { numRuns })
  t.pass(`${numRuns} runs`)
})

t.test('over sockets, reading by page token misses nothing and lists nothing twice while three clients upload and delete', { timeout: 60_000 }, async t => {
  const { url } = await listening(t)
  const attachments = `${url}/crm/v8/Leads/1/Attachments`
  const headers = { authorization: 'Zoho-oauthtoken 1000.all' }
  const upload = async (name: string): Promise<string> => {
    const form = new FormData()
    form.set('file', new Blob([name]), name)
    const reply = await fetch(attachments, { method: 'POST', headers, body: form })
    const { data: [row] } = await reply.json() as { data: [{ details: { id: string } }] }
    return row.details.id
  }
  const stay: string[] = []
  const go: string[] = []
  for (let index = 0; index < 120; index++) (index % 3 === 0 ? go : stay).push(await upload(`${index}.txt`))

  const reading = new AbortController()
  const writers = [0, 1, 2].map(async writer => {
    for (let index = 0; !reading.signal.aborted; index++) {
      await upload(`meanwhile-${writer}-${index}.txt`)
      const gone = go.pop()
      if (gone !== undefined) t.equal((await fetch(`${attachments}/${gone}`, { method: 'DELETE', headers })).status, 200, 'each is deleted once')
    }
  })
  const shown: string[] = []
  let token: string | null | undefined
  do {
    const reply = await fetch(`${attachments}?fields=id&per_page=7${token ? `&page_token=${token}` : ''}`, { headers })
    const { data, info } = await reply.json() as { data: Array<{ id: string }>, info: { next_page_token: string | null } }
    shown.push(...data.map(({ id }) => id))
    token = info.next_page_token
  } while (token)
  reading.abort()
  await Promise.all(writers)
  t.equal(new Set(shown).size, shown.length, 'nothing is listed twice')
  t.same(stay.filter(id => !shown.includes(id)), [], 'nothing is left out')
})
