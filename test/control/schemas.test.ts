import t from 'tap'
import { mismatchOf } from '../../src/json/mismatch.js'
import type { Schema } from '../../src/json/types.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { build } from '../helpers/server.js'

interface Operation {
  readonly responses: { readonly 200: { readonly content?: { readonly 'application/json'?: { readonly schema: Schema } } } }
}

/** What is sent where a path wants a body, and what stands for its parameters. */
const bodies: Readonly<Record<string, object>> = {
  'POST /_mock/reset': { only: ['clock'] },
  'PUT /_mock/state': {},
  'PUT /_mock/clock': { mode: 'offset', by: '1h' },
  'POST /_mock/clock/advance': { by: '1m' },
  'POST /_mock/tokens': { token: '1000.mine', lifetime: '1h' },
  'POST /_mock/tokens/expire': {},
  'POST /_mock/users': { id: '5', name: 'Somebody', denied: [{ operation: 'list', as: 'NO_PERMISSION' }] },
  'POST /_mock/records': { module: 'Deals', id: '7', name: 'Seven' },
  'POST /_mock/faults': { operation: 'delete', times: 2, action: { answer: 'INTERNAL_ERROR' } },
  'POST /_mock/stubs': { method: 'PATCH', path: '/crm/:version/coql', body: { data: [] }, times: 2 },
  'PATCH /_mock/faults/{id}': { enabled: false },
  'POST /_mock/requests/await': { operation: 'upload' }
}

/** Last, since they take away what others show. */
const ORDER = ['get', 'post', 'put', 'patch', 'delete']

t.test('every response of the control API matches its published schema', async t => {
  const app = await build(t)
  const authorization = 'Zoho-oauthtoken 1000.all'
  const fill = async (): Promise<Record<string, string>> => {
    const upload = await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments?notify=1', headers: { authorization, 'content-type': MULTIPART }, payload: multipartBody([{ name: 'file', filename: 'a.txt', content: 'Hello' }, { name: 'title', content: 'x' }]) })
    await app.inject({ method: 'POST', url: '/oauth/v2/token?client_id=a&grant_type=client_credentials&scope=ZohoCRM.modules.ALL' })
    await app.inject({ method: 'POST', url: '/oauth/v2/token?client_id=a&grant_type=refresh_token&refresh_token=r' })
    await app.inject('/s/other/_mock/livez')
    await app.inject('/s/other/crm/v8/org')
    const { faults: [fault] } = (await app.inject({ method: 'POST', url: '/_mock/faults', payload: { operation: 'list', delay: '1ms' } })).json<{ faults: [{ id: string }] }>()
    const { stubs: [stub] } = (await app.inject({ method: 'POST', url: '/_mock/stubs', payload: { method: 'GET', path: '/crm/*', headers: { a: 'b' }, body: 'text' } })).json<{ stubs: [{ id: string }] }>()
    await app.inject('/crm/v8/settings/layouts')
    await app.inject({ method: 'POST', url: '/_mock/users', payload: { id: '9', name: 'Nine' } })
    const { data: [{ details: { id } }] } = upload.json<{ data: [{ details: { id: string } }] }>()
    return {
      '/_mock/attachments/{id}': id,
      '/_mock/attachments/{id}/content': id,
      '/_mock/requests/{id}': String(upload.headers['x-mock-request-id']),
      '/_mock/faults/{id}': fault.id,
      '/_mock/stubs/{id}': stub.id,
      '/_mock/users/{id}': '9',
      '/_mock/tokens/{token}': '1000.all',
      '/_mock/sandboxes/{name}': 'other'
    }
  }
  const { paths } = (await app.inject('/_mock/openapi.json')).json<{ paths: Record<string, Record<string, Operation>> }>()
  const operations = Object.entries(paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
    .sort((one, other) => ORDER.indexOf(one.method) - ORDER.indexOf(other.method))
  let checked = 0
  for (const { path, method, operation } of operations) {
    const schema = operation.responses[200].content?.['application/json']?.schema
    if (schema === undefined || path === '/_mock/requests/stream') continue
    const name = `${method.toUpperCase()} ${path}`
    const values = await fill()
    const url = path.replace('{module}/{id}', 'Leads/1').replace(/\{\w+\}/, values[path] ?? '')
    const { statusCode, body } = await app.inject({ method: method.toUpperCase() as 'GET', url, ...bodies[name] && { payload: bodies[name] } })
    t.equal(statusCode, 200, `${name}: ${body.slice(0, 200)}`)
    t.equal(mismatchOf(schema, JSON.parse(body)), undefined, name)
    checked++
    await app.inject({ method: 'POST', url: '/_mock/reset' })
  }
  t.ok(checked >= 32, `${checked} answers`)
})
