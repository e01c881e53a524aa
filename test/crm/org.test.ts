import t from 'tap'
import { build } from '../helpers/server.js'
import { versions } from '../../src/zoho/versions.js'

interface Org { org: [{ zgid: string, license_details: Record<string, unknown> }] }

async function orgOf (app: Awaited<ReturnType<typeof build>>, version = 'v8'): Promise<Org['org'][0]> {
  return (await app.inject({ url: `/crm/${version}/org`, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })).json<Org>().org[0]
}

const keys = ['paid_expiry', 'users_license_purchased', 'trial_type', 'trial_expiry', 'paid', 'paid_type']

for (const { name } of versions) {
  t.test(`the organization of ${name} has license_details with the keys of that version`, async t => {
    const app = await build(t)
    const { license_details: details } = await orgOf(app, name)
    const isLater = ['v6', 'v7', 'v8'].includes(name)
    t.strictSame(Object.keys(details), isLater ? [...keys, 'trial_action'] : keys)
    t.match(details, { paid: true, paid_type: 'enterprise', users_license_purchased: 3 })
  })
}

t.test('the seed says which edition the organization has, and the free one is not paid', async t => {
  const app = await build(t, { seed: { org: { paidType: 'free' } } })
  t.match((await orgOf(app)).license_details, { paid: false, paid_type: 'free' })
  t.match((await app.inject('/_mock/state')).json(), { org: { paidType: 'free' } })
})
