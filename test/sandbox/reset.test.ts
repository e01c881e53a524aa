import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { getCode, getToken, exchangeOf, ask, refresh } from '../helpers/accounts.js'
import { build } from '../helpers/server.js'

const PATH = '/crm/v8/Leads/1/Attachments'
const PATRICIA = '4150868000000225013'

async function attach (app: FastifyInstance, link: string, token = '1000.all'): Promise<{ status: number, rule: unknown, explain: unknown }> {
  const { statusCode, headers } = await app.inject({ method: 'POST', url: `${PATH}?attachmentUrl=${link}`, headers: { authorization: `Zoho-oauthtoken ${token}` } })
  return { status: statusCode, rule: headers['x-mock-rule'], explain: headers['x-mock-explain'] }
}

async function control<Answer> (app: FastifyInstance, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: NonNullable<InjectOptions['payload']>): Promise<Answer> {
  return (await app.inject({ method, url: `/_mock${path}`, ...payload && { payload } })).json<Answer>()
}

const reset = async (app: FastifyInstance, ...only: string[]): Promise<unknown> => await control(app, 'POST', '/reset', only.length === 0 ? {} : { only })

/** The parts, in the order of the response to a reset. */
const PARTS = ['clock', 'ids', 'users', 'records', 'tokens', 'faults', 'stubs', 'attachments', 'files', 'journal']

t.test('a reset returns the parts that were reset', async t => {
  const app = await build(t)
  t.strictSame(await reset(app), { reset: PARTS })
  t.strictSame(await reset(app, 'attachments', 'clock', 'attachments'), { reset: ['clock', 'attachments'] })
  t.strictSame(await control(app, 'POST', '/reset', { only: [] }), { reset: [] })
})

t.test('a reset with an unknown part is refused and changes nothing', async t => {
  const app = await build(t)
  await attach(app, 'https://e.com')
  const list = PARTS.map(part => `\`${part}\``).join(' or ')
  const rows: Array<[object, string]> = [
    [{ only: ['attachments', 'token'] }, `Expected \`only[1]\` to be ${list}, got \`"token"\``],
    [{ only: 'attachments' }, 'Expected `only` to be an array, got `"attachments"`'],
    [{ onyl: [] }, 'Unknown property `onyl`: did you mean `only`?']
  ]
  for (const [body, error] of rows) t.strictSame(await control(app, 'POST', '/reset', body), { error })
  t.equal((await attach(app, 'https://e.com')).rule, 'upload.link-duplicate')
})

/** For each part a change, and how to see it. A reset of one part must undo its change and keep the others. */
const changes: Readonly<Record<string, { readonly change: (app: FastifyInstance) => Promise<unknown>, readonly isChanged: (app: FastifyInstance) => Promise<boolean> }>> = {
  clock: {
    change: app => control(app, 'POST', '/clock/advance', { by: '1h' }),
    isChanged: async app => (await control<{ now: string }>(app, 'GET', '/clock')).now !== '2021-05-03T12:33:00.000Z'
  },
  users: {
    change: app => control(app, 'POST', '/users', { name: 'Somebody' }),
    isChanged: async app => (await control<{ users: object[] }>(app, 'GET', '/users')).users.length > 3
  },
  records: {
    change: app => control(app, 'DELETE', '/records/Leads/5'),
    isChanged: async app => (await control<{ missingRecords: string[] }>(app, 'GET', '/records')).missingRecords.includes('5')
  },
  tokens: {
    change: app => control(app, 'DELETE', '/tokens/1000.leads-only'),
    isChanged: async app => (await attach(app, 'no link', '1000.leads-only')).rule === 'auth.token-unknown'
  },
  faults: {
    change: app => control(app, 'POST', '/faults', { operation: 'list', action: { answer: 'INTERNAL_ERROR' } }),
    isChanged: async app => (await control<{ faults: object[] }>(app, 'GET', '/faults')).faults.length > 0
  },
  journal: {
    change: app => app.inject('/oauth/v2/auth'),
    isChanged: async app => (await control<{ requests: Array<{ operation: string }> }>(app, 'GET', '/requests')).requests.some(({ operation }) => operation === 'auth')
  },
  attachments: {
    change: app => attach(app, 'https://e.com'),
    isChanged: async app => (await control<{ attachments: object[] }>(app, 'GET', '/attachments')).attachments.length > 0
  }
}

for (const part of Object.keys(changes)) {
  t.test(`a reset of ${part} leaves all other parts unchanged`, async t => {
    const app = await build(t)
    for (const { change } of Object.values(changes)) await change(app)
    await reset(app, part)
    for (const [other, { isChanged }] of Object.entries(changes)) t.equal(await isChanged(app), other !== part, other)
  })
}

t.test('after a state was loaded, a complete or partial reset returns to the server’s seed', async t => {
  const app = await build(t, { clock: 'real', seed: { clock: { mode: 'frozen', at: '2030-01-01T00:00:00Z' }, users: [{ id: '7', name: 'Nadia' }], attachments: [{ module: 'Leads', record: '1', link: 'https://seed.example' }] } })
  const state = { users: [{ id: '8', name: 'Omar' }], clients: [{ id: 'c', secret: 's' }], org: { name: 'Other' }, attachments: [{ module: 'Leads', record: '1', link: 'https://state.example' }] }
  const seen = async (): Promise<unknown> => {
    const [{ users }, { attachments }, { now }] = await Promise.all([control<{ users: object[] }>(app, 'GET', '/users'), control<{ attachments: object[] }>(app, 'GET', '/attachments'), control<{ now: string }>(app, 'GET', '/clock')])
    return { users, attachments, now }
  }
  const seed = await seen()
  t.match(seed, { users: [{ name: 'Nadia' }], attachments: [{ link: 'https://seed.example', user: { name: 'Nadia' } }], now: '2030-01-01T00:00:00.000Z' })
  for (const parts of [[], PARTS]) {
    await control(app, 'PUT', '/state', state)
    t.match(await seen(), { users: [{ name: 'Omar' }], attachments: [{ link: 'https://state.example' }] })
    t.equal((await ask(app, refresh)).json<{ error: string }>().error, 'invalid_client')
    await reset(app, ...parts)
    t.strictSame(await seen(), seed)
    t.equal((await ask(app, refresh)).statusCode, 200)
  }
})

t.test('a reset whose attachments do not fit changes nothing', async t => {
  const app = await build(t, { maxStoreSize: 2 * 1024 + 100, seed: { attachments: [{ module: 'Leads', record: '1', link: 'https://e.com' }] } })
  const { attachments: [seeded] } = await control<{ attachments: Array<{ id: string }> }>(app, 'GET', '/attachments')
  await app.inject({ method: 'DELETE', url: `${PATH}/${seeded?.id}`, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  await control(app, 'POST', '/clock/advance', { by: '1h' })
  const other = async (link: string): Promise<unknown> => await app.inject({ method: 'POST', url: `/s/a${PATH}?attachmentUrl=${link}`, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  t.match(await other('https://other.example'), { statusCode: 200 })
  const before = (await app.inject('/_mock/state')).body
  for (const parts of [[], ['clock', 'ids', 'attachments']]) {
    t.match(await reset(app, ...parts), { error: /^the store holds 20\d\d of 2148 bytes, 1024 more do not fit: raise it with --max-store-size/ })
    t.equal((await app.inject('/_mock/state')).body, before)
  }
  await app.inject({ method: 'DELETE', url: '/_mock/sandboxes/a' })
  t.match(await reset(app), { reset: PARTS })
})

t.test('a reset of tokens does not restore those of a deleted user', async t => {
  const app = await build(t)
  const id = '4150868000000225014'
  await control(app, 'DELETE', `/users/${id}`)
  await reset(app, 'tokens')
  t.match(await attach(app, 'https://e.com', '1000.no-privilege'), { status: 401, rule: 'auth.token-revoked', explain: `the token that ends in "lege" went with its user ${id}, who was deleted` })
  await reset(app, 'users')
  t.equal((await attach(app, 'https://e.com', '1000.no-privilege')).rule, 'auth.token-revoked', 'a revoked token stays revoked')
  await reset(app, 'tokens')
  t.equal((await attach(app, 'https://e.com', '1000.no-privilege')).rule, 'user.no-privilege')
})

t.test('deleting a user revokes refresh tokens and grant codes, too', async t => {
  const app = await build(t)
  const { refresh_token: token = '' } = await getToken(app, exchangeOf(await getCode(app, { access_type: 'offline' })))
  const code = await getCode(app)
  await control(app, 'DELETE', `/users/${PATRICIA}`)
  for (const parameters of [{ ...refresh, refresh_token: token }, exchangeOf(code)]) {
    const { headers } = await ask(app, parameters)
    t.match(headers['x-mock-explain'], new RegExp(`went with its user ${PATRICIA}, who was deleted$`))
  }
  t.equal((await getToken(app, refresh)).error, undefined, 'a token that the server did not issue belongs to the next user')
})

t.test('tokens and users made after a reset of ids do not repeat existing ones', async t => {
  const app = await build(t)
  const values: string[] = []
  const users: string[] = []
  for (let round = 0; round < 3; round++) {
    await reset(app, 'ids')
    values.push((await getToken(app, refresh)).access_token, (await control<{ token: string }>(app, 'POST', '/tokens', {})).token, await getCode(app))
    users.push((await control<{ id: string }>(app, 'POST', '/users', { name: `User ${round}` })).id)
  }
  t.equal(new Set(values).size, values.length)
  t.equal(new Set(users).size, users.length)
})

t.test('a token that is added again replaces the old one', async t => {
  const app = await build(t)
  const { access_token: token } = await getToken(app, refresh)
  await control(app, 'POST', '/tokens', { token, scopes: ['ZohoCRM.modules.leads.READ ZohoCRM.modules.attachments.READ'] })
  const { tokens } = await control<{ tokens: Array<{ token: string }> }>(app, 'GET', '/tokens')
  t.match(tokens.filter(row => row.token === token), [{ scopes: ['ZohoCRM.modules.leads.READ', 'ZohoCRM.modules.attachments.READ'], issued: false }])
})
