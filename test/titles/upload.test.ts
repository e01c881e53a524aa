import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { html, disconnected, pages } from '../helpers/pages.js'
import { head, parseReply, raw } from '../helpers/raw.js'
import { build, listening } from '../helpers/server.js'

const PATH = '/crm/v8/Leads/1/Attachments'
const authorization = 'Zoho-oauthtoken 1000.all'
const fetching = { fetchLinkTitles: true, linkTitleHosts: ['127.0.0.1'] }

interface Answer { readonly status: number, readonly code: string, readonly explain: unknown }

async function upload (app: FastifyInstance, link: string, path = PATH): Promise<Answer> {
  const { statusCode: status, headers, body } = await app.inject({ method: 'POST', url: `${path}?attachmentUrl=${link}`, headers: { authorization } })
  const { code, data } = JSON.parse(body) as { code?: string, data?: [{ code: string }] }
  return { status, code: code ?? data?.[0].code ?? '', explain: headers['x-mock-explain'] }
}

async function names (app: FastifyInstance, base = ''): Promise<string[]> {
  return (await app.inject(`${base}/_mock/attachments`)).json<{ attachments: Array<{ name: string }> }>().attachments.map(({ name }) => name)
}

/** Sends responses that a test held back. */
function release (responses: readonly ServerResponse[]): void {
  for (const response of responses) html('<title>Zoho</title>')(response.req, response)
}

t.test('a link without a title gets the title of its page', async t => {
  const { url } = await pages(t, html('<title>Zoho &amp; more</title>'))
  const app = await build(t, fetching)
  t.strictSame(await upload(app, url), { status: 200, code: 'SUCCESS', explain: undefined })
  t.strictSame(await names(app), ['Zoho & more'])
})

t.test('a page is fetched only if neither the client nor the seed gives a title', async t => {
  const { url, requests } = await pages(t, html('<title>Zoho</title>'))
  const app = await build(t, { ...fetching, seed: { linkTitles: { [`${url}/seed`]: 'From the seed' } } })
  await upload(app, `${url}/given&title=Given`)
  await upload(app, `${url}/seed`)
  t.strictSame(await names(app), ['Given', 'From the seed'])
  await app.inject({ method: 'POST', url: PATH, headers: { authorization, 'content-type': 'multipart/form-data; boundary=b' }, payload: '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--b--\r\n' })
  t.equal((await names(app)).length, 3)
  t.equal(requests.length, 0)
})

t.test('nothing is fetched without --fetch-link-titles', async t => {
  const { url, requests } = await pages(t, html('<title>Zoho</title>'))
  const app = await build(t, { linkTitleHosts: '127.0.0.1' })
  t.strictSame(await upload(app, url), { status: 200, code: 'SUCCESS', explain: undefined })
  t.strictSame(await names(app), [url])
  t.equal(requests.length, 0)
})

t.test('a refused upload fetches nothing', async t => {
  const { url, requests } = await pages(t, html('<title>Zoho</title>'))
  const app = await build(t, fetching)
  t.equal((await upload(app, url, '/crm/v8/Leads/4040404040404040404/Attachments')).status, 400)
  t.equal((await upload(app, `${url}&attachmentUrl=${url}`)).status, 400)
  t.equal(requests.length, 0)
})

t.test('if a page has no title the link is its own title, and the response and the log say why', async t => {
  const { url, port } = await pages(t, html('<h1>x</h1>'))
  const app = await build(t, fetching)
  const lines: unknown[] = []
  // The control API creates its own log when it is first used.
  await app.inject('/_mock/')
  t.capture(app.log, 'child', () => ({ ...app.log, info: (line: unknown) => lines.push(line) }))
  const reason = 'the page has no title in its first 262144 bytes'
  t.strictSame(await upload(app, `${url}/a?secret=b`), { status: 200, code: 'SUCCESS', explain: `the link is its own title: ${reason}` })
  t.strictSame(await names(app), [`${url}/a?secret=b`])
  t.strictSame(lines, [`no title from 127.0.0.1:${port}: ${reason}`])
})

t.test('the explanation has the reason in addition to that of an unknown newer version', async t => {
  const app = await build(t, { fetchLinkTitles: true })
  const { explain } = await upload(app, 'http://10.0.0.1', '/crm/v9/Leads/1/Attachments')
  t.equal(explain, 'version "v9" is newer than the double knows and was served as v8; the link is its own title: 10.0.0.1 is not a public address (--link-title-hosts 10.0.0.1 allows it)')
})

t.test('a duplicate link is refused without fetching its page again', async t => {
  const { url, requests } = await pages(t, html('<title>Zoho</title>'))
  const app = await build(t, fetching)
  t.equal((await upload(app, url)).status, 200)
  t.match(await upload(app, url), { status: 400, explain: /^Leads 1 already has the link in attachment / })
  t.equal(requests.length, 1)
  t.equal((await upload(app, url, '/crm/v8/Leads/2/Attachments')).status, 200)
})

t.test('one of two simultaneous uploads of the same link is refused', async t => {
  const site = await pages(t, () => {})
  const app = await build(t, fetching)
  const uploads = Promise.all([upload(app, site.url), upload(app, site.url)])
  release(await site.asked(2))
  t.strictSame((await uploads).map(({ status }) => status).sort(), [200, 400])
  t.strictSame(await names(app), ['Zoho'])
})

t.test('an upload whose sandbox is reset while its page is fetched is refused and not stored', async t => {
  const app = await build(t, { ...fetching, maxStoreSize: 1500 })
  for (const base of ['', '/s/a']) {
    const site = await pages(t, () => {})
    const waiting = upload(app, site.url, base + PATH)
    const responses = await site.asked(1)
    await app.inject({ method: 'POST', url: `${base}/_mock/reset` })
    release(responses)
    t.strictSame(await waiting, { status: 503, code: 'SERVICE_UNAVAILABLE', explain: 'the sandbox was reset before the upload was over; nothing was stored' })
    t.strictSame(await names(app, base), [])
  }
  // The store has space for one link, so the refused upload holds none.
  t.equal((await upload(app, 'http://10.0.0.1')).status, 200)
})

t.test('a sandbox whose upload waits for a title is not dropped', async t => {
  const site = await pages(t, () => {})
  const app = await build(t, { ...fetching, maxSandboxes: 1 })
  const waiting = upload(app, site.url, `/s/a${PATH}`)
  const responses = await site.asked(1)
  t.match(await upload(app, 'http://10.0.0.1', `/s/b${PATH}`), { status: 503 })
  release(responses)
  t.equal((await waiting).status, 200)
  t.strictSame(await names(app, '/s/a'), ['Zoho'])
})

t.test('when the client disconnects the fetch ends and nothing is stored', async t => {
  const site = await pages(t, () => {})
  const { app, port } = await listening(t, fetching)
  const { write, socket } = await raw(t, port)
  await write(head(`POST ${PATH}?attachmentUrl=${site.url}`, { authorization }))
  const responses = await site.asked(1)
  socket.destroy()
  await once(socket, 'close')
  await disconnected(responses)
  t.strictSame(await names(app), [])
  // If it were stored, this would be a duplicate.
  const again = upload(app, site.url)
  release((await site.asked(2)).slice(1))
  t.equal((await again).status, 200)
})

t.test('a client gets the response over a socket after the title was fetched', async t => {
  const { url } = await pages(t, html('<title>Zoho</title>'))
  const { app, port } = await listening(t, fetching)
  const { write, rest } = await raw(t, port)
  await write(head(`POST ${PATH}?attachmentUrl=${url}`, { authorization, connection: 'close' }))
  t.equal(parseReply(await rest()).status, 200)
  t.strictSame(await names(app), ['Zoho'])
})

t.test('closing the server ends the fetch', async t => {
  const site = await pages(t, () => {})
  const app = await build(t, fetching)
  const waiting = upload(app, site.url)
  const responses = await site.asked(1)
  await app.close()
  t.match(await waiting, { status: 200, explain: 'the link is its own title: the server is closing' })
  await disconnected(responses)
})
