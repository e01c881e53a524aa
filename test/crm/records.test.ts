import { once } from 'node:events'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { JournalRequest } from '../../src/control/shapes/request.js'
import { matching } from '../../src/crm/search/matches.js'
import { parseCriteria } from '../../src/crm/search/criteria.js'
import type { World } from '../../src/sandbox/world.js'
import { FieldTable } from '../../src/store/field-table.js'
import { createRecords, type Records } from '../../src/store/records.js'
import { bounds } from '../../src/json/bounds.js'
import { BOUNDARY, MULTIPART } from '../helpers/multipart.js'
import { head, raw } from '../helpers/raw.js'
import { build, listening } from '../helpers/server.js'

const TOKEN = { authorization: 'Zoho-oauthtoken 1000.all' }

interface Answer {
  readonly status: number
  readonly rule: unknown
  readonly data: ReadonlyArray<Record<string, unknown> & { readonly details: { readonly id: string } }>
}

/** Sends a request about records of v8. */
async function ask (app: FastifyInstance, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, ...rows: object[]): Promise<Answer> {
  const { statusCode, headers, body } = await app.inject({ method, url: `/crm/v8/${path}`, headers: TOKEN, ...rows.length > 0 && { payload: { data: rows } } })
  return { status: statusCode, rule: headers['x-mock-rule'], data: body === '' ? [] : (JSON.parse(body) as Pick<Answer, 'data'>).data }
}

/** Creates a record. @returns its id */
async function create (app: FastifyInstance, module: string, row: object): Promise<string> {
  const { data: [created] } = await ask(app, 'POST', module, row)
  return created?.details.id as string
}

/** The state of the default sandbox, and what is left of it after it was loaded again. */
async function reloaded (app: FastifyInstance): Promise<{ readonly before: string, readonly after: string }> {
  const before = (await app.inject('/_mock/state')).body
  const { statusCode, body } = await app.inject({ method: 'PUT', url: '/_mock/state', headers: { 'content-type': 'application/json' }, payload: before })
  if (statusCode !== 200) throw new Error(body)
  return { before, after: (await app.inject('/_mock/state')).body }
}

t.test('created records are in the state with their fields, and loading it gives the same state', async t => {
  const app = await build(t)
  await create(app, 'Leads', { Last_Name: 'Boyle', 7: 'seven', Nested: { list: [1, null, 'ü', { deep: [[]] }] }, Owner: '4150868000000225014' })
  await create(app, 'Deals', { Deal_Name: 'A', Stage: 'Open', Amount: 1.5 })
  await app.inject({ method: 'POST', url: '/_mock/records', payload: { module: 'Leads', id: '5', name: 'Five' } })
  const id = await create(app, 'Leads', { Last_Name: 'Gone' })
  await ask(app, 'DELETE', `Leads/${id}`)
  const { before, after } = await reloaded(app)
  t.equal(after, before)
  const state = JSON.parse(before) as { createdRecords: Record<string, Array<{ fields: object }>>, missingRecords: string[] }
  t.strictSame(Object.keys(state.createdRecords), ['Leads', 'Deals'])
  t.ok(state.missingRecords.includes(id))
  t.match(await ask(app, 'GET', 'Leads/4150868000005277036'), { status: 200, data: [{ Last_Name: 'Boyle', Owner: { id: '4150868000000225014', name: 'User Without Privilege' } }] })
})

t.test('a state leaves out of a record what is as it was created', async t => {
  const [one, other] = [{ id: '1', name: 'One', email: 'one@example.com' }, { id: '2', name: 'Other', email: 'other@example.com' }]
  const [created, modified] = ['2026-01-02T03:04:05.000Z', '2026-01-03T00:00:00.000Z']
  const fields = { Last_Name: 'Boyle' }
  const rows = [
    { id: '11', fields, owner: one, createdBy: one, modifiedBy: one, createdAt: created, modifiedAt: created },
    { id: '12', fields, owner: other, createdBy: one, modifiedBy: other, createdAt: created, modifiedAt: modified }
  ]
  const app = await build(t, { seed: { createdRecords: { Leads: rows } } })
  const { before, after } = await reloaded(app)
  t.equal(after, before)
  const [{ id, createdBy, createdAt }, changed] = rows as [typeof rows[0], typeof rows[0]]
  t.strictSame((JSON.parse(before) as { createdRecords: object }).createdRecords, { Leads: [{ id, fields, createdBy, createdAt }, changed] })
})

t.test('a world with listed records has the fields in its rows, and loading its state gives the same state', async t => {
  const app = await build(t, { seed: { records: { Leads: [{ id: '4150868000005277036', name: 'Listed', fields: { Last_Name: 'A' } }] }, uniqueFields: { Leads: ['Email'] } } })
  const id = await create(app, 'Leads', { Last_Name: 'Boyle' })
  t.equal(id, '4150868000005277037', 'an id that the seed has is not given again')
  const { before, after } = await reloaded(app)
  t.equal(after, before)
  const { records, createdRecords } = JSON.parse(before) as { records: object, createdRecords?: object }
  t.match(records, { Leads: [{ name: 'Listed' }, { id, fields: { Last_Name: 'Boyle' } }] })
  t.equal(createdRecords, undefined)
})

t.test('a record that is nested as deep as a body may be can be loaded again', async t => {
  const app = await build(t)
  const depth = bounds.recordDepth - 3
  const { statusCode } = await app.inject({ method: 'POST', url: '/crm/v8/Leads', headers: TOKEN, payload: `{"data":[{"Last_Name":"A","Deep":${'['.repeat(depth)}${']'.repeat(depth)}}]}` })
  t.equal(statusCode, 201)
  const { before, after } = await reloaded(app)
  t.equal(after, before)
})

t.test('the journal has the module, the record, the scopes and the body of a request about records', async t => {
  const app = await build(t)
  const id = await create(app, 'Leads', { Last_Name: 'Boyle', Secret: 'hidden' })
  await ask(app, 'GET', `Leads/${id}`)
  await ask(app, 'GET', 'Leads?fields=id')
  await ask(app, 'POST', 'Leads', { Last_Name: 'A' }, { Last_Name: 'B' })
  const { requests } = (await app.inject('/_mock/requests?module=Leads')).json<{ requests: JournalRequest[] }>()
  t.match(requests, [
    { operation: 'createRecords', module: 'Leads', record: id, scopes: { least: ['ZohoCRM.modules.leads.CREATE'] }, body: { size: 50 } },
    { operation: 'getRecord', module: 'Leads', record: id, scopes: { least: ['ZohoCRM.modules.leads.READ'] } },
    { operation: 'getRecords', module: 'Leads' },
    { operation: 'createRecords', module: 'Leads' }
  ])
  t.equal(requests[2]?.record, undefined)
  t.equal(requests[3]?.record, undefined)
  t.notMatch(JSON.stringify(requests), /hidden/)
  t.match((await app.inject('/_mock/requests/summaries')).json(), { requests: [{ module: 'Leads' }, { module: 'Leads' }, { module: 'Leads', record: id }, { module: 'Leads', record: id }] })
})

t.test('keys of a body that nobody reads are told, and those of Zoho’s automation are not', async t => {
  const app = await build(t)
  await app.inject({ method: 'POST', url: '/crm/v8/Leads?unread=1', headers: TOKEN, payload: { data: [{ Last_Name: 'A' }], trigger: [], more: 1 } })
  const { requests: [request] } = (await app.inject('/_mock/requests')).json<{ requests: JournalRequest[] }>()
  t.match(request?.ignored, ['more'])
})

t.test('a record belongs to the user of the token, or to whom the client says', async t => {
  const app = await build(t)
  const owners = [
    [undefined, { id: '4150868000000225013', name: 'Patricia Boyle' }],
    ['4150868000000225015', { id: '4150868000000225015', name: 'User Without Permission' }],
    [{ id: '77', name: 'Somebody', email: 'x@example.com' }, { id: '77', name: 'Somebody', email: 'x@example.com' }],
    [{ id: '77' }, { id: '77', name: 'User 77', email: '' }],
    [{ id: 'x' }, { id: '4150868000000225013' }]
  ] as const
  for (const [Owner, expected] of owners) {
    const id = await create(app, 'Leads', { Last_Name: 'A', ...Owner !== undefined && { Owner } })
    t.match((await ask(app, 'GET', `Leads/${id}`)).data, [{ Owner: expected }])
  }
  const { data: [found] } = await ask(app, 'GET', 'Leads/search?criteria=(Owner:equals:77)&fields=Owner')
  t.match(found, { Owner: { id: '77' } })
})

t.test('what only Zoho can write is not taken from a client', async t => {
  const app = await build(t)
  const id = await create(app, 'Leads', { Last_Name: 'A', id: '5', Full_Name: 'B', Created_Time: 'never', $editable: false })
  t.match((await ask(app, 'GET', `Leads/${id}`)).data, [{ id, Full_Name: 'A', Created_Time: '2021-05-03T18:03:00+05:30', $editable: true }])
})

t.test('an account, a deal and a record of a custom module give attachments their names', async t => {
  const app = await build(t, { seed: { modules: [{ apiName: 'Vehicles' }, { apiName: 'constructor' }] } })
  const names = { Accounts: { Account_Name: 'Zylker' }, Deals: { Deal_Name: 'Big', Stage: 'Open' }, Vehicles: { Name: 'Car' }, Contacts: { Salutation: 'Ms.', First_Name: 'P', Last_Name: 'Boyle' }, constructor: { Name: 'C' } }
  for (const [module, row] of Object.entries(names)) {
    const id = await create(app, module, row)
    await app.inject({ method: 'POST', url: `/crm/v8/${module}/${id}/Attachments?attachmentUrl=https://e.com`, headers: TOKEN })
    t.match((await ask(app, 'GET', `${module}/${id}/Attachments?fields=Parent_Id`)).data, [{ Parent_Id: { name: module === 'Contacts' ? 'Ms. P Boyle' : Object.values(row)[0], id } }])
  }
})

t.test('an upload that is not over when its record is deleted is refused', async t => {
  const { app, port } = await listening(t)
  const { write, until } = await raw(t, port)
  const content = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc\r\n--${BOUNDARY}--\r\n`
  await write(head('POST /crm/v8/Leads/7/Attachments', { ...TOKEN, host: 'mock.test', expect: '100-continue', 'content-type': MULTIPART, 'content-length': content.length }))
  await until(/100 Continue/)
  t.equal((await ask(app, 'DELETE', 'Leads/7')).status, 200)
  await write(content)
  t.match(await until(/"status":"error"/), /x-mock-rule: record\.unknown/)
})

t.test('a request that is not over when the sandbox is reset, or when its record is deleted, writes nothing', async t => {
  const { app, port } = await listening(t)
  const body = '{"data":[{"Last_Name":"A"}]}'
  for (const [line, meanwhile, rule] of [['POST /crm/v8/Leads', { method: 'POST', url: '/_mock/reset' }, 'server.unavailable'], ['PUT /crm/v8/Leads/7', { method: 'DELETE', url: '/crm/v8/Leads/7', headers: TOKEN }, 'records.id-unknown']] as const) {
    const { write, until } = await raw(t, port)
    await write(head(line, { ...TOKEN, host: 'mock.test', expect: '100-continue', 'content-length': body.length }))
    await until(/100 Continue/)
    await app.inject(meanwhile)
    await write(body)
    t.match(await until(/"status":"error"/), new RegExp(`x-mock-rule: ${rule.replace('.', '\\.')}`))
  }
  t.equal((await ask(app, 'GET', 'Leads?fields=id')).status, 204)
})

t.test('criteria that name ids look at no other records', async t => {
  const records = new Proxy(createRecords({ records: 'any', recordNames: {}, missingRecords: [] }), {
    get (target, name: keyof Records) {
      if (name === 'ofModule' || name === 'inOrder' || name === 'all') throw new Error('all records were looked at')
      return target[name]
    }
  })
  const world = { records, fields: new FieldTable(new Map()), users: [{ id: '1', name: 'A', email: '', denied: [] }] } as unknown as World
  const idsOf = async (text: string): Promise<string[]> => (await matching(world, 'Leads', parseCriteria(text), true)).map(({ id }) => id)
  t.strictSame(await idsOf('(id:equals:5)'), ['5'])
  t.strictSame(await idsOf('((Last_Name:equals:Leads 5)and(id:equals:5))'), ['5'])
  t.strictSame(await idsOf('((id:equals:12)or(id:equals:5)or(id:equals:x))'), ['5', '12'])
  await t.rejects(async () => idsOf('((id:equals:5)or(Last_Name:equals:A))'), { message: 'all records were looked at' })
})

t.test('of the deleted ids the oldest is forgotten when there are too many, and none of the seed', async t => {
  const records = createRecords({ records: 'any', recordNames: {}, missingRecords: ['1'] })
  for (let id = 2; id <= bounds.missingRecords + 1; id++) records.delete('Leads', String(id))
  t.equal(records.sizes.missingRecords, bounds.missingRecords)
  t.strictSame(['1', '2', '3'].map(id => records.has('Leads', id)), [false, true, false])
})

t.test('page tokens of a list of records go on beside the record that was shown last', async t => {
  const app = await build(t)
  for (const name of ['A', 'B', 'C']) await create(app, 'Leads', { Last_Name: name })
  const page = async (query: string): Promise<{ data: Array<{ Last_Name: string }>, info: Record<string, string> }> => (await app.inject({ url: `/crm/v8/Leads?fields=Last_Name&per_page=2${query}`, headers: TOKEN })).json()
  const first = await page('')
  await create(app, 'Leads', { Last_Name: 'D' })
  const second = await page(`&page_token=${first.info['next_page_token']}`)
  t.strictSame([...first.data, ...second.data].map(record => record.Last_Name), ['C', 'B', 'A'])
  t.match(await ask(app, 'GET', `Deals?fields=Last_Name&per_page=2&page_token=${first.info['next_page_token']}`), { rule: 'list.page-token-invalid' })
})

t.test('a client that goes away in the middle of a body writes nothing', async t => {
  const { app, port } = await listening(t)
  const { socket, write, until } = await raw(t, port)
  await write(head('POST /crm/v8/Leads', { ...TOKEN, host: 'mock.test', expect: '100-continue', 'content-length': 100 }))
  await until(/100 Continue/)
  await write('{"data":[{"Last_Name":"A"}]}')
  socket.destroy()
  await once(socket, 'close')
  t.equal((await ask(app, 'GET', 'Leads?fields=id')).status, 204)
})

t.test('an id of a row that is an object is refused', async t => {
  const app = await build(t)
  t.match(await ask(app, 'PUT', 'Leads', { id: { toString: 5 } }), { status: 400, rule: 'records.id-unknown' })
})
