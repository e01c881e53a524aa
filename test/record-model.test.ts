import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { multipartBody, MULTIPART } from './helpers/multipart.js'
import { build } from './helpers/server.js'

// For more runs: MODEL_RUNS=2000 npm test -- test/record-model.test.ts
const numRuns = Number(process.env['MODEL_RUNS'] ?? 60)

interface Attached { readonly id: string, readonly name: string, readonly link?: string }
interface ModelRecord { fields: Readonly<Record<string, string>>, attachments: Attached[] }

/** A model of the leads that clients wrote, oldest first, and of those that were deleted. */
class Model {
  records = new Map<string, ModelRecord>()
  deleted: string[] = []

  /** The id at an index: of a record, of a deleted one behind these, or of none. */
  idAt (place: number): string { return [...this.records.keys(), ...this.deleted.slice(-2)][place] ?? '40404' }
  where (meets: (fields: Readonly<Record<string, string>>) => boolean): string[] {
    return [...this.records].filter(([, { fields }]) => meets(fields)).map(([id]) => id)
  }

  delete (id: string): void {
    if (this.records.delete(id)) this.deleted.push(id)
  }
}

interface Row { readonly id: string, readonly code?: string, readonly action?: string, readonly details?: { readonly id: string } }
interface Reply { readonly status: number, readonly rule: unknown, readonly data: ReadonlyArray<Row & Readonly<Record<string, unknown>>>, readonly more: boolean, readonly text: string }

/** A client that works on the leads of one sandbox. */
class Client {
  readonly #app: FastifyInstance
  constructor (app: FastifyInstance) {
    this.#app = app
  }

  async send (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object | Buffer): Promise<Reply> {
    const type = Buffer.isBuffer(body) ? { 'content-type': MULTIPART } : {}
    const reply = await this.#app.inject({ method, url: `/crm/v8/Leads${path}`, headers: { authorization: 'Zoho-oauthtoken 1000.all', ...type }, ...body && { payload: body } })
    const isJson = reply.body !== '' && reply.headers['content-type'] !== 'application/x-download'
    const { data, info } = isJson ? reply.json<{ data?: Reply['data'], info?: { more_records: boolean } }>() : {}
    return { status: reply.statusCode, rule: reply.headers['x-mock-rule'], data: data ?? [], more: info?.more_records ?? false, text: reply.body }
  }

  async control (method: 'GET' | 'POST' | 'PUT', path: string, payload?: string): Promise<string> {
    const { statusCode, body } = await this.#app.inject({ method, url: `/_mock${path}`, ...payload !== undefined && { headers: { 'content-type': 'application/json' }, payload } })
    if (statusCode !== 200) throw new Error(`${path} was answered ${statusCode}: ${body}`)
    return body
  }

  /** The ids on all pages, which hold `perPage` each. */
  async pages (path: string, perPage: number): Promise<string[]> {
    const ids: string[] = []
    for (let page = 1, more = true; more; page++) {
      const reply = await this.send('GET', `${path}&page=${page}&per_page=${perPage}`)
      if (reply.status !== 200 && reply.status !== 204) throw new Error(`a list was answered ${reply.status}`)
      ids.push(...reply.data.map(({ id }) => id));
      ({ more } = reply)
    }
    return ids
  }
}

type Command = fc.AsyncCommand<Model, Client>

function check (isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what)
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const command = (text: string, run: Command['run']): Command => ({ check: () => true, toString: () => text, run })

const create = (rows: ReadonlyArray<Readonly<Record<string, string>>>): Command => command(`create ${JSON.stringify(rows)}`, async (model, client) => {
  const { status, data } = await client.send('POST', '', { data: rows })
  const isGood = rows.map(row => row['Last_Name'] !== undefined)
  check(status === (isGood.every(Boolean) ? 201 : isGood.some(Boolean) ? 207 : 400), `records are created if they have a name: ${status}`)
  if (!isGood.some(Boolean) && data.length === 0) return
  for (const [index, fields] of rows.entries()) {
    check((data[index]?.code === 'SUCCESS') === isGood[index], 'each row is answered')
    if (isGood[index]) model.records.set(data[index]?.details?.id as string, { fields, attachments: [] })
  }
})

const update = (place: number, fields: Readonly<Record<string, string>>, isByUrl: boolean): Command => command(`update ${place} with ${JSON.stringify(fields)}`, async (model, client) => {
  const id = model.idAt(place)
  const { status } = isByUrl ? await client.send('PUT', `/${id}`, { data: [fields] }) : await client.send('PUT', '', { data: [{ id, ...fields }] })
  const record = model.records.get(id)
  // Every id of digits is a record, so that one that nobody wrote can be updated, too.
  if (record === undefined && !model.deleted.includes(id)) model.records.set(id, { fields: { Last_Name: `Leads ${id}`, ...fields }, attachments: [] })
  else if (record !== undefined) record.fields = { ...record.fields, ...fields }
  check(status === (model.records.has(id) ? 200 : 400), `what exists can be updated: ${status}`)
})

const upsert = (row: Readonly<Record<string, string>>): Command => command(`upsert ${JSON.stringify(row)}`, async (model, client) => {
  const { status, data: [answer] } = await client.send('POST', '/upsert', { data: [row], duplicate_check_fields: ['Email'] })
  const found = model.where(({ Email }) => Email !== undefined && Email === row['Email'])
  const known = newest(found)
  if (known === undefined && row['Last_Name'] === undefined) {
    check(status === 400, 'a new record needs a name')
    return
  }
  check(status === 200 && answer?.action === (known === undefined ? 'insert' : 'update'), 'a record with the same email is updated')
  const id = answer?.details?.id as string
  check(known === undefined ? !model.records.has(id) : id === known, 'and it is the newest one')
  const before = model.records.get(id)
  model.records.set(id, { fields: { ...before?.fields, ...row }, attachments: before?.attachments ?? [] })
})

/** The greatest of some ids. */
function newest (ids: readonly string[]): string | undefined {
  return inOrder(ids).at(-1)
}

function inOrder (ids: readonly string[]): string[] {
  return ids.toSorted((a, b) => BigInt(a) < BigInt(b) ? -1 : 1)
}

const get = (place: number): Command => command(`get ${place}`, async (model, client) => {
  const id = model.idAt(place)
  const record = model.records.get(id)
  const { status, data: [found] } = await client.send('GET', `/${id}`)
  check(status === (model.deleted.includes(id) ? 204 : 200), 'what was deleted is gone')
  for (const [name, value] of Object.entries(record?.fields ?? {})) check(found?.[name] === value, `${name} is as it was sent`)
})

const list = (perPage: number): Command => command(`list, ${perPage} per page`, async (model, client) => {
  check(same(await client.pages('?fields=id', perPage), inOrder([...model.records.keys()]).reverse()), 'the pages hold all records, newest first')
})

const searchFor = (query: string, meets: (fields: Readonly<Record<string, string>>) => boolean): Command => command(`search ${query}`, async (model, client) => {
  check(same(await client.pages(`/search?${query}`, 2), inOrder(model.where(meets)).reverse()), 'what meets the search is found, newest first')
})

const deleteOne = (place: number): Command => command(`delete ${place}`, async (model, client) => {
  const id = model.idAt(place)
  const { status } = await client.send('DELETE', `/${id}`)
  check(status === (model.deleted.includes(id) ? 400 : 200), 'what exists can be deleted')
  if (model.records.has(id)) await deletedWithAttachments(model, client, [id])
  else if (!model.deleted.includes(id)) model.deleted.push(id)
})

const deleteMany = (places: readonly number[]): Command => command(`delete ${places.join()}`, async (model, client) => {
  const ids = [...new Set(places.map(place => model.idAt(place)))]
  const existing = ids.filter(id => !model.deleted.includes(id))
  const { status, data } = await client.send('DELETE', `?ids=${ids.join()}`)
  check(status === (existing.length === ids.length ? 200 : existing.length === 0 ? 400 : 207), 'the status depends on how many existed')
  check(same(data.map(({ code, details }) => [details?.id, code === 'SUCCESS']), ids.map(id => [id, existing.includes(id)])), 'each id has a row')
  await deletedWithAttachments(model, client, existing)
})

/** The attachments of deleted records are gone, and these take no others, though every other id is a record. */
async function deletedWithAttachments (model: Model, client: Client, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const attachments = model.records.get(id)?.attachments ?? []
    model.delete(id)
    if (!model.deleted.includes(id)) model.deleted.push(id)
    for (const path of ['', ...attachments.map(attachment => `/${attachment.id}`)]) {
      for (const method of ['GET', 'DELETE'] as const) check((await client.send(method, `/${id}/Attachments${path}?fields=id`)).rule === 'record.unknown', `${method} of an attachment of a deleted record is refused`)
    }
    check((await client.send('POST', `/${id}/Attachments?attachmentUrl=https://e.com/late`)).rule === 'record.unknown', 'a deleted record takes no attachment')
    const stored = JSON.parse(await client.control('GET', `/attachments?module=Leads&record=${id}`)) as { attachments: unknown[] }
    check(stored.attachments.length === 0, 'nothing of a deleted record is stored')
  }
}

/** Runs something on the attachments of a record that the model has. */
const onRecord = (text: string, place: number, run: (record: ModelRecord, client: Client, path: string) => Promise<void>): Command => command(`${text} of ${place}`, async (model, client) => {
  const id = model.idAt(place)
  const record = model.records.get(id)
  if (record !== undefined) await run(record, client, `/${id}/Attachments`)
})

const attach = (place: number, name: string, isLink: boolean): Command => onRecord(`attach ${name}`, place, async ({ attachments }, client, path) => {
  const link = `https://e.com/${name}`
  const { status, data: [row] } = isLink ? await client.send('POST', `${path}?attachmentUrl=${link}`) : await client.send('POST', path, multipartBody([{ name: 'file', filename: name, content: `bytes of ${name}` }]))
  const isTaken = isLink && attachments.some(attachment => attachment.link === link)
  check(status === (isTaken ? 400 : 200), `a file, or a link for the first time, is stored: ${status}`)
  if (!isTaken) attachments.push({ id: row?.details?.id as string, name: isLink ? link : name, ...isLink && { link } })
})

const listAttached = (place: number, perPage: number): Command => onRecord('list the attachments', place, async ({ attachments }, client, path) => {
  check(same(await client.pages(`${path}?fields=id`, perPage), attachments.map(({ id }) => id).reverse()), 'the pages hold all attachments, newest first')
})

const download = (place: number, index: number): Command => onRecord(`download attachment ${index}`, place, async ({ attachments }, client, path) => {
  const attachment = attachments[index]
  const { status, text } = await client.send('GET', `${path}/${attachment?.id ?? '4040'}`)
  check(status === (attachment === undefined ? 204 : attachment.link === undefined ? 200 : 400), 'files can be downloaded')
  check(status !== 200 || text === `bytes of ${attachment?.name}`, 'the bytes are those that were sent')
})

const detach = (place: number, index: number): Command => onRecord(`delete attachment ${index}`, place, async ({ attachments }, client, path) => {
  const [gone] = attachments.splice(index, 1)
  check((await client.send('DELETE', `${path}/${gone?.id ?? '4040'}`)).status === (gone === undefined ? 400 : 200), 'what is attached can be deleted')
})

const reset: Command = command('reset', async (model, client) => {
  await client.control('POST', '/reset')
  model.records = new Map()
  model.deleted = []
})

const reload: Command = command('export and import the state', async (_, client) => {
  const state = await client.control('GET', '/state')
  await client.control('PUT', '/state', state)
  check(await client.control('GET', '/state') === state, 'the state is the same after it was loaded')
})

const emails = ['a@e.com', 'B@e.com', 'c@e.com']
const fields = fc.record({ Last_Name: fc.constantFrom('Boyle', 'Bo', 'Zoé Boyle'), Email: fc.constantFrom(...emails), Custom: fc.constantFrom('x y', 'y') }, { requiredKeys: [] })
const named = fc.tuple(fields, fc.constantFrom('Boyle', 'Bo', 'Zoé Boyle')).map(([row, name]) => ({ ...row, Last_Name: name }))
const place = fc.nat({ max: 7 })
const index = fc.nat({ max: 3 })
const words = (text = ''): string[] => text.toLowerCase().split(/[ @.]/)

const writes = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.oneof({ weight: 9, arbitrary: named }, { weight: 1, arbitrary: fields }), { minLength: 1, maxLength: 3 }).map(create) },
  { weight: 2, arbitrary: fc.tuple(place, fields, fc.boolean()).map(row => update(...row)) },
  { weight: 2, arbitrary: fields.map(upsert) },
  { weight: 5, arbitrary: fc.tuple(place, fc.constantFrom('a.txt', 'b.pdf', 'c.png'), fc.boolean()).map(row => attach(...row)) },
  { weight: 1, arbitrary: fc.tuple(place, index).map(row => detach(...row)) },
  { weight: 1, arbitrary: place.map(deleteOne) },
  { weight: 1, arbitrary: fc.array(place, { minLength: 1, maxLength: 3 }).map(deleteMany) }
)
const perPage = fc.integer({ min: 1, max: 4 })
const searches = fc.oneof(
  fc.constantFrom(...emails).map(email => searchFor(`email=${email.toUpperCase()}`, ({ Email }) => Email === email)),
  fc.constantFrom(...emails).map(email => searchFor(`criteria=(Email:equals:${email})`, ({ Email }) => Email === email)),
  fc.constant(searchFor('criteria=(Custom:equals:Y)', ({ Custom }) => Custom === 'y')),
  fc.constant(searchFor('criteria=((Last_Name:equals:Boyle)and(Custom:starts_with:x))', ({ Last_Name: name, Custom }) => words(name).includes('boyle') && Custom === 'x y')),
  fc.constantFrom('bo', 'boy', 'com').map(word => searchFor(`word=${word}`, row => Object.values(row).some(value => words(value).some(one => one.startsWith(word)))))
)
const reads = fc.oneof(place.map(get), perPage.map(list), searches, fc.tuple(place, perPage).map(row => listAttached(...row)), fc.tuple(place, index).map(row => download(...row)))
const wholes = fc.oneof({ weight: 1, arbitrary: fc.constant(reset) }, { weight: 4, arbitrary: fc.constant(reload) })

t.test('any sequence of writes, searches and deletions of records and of what is attached to them agrees with a model', { timeout: 200_000 }, async t => {
  const app = await build(t)
  await fc.assert(fc.asyncProperty(fc.commands([writes, writes, writes, reads, reads, searches, wholes], { maxCommands: 50, size: 'max' }), async commands => {
    await app.inject({ method: 'POST', url: '/_mock/reset' })
    await fc.asyncModelRun(() => ({ model: new Model(), real: new Client(app) }), commands)
  }), { numRuns })
  t.pass(`${numRuns} runs`)
})
