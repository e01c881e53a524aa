import type { Test } from 'tap'
import type { Mock, MockSandbox } from '../../src/index.js'

const PATH = '/crm/v8/Leads/1/Attachments'

async function attach (mock: Pick<MockSandbox, 'fetch'>, { token = '1000.all', path = PATH, link = 'https://e.com' } = {}): Promise<{ status: number, rule: string | null }> {
  const { status, headers } = await mock.fetch(`${path}?attachmentUrl=${link}`, { method: 'POST', headers: { authorization: `Zoho-oauthtoken ${token}` } })
  return { status, rule: headers.get('x-mock-rule') }
}

async function issue (mock: Pick<MockSandbox, 'fetch'>, parameters = 'grant_type=refresh_token&refresh_token=r'): Promise<string> {
  const reply = await mock.fetch(`/oauth/v2/token?client_id=a&${parameters}`, { method: 'POST' })
  return (await reply.json() as { access_token: string }).access_token
}

/** What a sandbox holds, and its clock, through the library. */
export function describeWorld (t: Test, start: (t: Test) => Promise<Mock>): void {
  t.test('a token that was added is valid until its lifetime ends by the sandbox’s clock', async t => {
    const { tokens, clock, ...mock } = await start(t)
    const made = await tokens.add({ token: '1000.mine', lifetime: '10m', scopes: ['ZohoCRM.modules.leads.ALL, ZohoCRM.modules.attachments.ALL'] })
    t.match(made, { token: '1000.mine', kind: 'access', issued: false })
    t.equal((await attach(mock, { token: '1000.mine' })).status, 200)
    await clock.advance('10m')
    t.equal((await attach(mock, { token: '1000.mine' })).rule, 'auth.token-expired')
  })

  t.test('a token can be added with a value, a user and an answer', async t => {
    const { tokens, users, ...mock } = await start(t)
    const { token } = await tokens.add({ as: 'TOO_MANY_REQUESTS' })
    t.equal((await attach(mock, { token })).rule, 'rate.too-many-requests')
    const [, second] = await users.list()
    t.match(await tokens.add({ user: second!.id }), { user: second!.id, scopes: ['ZohoCRM.modules.ALL', 'ZohoCRM.settings.ALL', 'ZohoCRM.Files.ALL'] })
    t.match(await tokens.add(), { user: '4150868000000225013' })
    await t.rejects(tokens.add({ user: '5' }), { message: 'No user `5` in this sandbox: GET /_mock/users lists them' })
    await t.rejects(tokens.add({ lifetime: '1 fortnight' }), { message: 'Expected `lifetime` to be a span of time such as `200ms`, `90s`, `5m` or `25h` or an integer from 0 to 1000000000000, got `"1 fortnight"`' })
    await t.rejects(tokens.add({ lifetime: '9000000d' }), { message: 'Expected `lifetime` to end before the year 10000, got `"9000000d"`' })
    t.match(await tokens.add({ token: '1000.mine', lifetime: 0 }), { token: '1000.mine', expiresAt: /Z$/ })
    t.equal((await attach(mock, { token: '1000.mine' })).rule, 'auth.token-expired')
    await t.rejects(tokens.add({ token: 'two words' }), { message: 'Expected `token` to be a text without spaces, of at most 500 characters, got `"[redacted]"`' })
  })

  t.test('one token or all valid tokens can be made to expire at once', async t => {
    const { tokens, ...mock } = await start(t)
    const issued = await issue(mock)
    t.equal(await tokens.expire(issued), 1)
    t.equal((await attach(mock, { token: issued })).rule, 'auth.token-expired')
    t.equal(await tokens.expire(issued), 0, 'it has expired already')
    t.equal(await tokens.expire('1000.all'), 1)
    t.equal((await attach(mock)).rule, 'auth.token-expired')
    t.ok(await tokens.expire() > 0)
    t.equal((await attach(mock, { token: '1000.leads-only' })).rule, 'auth.token-expired')
    await t.rejects(tokens.expire('1000.none'), { message: 'No token `[redacted]` in this sandbox: GET /_mock/tokens lists them' })
  })

  t.test('tokens can be listed and deleted', async t => {
    const { tokens, ...mock } = await start(t)
    const issued = await issue(mock)
    const list = await tokens.list()
    t.match(list.find(({ token }) => token === issued), { kind: 'access', issued: true, expiresAt: /Z$/ })
    t.match(list.find(({ token }) => token === 'r'), { kind: 'refresh', issued: false })
    t.match(list.find(({ token }) => token === '1000.revoked'), { ended: 'was revoked' })
    await mock.fetch('/oauth/v2/token/revoke?token=r', { method: 'POST' })
    t.match((await tokens.list()).find(({ token }) => token === 'r'), { ended: 'was revoked' })
    t.match(list.find(({ token }) => token === '1000.broken'), { as: 'server.internal-error' })
    await tokens.delete(issued)
    t.equal((await attach(mock, { token: issued })).rule, 'auth.token-unknown')
    await t.rejects(tokens.delete(issued), { name: 'MockError', status: 404 })
    await tokens.clear()
    t.strictSame(await tokens.list(), [])
    await mock.reset('tokens')
    t.equal((await attach(mock)).status, 200)
  })

  t.test('a user’s denied operations take effect with the next request', async t => {
    const { users, ...mock } = await start(t)
    const [first] = await users.list()
    t.match(await users.put({ ...first!, denied: [{ module: 'Leads', operation: 'upload', as: 'NO_PERMISSION' }] }), { id: first!.id })
    t.equal((await attach(mock)).rule, 'user.no-permission')
    t.equal((await attach(mock, { path: PATH.replace('Leads', 'Deals') })).status, 200)
    await mock.reset('users')
    t.equal((await attach(mock)).status, 200)
    await t.rejects(users.put({ name: '', denied: [] }), { message: 'Expected `name` to be a string that is not empty, got `""`' })
  })

  t.test('a user can be added, and deleting a user revokes the user’s tokens', async t => {
    const { users, tokens, ...mock } = await start(t)
    const { id } = await users.put({ name: 'Somebody' })
    t.match(id, /^4150868\d{12}$/)
    const { token } = await tokens.add({ user: id })
    t.equal((await attach(mock, { token })).status, 200)
    await users.delete(id)
    t.equal((await attach(mock, { token, link: 'https://other.example' })).rule, 'auth.token-revoked')
    await t.rejects(users.delete(id), { status: 404, message: `No user \`${id}\` in this sandbox: GET /_mock/users lists them` })
    const [, ...others] = await users.list()
    for (const other of others) await users.delete(other.id)
    await t.rejects(users.delete('4150868000000225013'), { status: 409, message: 'Expected somebody to be left: `4150868000000225013` is the last user' })
    t.equal((await (await mock.fetch('/crm/v8/users', { headers: { authorization: 'Zoho-oauthtoken 1000.all' } })).json() as { users: object[] }).users.length, 1)
    const { attachments } = await mock.state.get()
    t.match(attachments, [{ user: { id, name: 'Somebody' } }], 'what was attached keeps its name')
  })

  t.test('where every id is a record, records can be added, deleted and named', async t => {
    const { records, ...mock } = await start(t)
    t.match(await records.list(), { records: 'any', missingRecords: ['4040404040404040404'] })
    await records.delete('Leads', '1')
    t.equal((await attach(mock)).rule, 'record.unknown')
    await records.put({ module: 'Leads', id: '1', name: 'Ms. Jones' })
    t.equal((await attach(mock)).status, 200)
    t.match(await records.list(), { records: 'any', recordNames: { Leads: { 1: 'Ms. Jones' } }, missingRecords: ['4040404040404040404'] })
    const reply = await mock.fetch(`${PATH}?fields=Parent_Id`, { headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
    t.match(await reply.json(), { data: [{ Parent_Id: { name: 'Ms. Jones', id: '1' } }] })
    for (const id of ['8', '9']) await records.put({ module: 'Deals', id, name: id })
    await records.delete('Deals', '8')
    t.strictSame((await records.list()).recordNames?.['Deals'], { 9: '9' })
    await records.delete('Deals', '9')
    t.strictSame((await records.list()).recordNames, { Leads: { 1: 'Ms. Jones' } })
    for (const id of ['8', '9']) await records.put({ module: 'Deals', id })
    await records.put({ module: 'Leads', id: '4040404040404040404' })
    t.strictSame((await records.list()).missingRecords, [])
    await t.rejects(records.put({ module: 'Lead', id: '1' }), { message: 'Expected `module` to be a module: no module "Lead": did you mean "Leads"?' })
    await t.rejects(records.delete('Leads', 'x'), { status: 404, message: 'Leads has no record `x` in this sandbox' })
    await mock.reset('records')
    t.match(await records.list(), { recordNames: {} })
  })

  t.test('after all records were deleted, only those added later exist', async t => {
    const { records, ...mock } = await start(t)
    await records.put({ module: 'Leads', id: '2', name: 'Two' })
    await records.clear()
    t.strictSame(await records.list(), { records: {}, recordNames: {}, missingRecords: ['4040404040404040404'] })
    t.equal((await attach(mock)).rule, 'record.unknown')
    await records.put({ module: 'Leads', id: '1' })
    t.equal((await attach(mock)).status, 200)
    t.match(await records.list(), { records: { Leads: [{ id: '1' }] } })
  })

  t.test('a record that is deleted takes its attachments with it, as do all records', async t => {
    const { records, attachments, ...mock } = await start(t)
    for (const id of ['1', '2', '3']) await attach(mock, { path: PATH.replace('Leads/1', `Leads/${id}`) })
    await records.delete('Leads', '1')
    t.strictSame((await attachments.list()).map(({ record }) => record), ['2', '3'])
    await records.clear()
    t.strictSame(await attachments.list(), [])
  })

  t.test('where only some records exist, records can be added and deleted', async t => {
    const { records, state, ...mock } = await start(t)
    await state.put({ records: { Leads: [{ id: '1', name: 'One' }, { id: '2' }] } })
    await records.delete('Leads', '1')
    t.equal((await attach(mock)).rule, 'record.unknown')
    await records.put({ module: 'Deals', id: '3' })
    t.equal((await attach(mock, { path: PATH.replace('Leads/1', 'Deals/3') })).status, 200)
    t.match(await records.list(), { records: { Leads: [{ id: '2' }], Deals: [{ id: '3' }] }, missingRecords: ['4040404040404040404'] })
  })

  t.test('the clock can run, be frozen and be moved', async t => {
    const { clock, ...mock } = await start(t)
    const at = '2026-01-02T03:04:05.000Z'
    t.strictSame(await clock.set({ mode: 'frozen', at }), { mode: 'frozen', now: at, timeZone: '+05:30' })
    t.strictSame(await clock.advance('25h'), { mode: 'frozen', now: '2026-01-03T04:04:05.000Z', timeZone: '+05:30' })
    t.strictSame(await clock.advance('-1h'), { mode: 'frozen', now: '2026-01-03T03:04:05.000Z', timeZone: '+05:30' })
    await attach(mock)
    t.match(await mock.attachments.list(), [{ createdAt: '2026-01-03T08:34:05+05:30' }])
    t.match(await clock.set({ mode: 'real' }), { mode: 'real' })
    t.match(await clock.advance('1h'), { mode: 'offset', by: '1h' })
    t.match(await clock.advance('1h'), { mode: 'offset', by: '2h' })
    t.match(await clock.set({ mode: 'offset', by: '-5m' }), { mode: 'offset', by: '-5m' })
    await t.rejects(clock.advance('3000000d'), { message: 'Expected the clock to stay between 1970 and 9999' })
    t.match(await clock.get(), { mode: 'offset', by: '-5m' }, 'and is as it was')
    await t.rejects(clock.advance('soon'), { message: 'Expected `by` to be a span of time such as `25h`, or `-5m` for one that goes back, got `"soon"`' })
    await mock.reset('clock')
    t.match(await clock.get(), { mode: 'real' })
  })

  t.test('a reset of some parts leaves the others unchanged', async t => {
    const mock = await start(t)
    await attach(mock)
    await mock.clock.set({ mode: 'frozen', at: '2026-01-02T03:04:05Z' })
    await mock.tokens.clear()
    await mock.reset('tokens', 'clock')
    t.equal((await mock.attachments.list()).length, 1)
    t.equal((await attach(mock)).rule, 'upload.link-duplicate')
    await mock.reset('attachments')
    t.strictSame(await mock.attachments.list(), [])
    await t.rejects(mock.reset('token' as 'tokens'), { message: /^Expected `only\[0\]` to be `clock` or .*, got `"token"`$/ })
  })

  t.test('after a reset of ids, new ids come after existing ones', async t => {
    const mock = await start(t)
    for (const link of ['https://a.example', 'https://b.example']) await attach(mock, { link })
    const ids = (await mock.attachments.list()).map(({ id }) => id)
    await mock.fetch(`${PATH}/${ids[0]}`, { method: 'DELETE', headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
    await mock.reset('ids')
    await attach(mock, { link: 'https://c.example' })
    t.strictSame((await mock.attachments.list()).map(({ id }) => id), [ids[1], String(BigInt(ids[1]!) + 1n)])
    await mock.reset('attachments', 'ids')
    await attach(mock)
    t.match(await mock.attachments.list(), [{ id: ids[0] }])
  })

  t.test('a state can be exported and loaded, and a reset returns to the seed', async t => {
    const mock = await start(t)
    const body = new FormData()
    body.set('file', new Blob(['Hello']), 'a.txt')
    await mock.fetch(PATH, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' }, body })
    await attach(mock)
    const issued = await issue(mock)
    const state = await mock.state.get()
    const other = mock.sandbox('other')
    await other.state.put(state)
    t.strictSame(await other.state.get(), state)
    const [file] = await other.attachments.list()
    t.equal(String(await other.attachments.content(file!.id)), 'Hello')
    t.equal((await attach(other, { token: issued, link: 'https://other.example' })).status, 200)
    t.equal((await attach(other)).rule, 'upload.link-duplicate')
    await other.reset()
    t.strictSame(await other.attachments.list(), [])
  })

  t.test('a state may contain clients, and refresh tokens with access tokens that are unknown', async t => {
    const mock = await start(t)
    const [{ id: user } = { id: '' }] = await mock.users.list()
    const clients = [{ id: 'c', secret: 's' }]
    await mock.state.put({ clients, refreshTokens: [{ token: 'r', user, client: 'c', scopes: ['ZohoCRM.modules.ALL'], accessTokens: ['1000.gone'] }] })
    t.strictSame((await mock.state.get()).clients, clients)
    const reply = await mock.fetch('/oauth/v2/token?grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=r', { method: 'POST' })
    const { access_token: token } = await reply.json() as { access_token: string }
    t.match((await mock.state.get()).refreshTokens, [{ token: 'r', accessTokens: [token] }])
  })

  t.test('an invalid state changes nothing', async t => {
    const mock = await start(t)
    await attach(mock)
    const before = await mock.state.get()
    const lead = { module: 'Leads', record: '1' }
    const rows: Array<[unknown, string]> = [
      [{ users: [] }, 'Expected `users` to be an array that is not empty, got `[]`'],
      [{ userz: [] }, 'Unknown property `userz`: did you mean `users`?'],
      [[], 'Expected `the body` to be an object, got `[]`'],
      [{ attachments: [{ ...lead, file: 'a.txt' }] }, 'Expected `attachments[0]` to have `content` or `link`: a state names no files'],
      [{ attachments: [{ ...lead, content: 'SGVsbG8=' }] }, 'Expected `attachments[0]` to have a `name` beside its `content`'],
      [{ attachments: [{ ...lead, name: 'a', content: 'Hello!' }] }, 'Expected `attachments[0].content` to be base64'],
      [{ attachments: [{ ...lead, link: 'https://e.com', id: '5' }] }, 'Expected `attachments[0].id` to be 19 digits that begin with 4150868, the next of them no 9, got `"5"`'],
      [{ attachments: ['https://a.example', 'https://b.example'].map(link => ({ ...lead, link, id: '4150868000005277036' })) }, 'Expected `attachments[1].id` to be greater than those before it, got `"4150868000005277036"`: ids are in order of age'],
      [{ attachments: [{ ...lead, link: 'https://e.com', user: '5' }] }, 'Expected `attachments[0].user` to be the id of one of `users`, got `"5"`'],
      [{ refreshTokens: [{ token: 'r', user: '5', client: 'c', scopes: [] }] }, 'Expected `refreshTokens[0].user` to be the id of one of `users`, got `"5"`']
    ]
    for (const [state, message] of rows) await t.rejects(mock.state.put(state as object), { name: 'MockError', status: 400, message })
    t.strictSame(await mock.state.get(), before)
  })

  t.test('sandboxes can be listed and deleted at the base URL', async t => {
    const mock = await start(t)
    for (const name of ['a', 'b', 'a']) await attach(mock.sandbox(name), { link: `https://${name}.example` })
    t.strictSame(await mock.sandboxes.list(), [
      { name: 'b', url: `${mock.url}/s/b`, dataCenter: 'us', attachments: 1, files: 0, requests: 1, refused: 0, busy: false },
      { name: 'a', url: `${mock.url}/s/a`, dataCenter: 'us', attachments: 1, files: 0, requests: 2, refused: 1, busy: false }
    ])
    await mock.sandboxes.delete('a')
    t.strictSame((await mock.sandboxes.list()).map(({ name }) => name), ['b'])
    t.strictSame(await mock.sandbox('a').attachments.list(), [], 'it starts from the seed')
    await t.rejects(mock.sandboxes.delete('c'), { status: 404, message: 'No sandbox `c`: GET /_mock/sandboxes lists them' })
    for (const method of ['GET', 'DELETE']) {
      const reply = await mock.sandbox('b').fetch(`/_mock/sandboxes${method === 'GET' ? '' : '/a'}`, { method })
      t.equal(reply.status, 404)
      t.match(await reply.json(), { error: 'Sandboxes are listed and deleted at the base URL, not inside one of them' })
    }
  })

  t.test('a sandbox can have the title of a test as its name', async t => {
    const mock = await start(t)
    const titles = ['a file is attached', 'a file is attached!', 'a-file-is-attached', '', '日本', '…', '-', 'x'.repeat(65), `${'x'.repeat(65)}y`, 'a/b', 'a b', '../_mock']
    const names = titles.map(title => mock.sandbox(title).name)
    t.equal(new Set(names).size, titles.length, 'no two titles share a sandbox')
    for (const [index, name] of names.entries()) t.match(name, /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, titles[index] as string)
    t.match(names[0], /^a-file-is-attached-[0-9a-f]{16}$/)
    t.equal(mock.sandbox('worker-3.a_b').name, 'worker-3.a_b', 'a valid name stays as it is')
    t.equal(mock.sandbox(names[0] as string).name, names[0], 'what was made is a valid name')

    await attach(mock.sandbox('a file is attached'), { link: 'https://a.example' })
    t.strictSame((await mock.sandboxes.list()).map(({ name }) => name), [names[0]])
  })

  t.test('the catalogue of rules can be read', async t => {
    const mock = await start(t)
    t.ok((await mock.rules()).some(({ name }) => name === 'upload.stored'))
  })
}
