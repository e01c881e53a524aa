import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { JournalRequest } from '../../src/control/shapes/request.js'
import type { Seed } from '../../src/seed/schema.js'
import { build } from '../helpers/server.js'

const TOKEN = { authorization: 'Zoho-oauthtoken 1000.all' }
const modules: NonNullable<Seed['modules']> = [
  { apiName: 'Vehicles', fields: [{ apiName: 'Wheels', dataType: 'integer' }] },
  { apiName: 'Leads', fields: [{ apiName: 'Score', dataType: 'percent' }] },
  // Zoho has it from v2.1 on.
  { apiName: 'Calls', fields: [{ apiName: 'Mood', dataType: 'text' }] }
]

interface Metadata {
  readonly modules: ReadonlyArray<{ readonly api_name: string, readonly id: string }>
  readonly fields: ReadonlyArray<{ readonly api_name: string, readonly id: string }>
  readonly related_lists: ReadonlyArray<{ readonly href: string, readonly id: string }>
}

async function ask (app: FastifyInstance, path: string, version = 'v8'): Promise<Metadata> {
  return (await app.inject({ url: `/crm/${version}/settings/${path}`, headers: TOKEN })).json()
}

async function fieldNames (app: FastifyInstance, module: string): Promise<string[]> {
  return (await ask(app, `fields?module=${module}`)).fields.map(({ api_name: name }) => name)
}

t.test('a state with custom fields is exported as it was loaded, and a reset takes it back', async t => {
  const app = await build(t, { seed: { modules: [{ apiName: 'Boats' }] } })
  const { statusCode } = await app.inject({ method: 'PUT', url: '/_mock/state', payload: { modules } })
  t.equal(statusCode, 200)
  const before = (await app.inject('/_mock/state')).body
  t.match(JSON.parse(before), { modules })
  await app.inject({ method: 'PUT', url: '/_mock/state', headers: { 'content-type': 'application/json' }, payload: before })
  t.equal((await app.inject('/_mock/state')).body, before)
  t.ok((await fieldNames(app, 'Vehicles')).includes('Wheels'))
  await app.inject({ method: 'POST', url: '/_mock/reset' })
  t.match((await app.inject('/_mock/state')).json(), { modules: [{ apiName: 'Boats' }] })
  t.notOk((await fieldNames(app, 'Leads')).includes('Score'))
})

t.test('a sandbox has its own custom fields', async t => {
  const app = await build(t)
  await app.inject({ method: 'PUT', url: '/s/other/_mock/state', payload: { modules } })
  t.ok((await app.inject({ url: '/s/other/crm/v8/settings/fields?module=Leads', headers: TOKEN })).body.includes('"Score"'))
  t.notOk((await fieldNames(app, 'Leads')).includes('Score'))
})

t.test('a module of Zoho’s with custom fields is no custom module, in no version', async t => {
  const app = await build(t, { seed: { modules } })
  const names = async (version: string): Promise<string[]> => (await ask(app, 'modules', version)).modules.map(({ api_name: name }) => name)
  t.notOk((await names('v2')).includes('Calls'))
  t.strictSame((await names('v2.1')).filter(name => name === 'Calls'), ['Calls'])
  t.equal((await app.inject({ url: '/crm/v2/settings/fields?module=Calls', headers: TOKEN })).statusCode, 400)
})

t.test('no two modules and no two fields have the same id, and all versions give a module the same', async t => {
  const app = await build(t, { seed: { modules } })
  const [old, all] = [await ask(app, 'modules', 'v2'), await ask(app, 'modules')]
  for (const module of old.modules) t.match(all.modules, [...all.modules.filter(({ id }) => id < module.id), module])
  const ids = all.modules.map(({ id }) => id)
  for (const { api_name: name } of all.modules) ids.push(...(await ask(app, `fields?module=${name}`)).fields.map(({ id }) => id))
  t.equal(new Set(ids).size, ids.length)
})

t.test('the fields of a module are the keys that a record of it shows, beside those that begin with a dollar sign', async t => {
  const app = await build(t, { seed: { modules } })
  for (const module of ['Leads', 'Deals', 'Products', 'Vehicles']) {
    const { data: [record] } = (await app.inject({ url: `/crm/v8/${module}/5`, headers: TOKEN })).json<{ data: [object] }>()
    t.strictSame((await fieldNames(app, module)).sort(), Object.keys(record).filter(key => !key.startsWith('$') && key !== 'id').sort(), module)
  }
})

t.test('the journal has the module of a request for metadata, and the advice has the scope that it needs', async t => {
  const app = await build(t, { seed: { tokens: [{ token: '1000.all', scopes: ['ZohoCRM.settings.ALL'] }, { token: '1000.few', scopes: [] }] } })
  await ask(app, 'fields?module=Leads&other=1')
  await app.inject({ url: '/crm/v8/settings/modules', headers: { authorization: 'Zoho-oauthtoken 1000.few' } })
  const { requests } = (await app.inject('/_mock/requests')).json<{ requests: JournalRequest[] }>()
  t.match(requests, [
    { operation: 'getFields', module: 'Leads', ignored: ['other'] },
    { operation: 'getModules', module: null, advice: { mint: { scopes: ['ZohoCRM.settings.modules.READ'] } } }
  ])
})

t.test('a fault for a module acts on the metadata of that module', async t => {
  const app = await build(t, { fault: [{ operation: '*', module: 'Leads', times: 'always', action: { answer: 'INTERNAL_ERROR' } }] })
  const statusOf = async (path: string): Promise<number> => (await app.inject({ url: `/crm/v8/settings/${path}`, headers: TOKEN })).statusCode
  t.strictSame([await statusOf('modules/Leads'), await statusOf('fields?module=Leads'), await statusOf('fields?module=Deals'), await statusOf('modules')], [500, 500, 200, 200])
})

t.test('modules and fields may have the names that every object inherits', async t => {
  const app = await build(t, { seed: { modules: [{ apiName: 'constructor' }, { apiName: 'Boats', fields: [{ apiName: 'toString', dataType: 'integer' }] }] } })
  t.match((await ask(app, 'modules/constructor')).modules, [{ plural_label: 'constructor', singular_label: 'constructor' }])
  const { statusCode } = await app.inject({ method: 'POST', url: '/crm/v8/Boats', headers: TOKEN, payload: { data: [{ Name: 'Mary' }] } })
  t.equal(statusCode, 201)
  t.match((await app.inject({ url: '/crm/v8/Boats?fields=Name,toString', headers: TOKEN })).json(), { data: [{ Name: 'Mary', toString: null }] })
})

t.test('each related list of a module leads to the records of the module that it names', async t => {
  const app = await build(t, { seed: { modules: [{ apiName: 'Vehicles' }] } })
  for (const module of ['Leads', 'Vehicles']) {
    const { related_lists: lists } = await ask(app, `related_lists?module=${module}`)
    t.equal(new Set(lists.map(({ id }) => id)).size, 2)
    for (const { href } of lists) {
      t.equal((await app.inject({ url: `/crm/v8/${href.replace('{ENTITYID}', '1000000231009')}?fields=id`, headers: TOKEN })).statusCode, 204, href)
    }
  }
})
