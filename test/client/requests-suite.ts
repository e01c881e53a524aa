import type { Test } from 'tap'
import type { Mock } from '../../src/index.js'

const PATH = '/crm/v8/Leads/1/Attachments'
const headers = { authorization: 'Zoho-oauthtoken 1000.all' }

const upload = (mock: Pick<Mock, 'fetch'>, link = 'https://e.com'): Promise<Response> => mock.fetch(`${PATH}?attachmentUrl=${link}`, { method: 'POST', headers })

/** The journal through the library. */
export function describeRequests (t: Test, start: (t: Test) => Promise<Mock>): void {
  t.test('a request is in the journal as soon as its response has arrived, with what each check found', async t => {
    const mock = await start(t)
    const reply = await mock.fetch(`${PATH}?attachmentUrl=https://e.com&notify=true`, { method: 'POST', headers: { ...headers, cookie: 'a=b' } })
    const request = await mock.requests.get(reply.headers.get('x-mock-request-id')!)
    const [attachment] = await mock.attachments.list()
    t.match(request, {
      surface: 'crm',
      operation: 'upload',
      method: 'POST',
      url: `${PATH}?attachmentUrl=https://e.com&notify=true`,
      headers: { authorization: 'Zoho-oauthtoken [redacted]', cookie: '[redacted]' },
      module: 'Leads',
      record: '1',
      user: '4150868000000225013',
      token: '[redacted]',
      ignored: ['notify'],
      attachment: attachment!.id,
      answer: { status: 200 },
      outcome: 'answered'
    })
    t.strictSame(request.steps.map(({ step, found }) => [step, found]), [
      ['knownUrl', 'upload'],
      ['knownVersion', 'v8'],
      ['knownMethod', undefined],
      ['authorizationHeader', 'the token that was sent'],
      ['liveToken', 'a token of Patricia Boyle (4150868000000225013)'],
      ['grantedScope', 'ZohoCRM.modules.ALL, ZohoCRM.settings.ALL, ZohoCRM.Files.ALL'],
      ['knownModule', 'Leads'],
      ['knownRecord', 'Leads 1'],
      ['permittedUser', undefined],
      ['readableQuery', undefined],
      ['acceptableBody', undefined]
    ])
    t.notMatch(JSON.stringify(request), '1000.all')
  })

  t.test('a refusal names the check that refused, and why', async t => {
    const mock = await start(t)
    await mock.fetch('/crm/v8/Lead/1/Attachments', { method: 'POST', headers })
    const [request] = await mock.requests.list({ operation: undefined } as unknown as Parameters<Mock['requests']['list']>[0])
    t.match(request, { answer: { status: 400, rule: 'module.unknown', code: 'INVALID_MODULE', evidence: 'documented', explain: /did you mean "Leads"/ } })
    t.match(request?.steps.at(-1), { step: 'knownModule', outcome: 'refused', found: /did you mean "Leads"/ })
    t.equal(request?.steps.length, 7)
  })

  t.test('requests can be searched by their properties', async t => {
    const mock = await start(t)
    await upload(mock)
    await upload(mock)
    await mock.fetch(`${PATH}?fields=id`, { headers })
    await mock.fetch('/oauth/v2/token?client_id=a&client_secret=s3cret&grant_type=refresh_token&refresh_token=r3fresh&prompt=x', { method: 'POST' })
    await mock.fetch('/nothing')
    const count = async (which: Parameters<Mock['requests']['list']>[0]): Promise<number> => (await mock.requests.list(which)).length
    t.equal(await count({}), 5)
    t.equal(await count({ operation: 'upload' }), 2)
    t.equal(await count({ operation: 'upload', status: 400 }), 1)
    t.equal(await count({ rule: 'upload.link-duplicate' }), 1)
    t.equal(await count({ method: 'GET' }), 2)
    t.equal(await count({ url: 'fields=' }), 1)
    t.equal(await count({ module: 'Leads', record: '1' }), 3)
    t.equal(await count({ token: '1000.all' }), 3)
    t.equal(await count({ outcome: 'aborted' }), 0)
    t.equal(await count({ limit: undefined } as object), 5)
    t.match(await mock.requests.list({ limit: 1 }), [{ url: '/nothing', steps: [], answer: { status: 404, rule: 'url.unknown' } }])
    const [token] = await mock.requests.list({ operation: 'token' })
    t.match(token, { surface: 'accounts', url: '/oauth/v2/token?client_id=a&client_secret=[redacted]&grant_type=refresh_token&refresh_token=[redacted]&prompt=x', ignored: ['client_secret', 'prompt'] })
    await t.rejects(mock.requests.list({ limit: 'x' as unknown as number }), { message: 'Expected `limit` to be an integer, got `"x"`' })
    await t.rejects(mock.requests.get('req-0'), { status: 404, message: 'No request `req-0` in the journal of this sandbox: GET /_mock/requests lists them', name: 'MockError' })
    await mock.requests.clear()
    t.equal(await count({}), 0)
  })

  t.test('the journal has the parts of a form without their bytes, and keeps hashes after attachments are deleted', async t => {
    const mock = await start(t)
    const body = new FormData()
    body.set('file', new Blob(['Hello'], { type: 'text/plain' }), 'a.txt')
    body.set('other', new Blob(['Hello']), 'b.txt')
    body.set('title', 'A title')
    body.set('code', 's3cret')
    await mock.fetch(PATH, { method: 'POST', headers, body })
    const sha256 = '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969'
    const parts = [
      { name: 'file', filename: 'a.txt', type: 'text/plain', size: 5, sha256 },
      { name: 'other', filename: 'b.txt', type: 'application/octet-stream', size: 5, sha256 },
      { name: 'title', size: 7, value: 'A title' },
      { name: 'code', size: 6, value: '[redacted]' }
    ]
    t.match(await mock.requests.list(), [{ parts, ignored: ['other', 'title', 'code'] }])
    await mock.reset('attachments')
    t.match(await mock.requests.list(), [{ parts }])
  })

  t.test('a refused file has its hash in the journal, too', async t => {
    const mock = await start(t)
    for (const extra of ['attachmentUrl', undefined]) {
      const body = new FormData()
      body.set('file', new Blob(['Hello']), 'a.txt')
      if (extra !== undefined) body.set(extra, 'https://e.com')
      await mock.fetch(PATH, { method: 'POST', headers, body })
    }
    const [attachment] = await mock.attachments.list()
    await mock.fetch(`${PATH}/${attachment!.id}`, { method: 'DELETE', headers })
    const [refused, deleted] = await mock.requests.list()
    t.match(refused, { answer: { rule: 'upload.file-and-link' }, parts: [{ name: 'file', sha256: /^185f/ }, { name: 'attachmentUrl' }] })
    t.match(deleted, { parts: [{ name: 'file', sha256: /^185f/ }] })
  })

  t.test('a request that a fault hit names the fault', async t => {
    const mock = await start(t)
    await mock.faults.add({ operation: 'upload', action: { answer: 'TOO_MANY_REQUESTS', retryAfter: 2 } })
    await upload(mock)
    const [request] = await mock.requests.list()
    t.match(request, { fault: { id: 'fault-1', action: 'answer rate.too-many-requests' }, answer: { status: 429, retryAfter: 2 } })
    t.ok(request?.steps.every(({ outcome }) => outcome === 'passed'), 'no check refused it')
    await mock.faults.add({ operation: 'upload', action: { reset: { phase: 'headers' } } })
    await t.rejects(upload(mock))
    const [broken] = await mock.requests.await({ outcome: 'broken' })
    t.match(broken, { outcome: 'broken', fault: { id: 'fault-2' } })
    t.notOk(broken?.answer)
  })

  t.test('await finds requests that have arrived or are still to come', async t => {
    const mock = await start(t)
    await upload(mock)
    t.equal((await mock.requests.await({ operation: 'upload' })).length, 1)
    const two = mock.requests.await({ operation: 'upload', count: 2 })
    // By then the wait is heard: requests of one client are answered in the order of arrival.
    await mock.requests.list()
    await mock.fetch(`${PATH}?fields=id`, { headers })
    await upload(mock, 'https://other.example')
    t.equal((await two).length, 2)
  })

  t.test('a wait that times out shows the nearest requests and how they differ', async t => {
    const mock = await start(t)
    await upload(mock)
    await mock.fetch('/crm/v8/Deals/1/Attachments?attachmentUrl=https://e.com', { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.nobody' } })
    const [first, second] = await mock.requests.list()
    await t.rejects(mock.requests.await({ operation: 'upload', status: 400, token: '1000.all', count: 2, timeout: '1ms' }), {
      name: 'MockError',
      status: 408,
      message: `Expected 2 requests with operation upload, status 400, token [redacted] within 1 ms, got 0; nearest: ${first!.id} (status: expected 400, got 200), ${second!.id} (status: expected 400, got 401; token: expected [redacted], got [redacted])`,
      answer: { nearest: [{ request: { id: first!.id }, differs: ['status: expected 400, got 200'] }, {}] }
    })
    await mock.requests.clear()
    await t.rejects(mock.requests.await({ timeout: '1ms' }), { message: 'Expected 1 request within 1 ms, got 0' })
    await t.rejects(mock.requests.await({ timeout: '11m' }), { message: 'Expected `timeout` to be at most 10 minutes, got `11m`' })
    await t.rejects(mock.requests.await({ count: 0 }), { message: 'Expected `count` to be an integer from 1 to 100000, got `0`' })
    await upload(mock)
    await mock.fetch('/crm/v8/org')
    await t.rejects(mock.requests.await({ rule: 'x', token: 'y', timeout: '1ms' }), { message: /rule: expected x, got auth.header-missing; token: expected \[redacted\], got none/ })
  })

  t.test('the stream yields requests as they arrive', async t => {
    const mock = await start(t)
    const stop = new AbortController()
    const stream = await mock.requests.stream(stop.signal)
    await upload(mock)
    await mock.sandbox('other').fetch('/crm/v8/org')
    await upload(mock)
    const statuses: unknown[] = []
    for await (const request of stream) {
      statuses.push(request.answer?.status)
      if (statuses.length === 2) break
    }
    t.strictSame(statuses, [200, 400], 'those of another sandbox are its own')
    stop.abort()
  })
}
