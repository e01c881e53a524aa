import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { scan } from '../../src/crm/search/scan.js'
import type { World } from '../../src/sandbox/world.js'
import { createRecords, type Fields, type ModuleRecord } from '../../src/store/records.js'
import { build } from '../helpers/server.js'

const TOKEN = { authorization: 'Zoho-oauthtoken 1000.all' }
const person = { id: '1', name: 'A', email: '' }

function record (id: string, fields: Fields = {}): ModuleRecord {
  return { module: 'Leads', id, fields, owner: person, createdBy: person, modifiedBy: person, createdAt: 0, modifiedAt: 0 }
}

/** The last names of what a search in v8 finds, newest first. */
async function search (app: FastifyInstance, query: Readonly<Record<string, string>>): Promise<unknown[]> {
  const { statusCode, body } = await app.inject({ url: '/crm/v8/Leads/search', query, headers: TOKEN })
  if (statusCode === 204) return []
  if (statusCode !== 200) throw new Error(body)
  return (JSON.parse(body) as { data: Fields[] }).data.map(row => row['Last_Name'])
}

t.test('a long search lets others in, and finds what there was when it began', async t => {
  const records = createRecords({ records: 'any', recordNames: {}, missingRecords: [] })
  for (let id = 1; id <= 640; id++) records.put(record(String(id)))
  const searched = scan({ records } as unknown as World, 'Leads', ({ id }) => {
    // Each takes a while.
    for (const end = performance.now() + 0.2; performance.now() < end;);
    return Number(id) % 64 === 0
  })
  records.delete('Leads', '640')
  records.delete('Leads', '1')
  const over = searched.then(() => true)
  let turns = 0
  while (!await Promise.race([over, setImmediate(false)])) turns++
  t.strictSame((await searched).map(({ id }) => id), ['64', '128', '192', '256', '320', '384', '448', '512', '576', '640'])
  t.ok(turns > 3, `others were let in ${turns} times`)
})

t.test('a search by value finds what a record has now, in any case of letters', async t => {
  const app = await build(t)
  const write = async (method: 'POST' | 'PUT', path: string, row: Fields): Promise<string> => {
    const { body } = await app.inject({ method, url: `/crm/v8/${path}`, headers: TOKEN, payload: { data: [row] } })
    return (JSON.parse(body) as { data: [{ details: { id: string } }] }).data[0].details.id
  }
  const a = await write('POST', 'Leads', { Last_Name: 'A', Email: 'a@e.com', Secondary_Email: 'shared@e.com', City: 'New York' })
  await write('POST', 'Leads', { Last_Name: 'B', Email: 'shared@e.com', City: 'York', Custom: 'x y' })
  t.strictSame(await search(app, { email: 'SHARED@e.com' }), ['B', 'A'])
  t.strictSame(await search(app, { criteria: '(Email:equals:A@E.com)' }), ['A'])
  t.strictSame(await search(app, { criteria: '(Custom:equals:X Y)' }), ['B'], 'a field that nobody knows is compared as a whole')
  t.strictSame(await search(app, { criteria: '(City:equals:york)' }), ['B', 'A'], 'of a text, words are enough')
  t.strictSame(await search(app, { criteria: '((City:equals:york)and(Email:equals:shared@e.com))' }), ['B'])
  t.strictSame(await search(app, { criteria: '((Custom:equals:x y)or(Email:equals:a@e.com))' }), ['B', 'A'])
  t.strictSame(await search(app, { criteria: '((Custom:equals:x y)or(Last_Name:starts_with:a))' }), ['B', 'A'])
  await write('PUT', `Leads/${a}`, { Email: 'new@e.com', Secondary_Email: null })
  t.strictSame(await search(app, { email: 'shared@e.com' }), ['B'])
  t.strictSame(await search(app, { criteria: '(Email:equals:a@e.com)' }), [])
  t.strictSame(await search(app, { criteria: '(Email:equals:new@e.com)' }), ['A'])
})

t.test('a search by words finds records that have all of their beginnings', async t => {
  const app = await build(t)
  await app.inject({ method: 'POST', url: '/crm/v8/Leads', headers: TOKEN, payload: { data: [{ Last_Name: 'Boyle', City: 'Zürich-West' }, { Last_Name: 'Zoé', Description: 'not boiled' }, { Last_Name: 'Aboyle' }] } })
  t.strictSame(await search(app, { word: 'boy zür' }), ['Boyle'])
  t.strictSame(await search(app, { word: 'west WEST bo' }), ['Boyle'])
  t.strictSame(await search(app, { word: 'bo' }), ['Zoé', 'Boyle'])
  t.strictSame(await search(app, { word: 'oyle' }), [])
  t.strictSame(await search(app, { word: 'boyles' }), [])
})

t.test('a row of an upsert finds what a row before it wrote, and not the value that it replaced', async t => {
  const app = await build(t)
  const upsert = async (...data: Fields[]): Promise<Array<{ action: string, details: { id: string } }>> => (await app.inject({ method: 'POST', url: '/crm/v8/Leads/upsert', headers: TOKEN, payload: { data, duplicate_check_fields: ['Email'] } })).json<{ data: Array<{ action: string, details: { id: string } }> }>().data
  const [first] = await upsert({ Last_Name: 'A', Email: 'a@e.com' })
  const id = first?.details.id as string
  const rows = await upsert({ id, Email: 'b@e.com' }, { Last_Name: 'B', Email: 'a@e.com' }, { Email: 'b@e.com', City: 'C' }, { Last_Name: 'D', Email: 'd@e.com' }, { Email: 'D@e.com', City: 'D' })
  t.strictSame(rows.map(({ action }) => action), ['update', 'insert', 'update', 'insert', 'update'])
  t.equal(rows[2]?.details.id, id)
  t.equal(rows[4]?.details.id, rows[3]?.details.id)
})

t.test('a phone number in a seed that is an object is no number', async t => {
  const app = await build(t, { seed: { createdRecords: { Leads: [{ id: '1', fields: { Last_Name: 'A', Phone: { toString: 5 } } }, { id: '2', fields: { Last_Name: 'B', Phone: '55-5' } }] } } })
  t.strictSame(await search(app, { phone: '555' }), ['B'])
})

t.test('records are found by the names and people that Zoho makes, and by ids, with blanks between the words of criteria', async t => {
  const app = await build(t)
  const payload = { data: [{ First_Name: 'Ann', Last_Name: 'Boyle' }, { Last_Name: 'Bo' }, { Last_Name: 'Burns' }] }
  const { data: [first] } = (await app.inject({ method: 'POST', url: '/crm/v8/Leads', headers: TOKEN, payload })).json<{ data: Array<{ details: { id: string } }> }>()
  const id = first?.details.id as string
  const cases: ReadonlyArray<readonly [criteria: string, found: readonly string[]]> = [
    ['(Full_Name:starts_with:ann)', ['Boyle']],
    ['(Full_Name:equals:bo)', ['Bo']],
    ['(Owner:equals:4150868000000225013)', ['Burns', 'Bo', 'Boyle']],
    [`(id:starts_with:${id})`, ['Boyle']],
    [`( (id:starts_with:${id.slice(0, 4)}) and (Last_Name:equals:Bo) )`, ['Bo']]
  ]
  for (const [criteria, found] of cases) t.strictSame((await search(app, { criteria })).sort(), [...found].sort(), criteria)
})
