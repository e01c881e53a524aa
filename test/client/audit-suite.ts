import type { Test } from 'tap'
import type { Mock, MockSandbox } from '../../src/index.js'

const PATH = '/crm/v8/Leads/1/Attachments'
const ALL = '1000.all'

type Fetch = Pick<MockSandbox, 'fetch'>

async function upload (mock: Fetch, { token = ALL, name = 'a.txt', text = 'Hello', path = PATH } = {}): Promise<number> {
  const body = new FormData()
  body.set('file', new Blob([text]), name)
  return (await mock.fetch(path, { method: 'POST', headers: { authorization: `Zoho-oauthtoken ${token}` }, body })).status
}

const list = (mock: Fetch, query: string): Promise<Response> => mock.fetch(`${PATH}?fields=id${query}`, { headers: { authorization: `Zoho-oauthtoken ${ALL}` } })

async function issue (mock: Fetch, query = 'grant_type=refresh_token&refresh_token=r'): Promise<string> {
  const reply = await mock.fetch(`/oauth/v2/token?client_id=a&${query}`, { method: 'POST' })
  return (await reply.json() as { access_token: string }).access_token
}

async function kinds (mock: Mock): Promise<string[]> {
  return (await mock.audit()).findings.map(({ kind }) => kind)
}

/** What a client did wrong without being refused, through the library. */
export function describeAudit (t: Test, start: (t: Test) => Promise<Mock>): void {
  t.test('the audit finds nothing about a client that does nothing wrong', async t => {
    const mock = await start(t)
    await upload(mock)
    await upload(mock)
    await list(mock, '')
    t.strictSame(await kinds(mock), [], 'a file that was attached twice on purpose is none of its mistakes')
  })

  t.test('a retry before Retry-After is a finding with the time that the client waited', async t => {
    const mock = await start(t)
    const fault = { operation: 'upload', action: { answer: 'TOO_MANY_REQUESTS', retryAfter: 60 } } as const
    await mock.faults.add(fault)
    await upload(mock)
    t.strictSame(await kinds(mock), [], 'it has not come back')
    await upload(mock, { token: '1000.read-only' })
    t.strictSame(await kinds(mock), [], 'that was another')
    await upload(mock)
    const [finding] = (await mock.audit()).findings
    t.match(finding, { kind: 'retried-early', explain: /^upload was asked to wait 60 s and came back after \d\.\d s$/ })
    t.equal(finding?.requests.length, 2)
    await mock.requests.clear()
    await mock.faults.add(fault)
    await upload(mock)
    await mock.clock.advance('60s')
    await upload(mock)
    t.strictSame(await kinds(mock), [], 'a clock that was moved on is a wait')
  })

  for (const [how, action] of [
    ['was told of a failure', { answer: 'INTERNAL_ERROR', phase: 'after-commit' }],
    ['heard nothing', { reset: { phase: 'after-commit' } }]
  ] as const) {
    t.test(`a client that ${how} and attaches the same again makes a duplicate, which is a finding`, async t => {
      const mock = await start(t)
      await mock.faults.add({ operation: 'upload', action })
      await upload(mock).catch(() => {})
      await mock.requests.await({ operation: 'upload' })
      await upload(mock, { name: 'b.txt' })
      await upload(mock, { text: 'Hullo' })
      await upload(mock, { path: PATH.replace('Leads', 'Deals') })
      t.strictSame(await kinds(mock), [], 'these are others')
      await upload(mock)
      t.match((await mock.audit()).findings, [{ kind: 'duplicate-by-retry', explain: /^"a.txt" is attached to Leads 1 twice: an upload (that was answered 500|whose answer never came) had stored it/ }])
      await mock.reset('attachments')
      t.strictSame(await kinds(mock), ['duplicate-by-retry'], 'whatever becomes of what it attached')
    })
  }

  t.test('requesting tokens and using none is a finding', async t => {
    const mock = await start(t)
    for (let call = 0; call < 3; call++) await issue(mock)
    t.strictSame(await kinds(mock), ['token-per-call'])
  })

  t.test('requesting a token for each call is a finding', async t => {
    const mock = await start(t)
    for (let call = 0; call < 3; call++) await upload(mock, { token: await issue(mock) })
    t.match((await mock.audit()).findings, [{ kind: 'token-per-call', explain: /^3 access tokens were asked for with one refresh token, 2 of them while the one before was good/ }])
    await mock.requests.clear()
    for (let call = 0; call < 3; call++) {
      const token = await issue(mock)
      await upload(mock, { token })
      await upload(mock, { token })
    }
    t.strictSame(await kinds(mock), [], 'these were used')
    await mock.requests.clear()
    for (let call = 0; call < 3; call++) {
      await upload(mock, { token: await issue(mock) })
      await mock.clock.advance('61m')
    }
    t.strictSame(await kinds(mock), [], 'these had expired')
  })

  t.test('never requesting the next page is one finding', async t => {
    const mock = await start(t)
    for (const name of ['a', 'b', 'c']) await upload(mock, { name })
    await list(mock, '&per_page=2')
    await list(mock, '&per_page=2')
    t.match((await mock.audit()).findings, [{ kind: 'more-records-ignored', explain: /^Leads 1 has more attachments than the page/ }])
    const { info } = await (await list(mock, '&per_page=2')).json() as { info: { next_page_token: string } }
    await list(mock, `&per_page=2&page_token=${info.next_page_token}`)
    t.strictSame(await kinds(mock), [])
    await mock.requests.clear()
    await list(mock, '&per_page=2')
    await list(mock, '&per_page=2&page=2')
    t.strictSame(await kinds(mock), [])
  })

  t.test('requesting wider scopes than needed is a finding that names the least sufficient scopes', async t => {
    const mock = await start(t)
    const token = await issue(mock, 'grant_type=client_credentials&scope=ZohoCRM.modules.ALL,ZohoCRM.users.READ')
    t.strictSame(await kinds(mock), [], 'it has not used it')
    await upload(mock, { token })
    const least = ['ZohoCRM.modules.attachments.CREATE', 'ZohoCRM.modules.leads.CREATE']
    const { findings, scopes } = await mock.audit()
    t.match(findings, [{ kind: 'scopes-wider', explain: `a token was asked for with ZohoCRM.modules.ALL; what was done with it needs only ${least.join(', ')}` }])
    t.strictSame(scopes, [{ token: token.slice(-4), granted: ['ZohoCRM.modules.ALL', 'ZohoCRM.users.READ'], least }])
    await mock.requests.clear()
    await upload(mock, { token: await issue(mock, `grant_type=client_credentials&scope=${least.join()}`) })
    await mock.fetch('/crm/v8/org', { headers: { authorization: `Zoho-oauthtoken ${await issue(mock, 'grant_type=client_credentials&scope=ZohoCRM.modules.ALL')}` } })
    t.strictSame(await kinds(mock), [])
    await upload(mock, { token: await issue(mock) })
    t.strictSame(await kinds(mock), [], 'nobody asked for the scopes of this one')
  })
}
