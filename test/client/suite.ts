import type { Test } from 'tap'
import type { Mock } from '../../src/index.js'

const HEADERS = { authorization: 'Zoho-oauthtoken 1000.all' }
const PATH = '/crm/v8/Leads/1/Attachments'

/** The whole control API through the library; the same for every way to reach a double. */
export function describeMock (t: Test, start: (t: Test) => Promise<Mock>): void {
  const upload = async (mock: Pick<Mock, 'fetch'>, name = 'a.txt', text = 'Hello'): Promise<Response> => {
    const body = new FormData()
    body.set('file', new Blob([text]), name)
    return await mock.fetch(PATH, { method: 'POST', headers: HEADERS, body })
  }

  t.test('uploads are listed with their bytes, and gone after a reset', async t => {
    const mock = await start(t)
    t.equal((await upload(mock)).status, 200)
    const [attachment] = await mock.attachments.list({ module: 'Leads', record: '1' })
    t.match(attachment, { name: 'a.txt', size: 5 })
    t.strictSame(await mock.attachments.get(attachment!.id), attachment)
    t.equal(String(await mock.attachments.content(attachment!.id)), 'Hello')
    await mock.reset()
    t.strictSame(await mock.attachments.list(), [])
  })

  t.test('a sandbox has the same interface and its own data', async t => {
    const mock = await start(t)
    const other = mock.sandbox('worker-3')
    t.equal(other.url, `${mock.url}/s/worker-3`)
    t.equal(other.accountsUrl, `${mock.url}/s/worker-3/oauth/v2/token`)
    await upload(other)
    t.equal((await other.attachments.list()).length, 1)
    t.equal((await mock.attachments.list()).length, 0)
  })

  t.test('a refusal of the control API rejects with its sentence', async t => {
    const mock = await start(t)
    await t.rejects(mock.attachments.get('5'), { name: 'MockError', status: 404, message: 'No attachment `5` in this sandbox: GET /_mock/attachments lists them' })
  })

  t.test('fetch takes a path, a URL of the double or a Request', async t => {
    const mock = await start(t)
    await upload(mock)
    for (const input of [PATH, `${mock.url}${PATH}`, new URL(`${mock.url}${PATH}`), new Request(`${mock.url}${PATH}`)]) {
      const reply = await mock.fetch(input, { headers: HEADERS })
      t.equal(reply.status, 400, 'fields are missing')
      t.equal(reply.headers.get('x-mock-rule'), 'list.fields-missing')
    }
  })

  t.test('fetch returns responses without a body and redirects', async t => {
    const mock = await start(t)
    t.equal((await mock.fetch(`${PATH}?fields=id`, { headers: HEADERS })).status, 204)
    const { status, headers } = await mock.fetch('/_mock')
    t.equal(status, 200)
    t.match(headers.get('content-type'), 'application/json')
    t.equal((await mock.fetch('/')).headers.get('location'), `${mock.url}/_mock/`)
  })
}
