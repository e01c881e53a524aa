import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { JournalRequest } from '../../src/control/shapes/request.js'
import type { ModuleRecord } from '../../src/store/records.js'
import { createRecords } from '../../src/store/records.js'
import { head, raw } from '../helpers/raw.js'
import { build, listening } from '../helpers/server.js'

const TOKEN = { authorization: 'Zoho-oauthtoken 1000.all' }

interface Answer {
  readonly status: number
  readonly rule: unknown
  readonly data: ReadonlyArray<Record<string, unknown> & { readonly id: string, readonly details: { readonly id: string } }>
  readonly info: { readonly next_page_token?: string }
}

async function ask (app: FastifyInstance, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, ...rows: object[]): Promise<Answer> {
  const { statusCode, headers, body } = await app.inject({ method, url: `/crm/v8/${path}`, headers: TOKEN, ...rows.length > 0 && { payload: { data: rows } } })
  return { status: statusCode, rule: headers['x-mock-rule'], data: [], info: {}, ...body !== '' && JSON.parse(body) as Pick<Answer, 'data' | 'info'> }
}

const parent = (id: string): object => ({ Parent_Id: { module: { api_name: 'Leads' }, id } })

t.test('curl adds a note to a record, attaches a file to the note, and lists it with the file', async t => {
  const { url } = await listening(t)
  const curl = async (path: string, ...args: string[]): Promise<Answer> => JSON.parse((await promisify(execFile)('curl', ['-sS', '--max-time', '20', '-H', `Authorization: ${TOKEN.authorization}`, ...args, `${url}/crm/v8/${path}`])).stdout) as Answer
  const { data: [created] } = await curl('Leads/7/Notes', '--data', '{"data":[{"Note_Title":"Contacted","Note_Content":"By phone"}]}')
  t.match(created, { code: 'SUCCESS', message: 'record added' })
  const id = created?.details.id
  const { data: [uploaded] } = await curl(`Notes/${id}/Attachments`, '-F', 'file=Hello;filename=hello.txt')
  t.match(await curl('Leads/7/Notes?fields=Note_Title,Parent_Id,$attachments'), {
    data: [{ id, Note_Title: 'Contacted', Parent_Id: { module: { api_name: 'Leads' }, name: 'Leads 7', id: '7' }, $attachments: [{ File_Name: 'hello.txt', Size: '5', id: uploaded?.details.id }] }]
  })
  t.match(await curl(`Notes/${id}/Attachments?fields=File_Name,Parent_Id`), { data: [{ File_Name: 'hello.txt', Parent_Id: { name: 'Contacted', id } }] })
})

t.test('where records are listed one by one, a note takes attachments once it is created', async t => {
  const app = await build(t, { seed: { records: { Leads: [{ id: '7' }] } } })
  const { data: [created] } = await ask(app, 'POST', 'Notes', { Note_Title: 'A', ...parent('7') })
  const id = created?.details.id
  t.equal((await ask(app, 'POST', `Notes/${id}/Attachments?attachmentUrl=https://e.com`)).status, 200)
  t.equal((await ask(app, 'POST', 'Notes/5/Attachments?attachmentUrl=https://e.com')).rule, 'record.unknown')
  t.equal((await ask(app, 'DELETE', `Notes/${id}`)).status, 200)
  t.equal((await ask(app, 'GET', 'Leads/7/Notes?fields=id')).status, 204)
})

t.test('several records that are deleted at once take their notes with them, and those of others stay', async t => {
  const app = await build(t)
  for (const id of ['7', '8', '9']) await ask(app, 'POST', `Leads/${id}/Notes`, { Note_Title: id }, { Note_Title: id })
  t.equal((await ask(app, 'DELETE', 'Leads?ids=7,8')).status, 200)
  t.match((await ask(app, 'GET', 'Notes?fields=Note_Title')).data.map(note => note['Note_Title']), ['9', '9'])
})

t.test('notes of a seed that are notes of each other are deleted with the first', async t => {
  const note = (id: string, of: string): { id: string, fields: Record<string, unknown> } => ({ id, fields: { Note_Title: id, Parent_Id: { module: { api_name: 'Notes' }, id: of } } })
  const app = await build(t, { seed: { records: { Notes: [note('1', '2'), note('2', '1')] } } })
  t.equal((await ask(app, 'DELETE', 'Notes/1')).status, 200)
  t.equal((await ask(app, 'GET', 'Notes?fields=id')).status, 204)
})

t.test('page tokens of the notes of a record go on beside the note that was shown last', async t => {
  const app = await build(t)
  await ask(app, 'POST', 'Leads/7/Notes', { Note_Title: 'A' }, { Note_Title: 'B' }, { Note_Title: 'C' })
  const first = await ask(app, 'GET', 'Leads/7/Notes?fields=Note_Title&per_page=2')
  const token = first.info.next_page_token
  const second = await ask(app, 'GET', `Leads/7/Notes?fields=Note_Title&per_page=2&page_token=${token}`)
  t.strictSame([...first.data, ...second.data].map(note => note['Note_Title']), ['A', 'B', 'C'])
  t.equal((await ask(app, 'GET', `Leads/8/Notes?fields=Note_Title&per_page=2&page_token=${token}`)).rule, 'list.page-token-invalid')
})

t.test('the journal has a note that was added as a request about its parent', async t => {
  const app = await build(t)
  await ask(app, 'POST', 'Leads/7/Notes', { Note_Title: 'A' })
  const { requests } = (await app.inject('/_mock/requests?module=Leads&record=7')).json<{ requests: JournalRequest[] }>()
  t.match(requests, [{ operation: 'createNotes', module: 'Leads', record: '7', scopes: { least: ['ZohoCRM.modules.leads.CREATE', 'ZohoCRM.modules.notes.CREATE'] } }])
})

t.test('a state with notes is loaded and exported unchanged, and they are found by their parents', async t => {
  const app = await build(t)
  await ask(app, 'POST', 'Leads/7/Notes', { Note_Title: 'A' })
  const before = (await app.inject('/_mock/state')).body
  t.equal((await app.inject({ method: 'PUT', url: '/s/other/_mock/state', headers: { 'content-type': 'application/json' }, payload: before })).statusCode, 200)
  t.equal((await app.inject('/s/other/_mock/state')).body, before)
  t.match((await app.inject({ url: '/s/other/crm/v8/Leads/7/Notes?fields=Note_Title', headers: TOKEN })).json(), { data: [{ Note_Title: 'A' }] })
})

t.test('a note that is not over when its parent is deleted is refused', async t => {
  const { app, port } = await listening(t)
  const body = '{"data":[{"Note_Title":"A"}]}'
  const { write, until } = await raw(t, port)
  await write(head('POST /crm/v8/Leads/7/Notes', { ...TOKEN, host: 'mock.test', expect: '100-continue', 'content-length': body.length }))
  await until(/100 Continue/)
  await ask(app, 'DELETE', 'Leads/7')
  await write(body)
  t.match(await until(/"status":"error"/), /x-mock-rule: notes\.parent-unknown/)
})

t.test('the notes of a record are known by it until they move, are deleted, or everything is', async t => {
  const records = createRecords({ records: 'any', recordNames: {}, missingRecords: [] })
  const person = { id: '1', name: 'A', email: '' }
  const note = (id: string, fields: object): ModuleRecord => ({ module: 'Notes', id, fields: { ...fields }, owner: person, createdBy: person, modifiedBy: person, createdAt: 0, modifiedAt: 0 })
  const of = (record: string): readonly string[] => records.notesOf({ module: 'Leads', record })
  records.put(note('1', parent('7')))
  records.put(note('2', { Parent_Id: '7', se_module: 'Leads' }))
  records.put(note('3', { Parent_Id: { id: '7' }, $se_module: 'Leads' }))
  records.put(note('4', { Parent_Id: 7 }))
  records.put({ ...note('5', parent('7')), module: 'Tasks' })
  t.strictSame(of('7'), ['1', '2', '3'])
  records.put(note('2', parent('8')))
  records.delete('Notes', '1')
  t.strictSame([of('7'), of('8')], [['3'], ['2']])
  records.delete('Notes', '3')
  t.strictSame(of('7'), [])
  records.clear()
  t.strictSame(of('8'), [])
})

t.test('ids in a parent that are no texts are refused', async t => {
  const app = await build(t)
  const refused = { status: 400, rule: 'notes.parent-unknown' }
  t.match(await ask(app, 'POST', 'Notes', { Note_Content: 'A', Parent_Id: { id: '7', module: { id: { toString: 5 } } } }), refused)
  const other = await build(t, { seed: { modules: [{ apiName: 'Notes', fields: [{ apiName: 'Parent_Id', dataType: 'integer' }] }] } })
  t.match(await ask(other, 'POST', 'Notes', { Note_Content: 'A', Parent_Id: 7, se_module: 'Leads' }), refused)
})

t.test('a seed may have a note of a module that no longer exists, and a lead without a name', async t => {
  const app = await build(t, {
    seed: {
      createdRecords: {
        Notes: [{ id: '5', fields: { Note_Content: 'A', Parent_Id: { module: { api_name: 'Gone' }, id: '1' } } }],
        Leads: [{ id: '6', fields: { Company: 'Zylker' } }]
      }
    }
  })
  t.match(await ask(app, 'GET', 'Notes/5'), { status: 200, data: [{ id: '5', Parent_Id: { module: { api_name: 'Gone', id: null }, id: '1' } }] })
  t.match(await ask(app, 'GET', 'Leads/6'), { status: 200, data: [{ id: '6', Full_Name: null, Last_Name: null, Company: 'Zylker' }] })
})
