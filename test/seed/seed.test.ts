import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseSeed } from '../../src/seed/read.js'
import { defaultSeed } from '../../src/seed/default.js'
import { build } from '../helpers/server.js'

const lead = { module: 'Leads', record: '1' }

/** A seed with a field of a custom module, and maybe more. */
const withField = (field: object, ...more: object[]): object => ({ modules: [{ apiName: 'Vehicles', fields: [{ apiName: 'Paint', dataType: 'text', ...field }, ...more] }] })

const refused: Array<[name: string, seed: object, message: string | RegExp]> = [
  ['no object', [], 'Expected `the seed` to be an object, got `[]`'],
  ['an unknown property', { user: [] }, 'Unknown property `user`: did you mean `users`?'],
  ['an unknown property deep down', { tokens: [{ token: 'a', scopes: [], scope: 'x' }] }, 'Unknown property `tokens[0].scope`: did you mean `scopes`?'],
  ['no array', { users: {} }, 'Expected `users` to be an array that is not empty, got `{}`'],
  ['an empty array', { users: [] }, 'Expected `users` to be an array that is not empty, got `[]`'],
  ['an id that is none', { users: [{ id: 'x', name: 'A' }] }, 'Expected `users[0].id` to be a string of the form ^[0-9]{1,20}$, got `"x"`'],
  ['an id that is a number', { users: [{ id: 5, name: 'A' }] }, 'Expected `users[0].id` to be a string of the form ^[0-9]{1,20}$, got `5`'],
  ['a property that is missing', { users: [{ id: '5' }] }, 'Expected `users[0]` to have `name`'],
  ['two properties that are missing', { tokens: [{}] }, 'Expected `tokens[0]` to have `token` and `scopes`'],
  ['an empty text', { users: [{ id: '5', name: '' }] }, 'Expected `users[0].name` to be a string that is not empty, got `""`'],
  ['no boolean', { tokens: [{ token: 'a', scopes: [], revoked: 'yes' }] }, 'Expected `tokens[0].revoked` to be true or false, got `"yes"`'],
  ['an instant that is none', { tokens: [{ token: 'a', scopes: [], expiresAt: 'soon' }] }, 'Expected `tokens[0].expiresAt` to be an instant with its offset such as `2026-01-02T03:04:05+05:30`, got `"soon"`'],
  ['an operation that does not exist', { users: [{ id: '5', name: 'A', denied: [{ operation: 'fly', as: 'NO_PERMISSION' }] }] }, /^Expected `users\[0\]\.denied\[0\]\.operation` to be `upload` or `list` or .*, got `"fly"`$/],
  ['a code that does not exist', { tokens: [{ token: 'a', scopes: [], as: 'NO_PERMISION' }] }, 'Expected `tokens[0].as` to be a rule or a code of the catalogue (did you mean `NO_PERMISSION`?), got `"NO_PERMISION"`'],
  ['records that are neither any nor a table', { records: 'all' }, 'Expected `records` to be `any` or an object, got `"all"`'],
  ['a record that is none', { records: { Leads: [{ id: 5 }] } }, 'Expected `records.Leads[0].id` to be a string of the form ^[0-9]{1,20}$, got `5`'],
  ['a user that a token names in vain', { tokens: [{ token: 'a', scopes: [], user: '9' }] }, 'Expected `tokens[0].user` to be the id of one of `users`, got `"9"`'],
  ['records of a module that cannot exist', { records: { 'a b': 5 } }, 'Expected the names of `records` to be of the form ^[A-Za-z][A-Za-z0-9_]{0,99}$, got `"a b"`'],
  ['a record by somebody who is no user', { records: { Leads: [{ id: '1', fields: {}, owner: '9' }] } }, 'Expected `records.Leads[0].owner` to be the id of one of `users`, got `"9"`'],
  ['records with fields in two places', { records: {}, createdRecords: { Leads: [{ id: '1', fields: {} }] } }, 'Expected no `createdRecords`, since `records` is not `any`: give the rows of `records` their `fields`'],
  ['names of records that cannot exist', { recordNames: { Leads: { x: 'One' } } }, 'Expected the names of `recordNames.Leads` to be of the form ^[0-9]{1,20}$, got `"x"`'],
  ['the title of an odd link that is no text', { linkTitles: { 'https://e.com\n': 5 } }, 'Expected `linkTitles.https://e.com\n` to be a string, got `5`'],
  ['a long value', { records: 'x'.repeat(100) }, `Expected \`records\` to be \`any\` or an object, got \`"${'x'.repeat(58)}…\``],
  ['an attachment of an unknown module', { attachments: [{ module: 'Lead', record: '1', link: 'https://e.com' }] }, 'Expected `attachments[0].module` to be a module: no module "Lead": did you mean "Leads"?'],
  ['an attachment of a missing record', { missingRecords: ['1'], attachments: [{ ...lead, link: 'https://e.com' }] }, 'Expected `attachments[0].record` to be one of `records`, got `"1"`'],
  ['an attachment of neither kind', { attachments: [lead] }, 'Expected `attachments[0]` to have one of `file`, `content` and `link`'],
  ['two users of one id', { users: [{ id: '5', name: 'A' }, { id: '6', name: 'B' }, { id: '5', name: 'C' }] }, 'Expected `users[2].id` to be another than that of `users[0]`, got `"5"` for both'],
  ['a token that is none', { tokens: [{ token: 'hush hush hush', scopes: [] }] }, 'Expected `tokens[0].token` to be a string of the form ^\\S+$, got `"[redacted, ends in hush]"`'],
  ['a secret in the wrong place', { clients: [[{ id: 'a', secret: 'hush', token: 5 }]] }, /^Expected `clients\[0\]` to be .*"secret":"\[redacted\]"/],
  ['codes that are no list of lists', { usedCodes: [['hush']] }, 'Expected `usedCodes[0]` to be a string, got `["[redacted]"]`'],
  ['a token twice', { tokens: [{ token: 'a', scopes: [] }, { token: 'a', scopes: [] }] }, 'Expected `tokens[1].token` to be another than that of `tokens[0]`, got `"[redacted]"` for both'],
  ['a code that is nobody’s', { codes: [{ code: 'a', user: '9', client: 'c', scopes: [], redirectUri: '', refreshable: true, expiresAt: '2026-01-02T03:04:05Z' }] }, 'Expected `codes[0].user` to be the id of one of `users`, got `"9"`'],
  ['a second that no clock has', { tokens: [{ token: 'a', scopes: [], expiresAt: '2016-12-31T23:59:60Z' }] }, 'Expected `tokens[0].expiresAt` to be an instant with its offset such as `2026-01-02T03:04:05+05:30`, got `"2016-12-31T23:59:60Z"`'],
  ['a clock before 1971', { clock: { mode: 'frozen', at: '1969-01-01T00:00:00Z' } }, 'Expected `clock.at` to be an instant with its offset such as `2026-01-02T03:04:05+05:30`, got `"1969-01-01T00:00:00Z"`'],
  ['a clock that goes in a way that there is none', { clock: { mode: 'forzen', at: '2026-01-02T03:04:05Z' } }, 'Expected `clock.mode` to be `real` or `frozen` or `offset`, got `"forzen"`'],
  ['a clock that has too much', { clock: { mode: 'real', by: '5m' } }, 'Unknown property `clock.by`: expected one of `mode`'],
  ['a clock that does not say when', { clock: { mode: 'frozen' } }, 'Expected `clock` to have `at`'],
  ['a clock that is too far off', { clock: { mode: 'offset', by: '3000000d' } }, 'Expected `clock` to stay between 1970 and 9999, got `{"mode":"offset","by":"3000000d"}`'],
  ['ids that leave no room', { ids: { ids: 900_000_000_000, tokens: 0 } }, 'Expected `ids.ids` to be an integer from 0 to 899999999999, got `900000000000`'],
  ['an id that leaves no room', { attachments: [{ ...lead, link: 'https://e.com', id: '4150868900000000000' }] }, 'Expected `attachments[0].id` to be 19 digits that begin with 4150868, the next of them no 9, got `"4150868900000000000"`'],
  ['ids that are not in order', { attachments: ['2', '1'].map(digit => ({ ...lead, link: `https://e.com/${digit}`, id: `415086800000000000${digit}` })) }, 'Expected `attachments[1].id` to be greater than those before it, got `"4150868000000000001"`: ids are in order of age'],
  ['an id after none', { attachments: [{ ...lead, link: 'https://e.com' }, { ...lead, link: 'https://e.org', id: '4150868000000000001' }] }, 'Expected `attachments[0]` to have an `id` since `attachments[1]` has one: ids are in order of age'],
  ['a link twice on one record', { attachments: [{ ...lead, link: 'https://e.com' }, { ...lead, record: '2', link: 'https://e.com' }, { ...lead, link: 'https://e.com' }] }, 'Expected `attachments[2].link` to be another: Leads 1 has `"https://e.com"` already'],
  ['a data center that there is none', { dataCenter: 'uk' }, 'Expected `dataCenter` to be `us` or `eu` or `in` or `au` or `jp` or `cn` or `ca` or `sa`, got `"uk"`'],
  ['a data center of what cannot be a sandbox', { dataCenters: { 'a b': 'eu' } }, 'Expected the names of `dataCenters` to be of the form ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$, got `"a b"`'],
  ['a stub without a path', { stubs: [{ method: 'GET' }] }, 'Expected `stubs[0]` to have `path`'],
  ['a stub that could never answer', { stubs: [{ method: 'GET', path: '/crm/:version/org' }] }, 'Expected `stubs[0].path` to be one that no operation has with GET, got `/crm/:version/org`: the double has `org` there, so the stub would never answer; to change what that answers, add a fault'],
  ['a module twice', { modules: [{ apiName: 'Vehicles' }, { apiName: 'Vehicles' }] }, 'Expected `modules[1].apiName` to be another than that of `modules[0]`, got `"Vehicles"` for both'],
  ['a field that cannot have its name', withField({ apiName: '1st' }), 'Expected `modules[0].fields[0].apiName` to be a string of the form ^[A-Za-z][A-Za-z0-9_]{0,49}$, got `"1st"`'],
  ['a field with a name of Zoho’s own', withField({ apiName: 'Owner' }), 'Expected `modules[0].fields[0].apiName` to be a name that Zoho does not use itself, got `"Owner"`'],
  ['a field twice', withField({}, { apiName: 'Paint', dataType: 'integer' }), 'Expected `modules[0].fields[1].apiName` to be another than that of `fields[0]`, got `"Paint"`'],
  ['choices of a field that is no list', withField({ choices: ['Red'] }), 'Expected `modules[0].fields[0].dataType` to be a list, since the field has `choices`, got `"text"`'],
  ['a lookup that is of another type', withField({ lookup: 'Leads' }), 'Expected `modules[0].fields[0].dataType` to be `lookup`, since the field has `lookup`, got `"text"`'],
  ['a lookup of an unknown module', withField({ dataType: 'lookup', lookup: 'Lead' }), 'Expected `modules[0].fields[0].lookup` to be a module: no module "Lead": did you mean "Leads"?'],
  ['bytes that are no base64', { attachments: [{ ...lead, name: 'a', content: 'SGVsbG8' }] }, 'Expected `attachments[0].content` to be base64'],
  ['a photo of a module that has none', { photos: [{ module: 'Tasks', record: '1', content: 'AAAA' }] }, 'Expected `photos[0].module` to be a module with photos: module "Tasks" takes no photos in v8: Leads, Contacts, Accounts, Products, Vendors, Deals and custom modules do'],
  ['a photo without bytes', { photos: [lead] }, 'Expected `photos[0]` to have either `file` or `content`'],
  ['two photos of a record', { photos: [{ ...lead, content: 'AAAA' }, { ...lead, content: 'AAAA' }] }, 'Expected `photos[1]` to be of another record: Leads 1 has a photo already'],
  ['a photo that is no base64', { photos: [{ ...lead, content: 'SGVsbG8' }] }, 'Expected `photos[0].content` to be base64'],
  ['an attachment of both kinds', { attachments: [{ ...lead, file: 'a', link: 'https://e.com' }] }, 'Expected `attachments[0]` to have one of `file`, `content` and `link`']
]

for (const [name, seed, message] of refused) {
  t.test(`a seed with ${name} is refused with the path of the mistake`, async t => {
    t.throws(() => parseSeed(seed), { name: 'SeedError', message })
  })
}

t.test('an unusable seed file is refused with its name', async t => {
  const folder = t.testdir({ 'broken.json': '{ "users": ', 'wrong.json': '{ "users": 5 }', 'lost.json': JSON.stringify({ attachments: [{ ...lead, file: 'lost.pdf' }] }) })
  t.throws(() => parseSeed(join(folder, 'none.json')), { name: 'SeedError', message: /^Expected `seed` to be a file that can be read, got `.*none\.json`: it does not exist$/ })
  t.throws(() => parseSeed(join(folder, 'broken.json')), { name: 'SeedError', message: /broken\.json: Expected the seed to be JSON: / })
  t.throws(() => parseSeed(join(folder, 'wrong.json')), { name: 'SeedError', message: /wrong\.json: Expected `users` to be an array that is not empty, got `5`$/ })
  t.throws(() => parseSeed(join(folder, 'lost.json')), { name: 'SeedError', message: /lost\.json: Expected `attachments\[0\]\.file` to be a file that can be read, got `.*lost\.pdf`: it does not exist$/ })
})

t.test('properties that a seed leaves out come from the default seed', async t => {
  t.strictSame(parseSeed({}).seed, defaultSeed)
  const { seed } = parseSeed({ org: { timeZone: '-07:00' } })
  t.strictSame(seed.org, { ...defaultSeed.org, timeZone: '-07:00' })
})

t.test('a seed with other users keeps the default tokens except those of missing users', async t => {
  const { seed } = parseSeed({ users: [{ id: '7', name: 'Nadia' }] })
  const tokens = seed.tokens.map(({ token }) => token)
  t.ok(tokens.includes('1000.all'))
  t.notOk(tokens.includes('1000.no-privilege'))
})

t.test('a sandbox starts as its seed describes', async t => {
  const folder = t.testdir({ files: { 'quote.pdf': 'PDF' } })
  const file = join(folder, 'seed.json')
  writeFileSync(file, JSON.stringify({
    org: { timeZone: '-07:30' },
    users: [{ id: '7', name: 'Nadia' }],
    modules: [{ apiName: 'Vehicles' }],
    records: { Leads: [{ id: '1', name: 'A lead' }], Vehicles: [{ id: '2' }] },
    attachments: [
      { ...lead, file: 'files/quote.pdf' },
      { ...lead, file: 'files/quote.pdf', name: 'renamed.pdf' },
      { module: 'Vehicles', record: '2', link: 'https://www.zohocorp.com' },
      { ...lead, link: 'https://e.com', title: 'A title' },
      { ...lead, link: 'https://e.org' }
    ]
  }))
  const app = await build(t, { seed: file })

  t.test('its attachments exist', async t => {
    const { attachments } = (await app.inject('/_mock/attachments')).json<{ attachments: object[] }>()
    t.match(attachments, [
      { kind: 'file', name: 'quote.pdf', size: 3, user: { id: '7', name: 'Nadia' }, createdAt: '2021-05-03T05:03:00-07:30' },
      { kind: 'file', name: 'renamed.pdf' },
      { kind: 'link', name: 'Zoho Corporation', module: 'Vehicles' },
      { kind: 'link', name: 'A title' },
      { kind: 'link', name: 'https://e.org', link: 'https://e.org' }
    ])
  })

  t.test('only its records exist', async t => {
    const upload = (path: string): Promise<{ statusCode: number }> => app.inject({ method: 'POST', url: `/crm/v8/${path}/Attachments?attachmentUrl=https://new.example`, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
    t.equal((await upload('Leads/1')).statusCode, 200)
    t.equal((await upload('Leads/2')).statusCode, 400)
    t.equal((await upload('Vehicles/2')).statusCode, 200)
    t.equal((await upload('Deals/1')).statusCode, 400)
  })

  t.test('times have the org’s offset', async t => {
    const { headers } = await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments', headers: { authorization: 'Zoho-oauthtoken 1000.expired' } })
    t.match(headers['x-mock-explain'], 'now is 2021-05-03T05:03:00-07:30')
  })

  t.test('a reset restores the seed', async t => {
    await app.inject({ method: 'POST', url: '/_mock/reset' })
    const { attachments } = (await app.inject('/_mock/attachments')).json<{ attachments: object[] }>()
    t.equal(attachments.length, 5)
  })
})

t.test('a seed whose files do not fit is refused when the server starts', async t => {
  const folder = t.testdir({ 'big.bin': 'x'.repeat(2000) })
  await t.rejects(build(t, { maxStoreSize: 2000, seed: { attachments: [{ ...lead, file: join(folder, 'big.bin') }] } }), { message: /^the store holds 2000 of 2000 bytes/ })
})

t.test('an attachment without an id comes after those with one', async t => {
  const ids = ['4150868000000000001', '4150868700000000000']
  const app = await build(t, { seed: { attachments: [...ids.map(id => ({ ...lead, link: `https://e.com/${id}`, id })), { ...lead, name: 'a.txt', content: 'SGVsbG8=' }] } })
  const { attachments } = (await app.inject('/_mock/attachments')).json<{ attachments: Array<{ id: string }> }>()
  t.strictSame(attachments.map(({ id }) => id), [...ids, '4150868700000000001'])
})

t.test('a seed may have attachments and faults of records and modules that do not exist', async t => {
  const app = await build(t, { seed: { records: {}, attachments: [{ module: 'Vehicles', record: '1', link: 'https://e.com', id: '4150868000000000001' }], faults: [{ operation: 'upload', module: 'Vehicles', delay: '1ms', seen: 0, hits: 0 }] } })
  t.match((await app.inject('/_mock/attachments')).json(), { attachments: [{ module: 'Vehicles' }] })
  t.match((await app.inject('/_mock/faults')).json(), { faults: [{ module: 'Vehicles' }] })
})

t.test('a seed file may contain the bytes of attachments', async t => {
  const path = join(t.testdir(), 'seed.json')
  writeFileSync(path, JSON.stringify({ attachments: [{ module: 'Leads', record: '1', name: 'a.txt', content: Buffer.from('hello').toString('base64') }] }))
  t.equal(Buffer.concat(parseSeed(path).contents[0]?.chunks ?? []).toString(), 'hello')
})

t.test('a link with a name that every object inherits is its own title', async t => {
  const app = await build(t, { seed: { attachments: [{ ...lead, link: 'constructor' }] } })
  const { body } = await app.inject({ url: `/crm/v8/${lead.module}/${lead.record}/Attachments?fields=File_Name`, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  t.match(body, '"File_Name":"constructor"')
})
