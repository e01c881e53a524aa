import t from 'tap'
import { scopeNameOf } from '../../src/zoho/modules.js'
import { versions } from '../../src/zoho/versions.js'
import { build } from '../helpers/server.js'

// The scope names on the page “Upload an Attachment” of v8, except `custom`.
const SCOPE_NAMES = ['leads', 'accounts', 'contacts', 'deals', 'campaigns', 'tasks', 'cases', 'events', 'calls', 'solutions', 'products', 'vendors', 'pricebooks', 'quotes', 'salesorders', 'purchaseorders', 'invoices', 'appointments', 'services', 'notes']

t.test('the newest version has exactly the modules of Zoho’s page', async t => {
  t.strictSame(versions.at(-1)?.modules.map(scopeNameOf).sort(), SCOPE_NAMES.toSorted())
})

t.test('every module accepts attachments in the versions that have it and in no other', async t => {
  const app = await build(t)
  const all = versions.at(-1)?.modules ?? []
  for (const { name, modules } of versions) {
    await app.inject({ method: 'POST', url: '/_mock/reset' })
    for (const module of all) {
      const { statusCode } = await app.inject({ method: 'POST', url: `/crm/${name}/${module}/1/Attachments?attachmentUrl=https://e.com`, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
      t.equal(statusCode, modules.includes(module) ? 200 : 400, `${module} in ${name}`)
    }
  }
})

t.test('an upload needs the scopes of the module and of attachments, and no others', async t => {
  const halves = SCOPE_NAMES.flatMap(name => [
    { token: `1000.${name}.both`, scopes: [`ZohoCRM.modules.${name}.CREATE`, 'ZohoCRM.modules.attachments.CREATE'] },
    { token: `1000.${name}.half`, scopes: [`ZohoCRM.modules.${name}.CREATE`, 'ZohoCRM.modules.attachments.READ'] },
    { token: `1000.${name}.other`, scopes: ['ZohoCRM.modules.custom.ALL', 'ZohoCRM.modules.attachments.ALL'] }
  ])
  const app = await build(t, { seed: { tokens: halves } })
  for (const module of versions.at(-1)?.modules ?? []) {
    for (const [half, status] of [['both', 200], ['half', 401], ['other', 401]] as const) {
      const { statusCode } = await app.inject({ method: 'POST', url: `/crm/v8/${module}/1/Attachments?attachmentUrl=https://e.com`, headers: { authorization: `Zoho-oauthtoken 1000.${scopeNameOf(module)}.${half}` } })
      t.equal(statusCode, status, `${module} with ${half}`)
    }
  }
})
