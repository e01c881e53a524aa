import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import t, { type Test } from 'tap'
import type { Options } from '../../src/options.js'
import { listening } from '../helpers/server.js'
import type { Reply } from '../helpers/transports.js'

const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8'
const SECURITY = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin'
}

type Ask = (line: string, headers?: Readonly<Record<string, string>>) => Promise<Reply>

/** Starts a server. @returns what sends it a request with exactly these headers and `Host` over a socket of its own */
async function serving (t: Test, options: Options = {}): Promise<Ask> {
  const { port } = await listening(t, options)
  return async (line, headers = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const [response] = await once(httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }).end(), 'response') as [IncomingMessage]
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    return { status: response.statusCode ?? 0, headers: response.headers as Record<string, string>, body: Buffer.concat(chunks).toString() }
  }
}

/** What the page refers to, as it does: relatively. */
function references (html: string): string[] {
  return [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path = '']) => path)
}

t.test('a client that prefers HTML gets the page, and any other the JSON that describes the double', async t => {
  const ask = await serving(t)
  const { body: json } = await ask('GET /_mock/')
  t.equal((JSON.parse(json) as { name: string }).name, 'zoho-attachments-mock')
  for (const accept of [HTML, 'text/html', 'text/*', 'application/json;q=0.5, text/html', 'TEXT/HTML, */*;q=0.9']) {
    const { status, headers, body } = await ask('GET /_mock/', { accept })
    t.match({ status, headers, body }, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', vary: 'Accept' }, body: /^<!doctype html>/ }, accept)
  }
  for (const accept of ['*/*', 'application/json', 'application/*', 'application/json, text/html', 'text/html;q=0.5, application/json', 'text/html;q=0, */*', 'image/png', '', 'nonsense', ';;,']) {
    for (const path of ['/_mock', '/_mock/']) {
      const { status, headers, body } = await ask(`GET ${path}`, { accept })
      t.match({ status, headers }, { status: 200, headers: { 'content-type': 'application/json; charset=utf-8', vary: 'Accept' } }, accept)
      t.equal(body, json, accept)
      t.notOk('content-security-policy' in headers || 'etag' in headers)
    }
  }
})

t.test('the page may do only what it needs, and its files neither', async t => {
  const ask = await serving(t)
  const { headers, body } = await ask('GET /_mock/', { accept: HTML })
  for (const path of references(body)) t.match((await ask(`GET /_mock/${path}`)).headers, SECURITY, path)
  t.match(headers, SECURITY)
  t.equal(headers['content-security-policy'], SECURITY['content-security-policy'])
})

t.test('the page is asked for anew each time, and sent only when it has changed', async t => {
  const ask = await serving(t)
  const { headers: { etag = '', 'cache-control': cache } } = await ask('GET /_mock/', { accept: HTML })
  t.equal(cache, 'no-cache')
  t.match(etag, /^"[\w-]{43}"$/)
  for (const value of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    t.match(await ask('GET /_mock/', { accept: HTML, 'if-none-match': value }), { status: 304, headers: { etag, vary: 'Accept' }, body: '' }, value)
  }
  t.match(await ask('GET /_mock/', { accept: HTML, 'if-none-match': '"other"' }), { status: 200, headers: { etag } })
  t.match(await ask('GET /_mock/', { 'if-none-match': etag }), { status: 200, headers: { 'content-type': /json/ } }, 'JSON has no ETag')
})

t.test('without its last slash a browser is sent on relatively, so that it stays below the prefix of a proxy', async t => {
  const ask = await serving(t, { publicUrl: 'https://mocks.example/zoho' })
  for (const [path, target] of [['/_mock', '/_mock/'], ['/_mock?a=/', '/_mock/'], ['/s/worker-3/_mock', '/s/worker-3/_mock/']] as const) {
    const { status, headers: { location = '', vary } } = await ask(`GET ${path}`, { accept: HTML, host: 'mocks.example' })
    t.strictSame({ status, location, vary }, { status: 302, location: '_mock/', vary: 'Accept' })
    t.equal(new URL(location, `https://mocks.example/zoho${path}`).pathname, `/zoho${target}`)
  }
})

t.test('the files of the page are found below every sandbox, and kept by browsers for good', async t => {
  const ask = await serving(t)
  for (const root of ['/_mock/', '/s/worker-3/_mock/']) {
    const paths = references((await ask(`GET ${root}`, { accept: HTML })).body)
    t.match(paths, [/^ui\/icon-\w+\.svg$/, /^ui\/style-\w+\.css$/, /^ui\/app-\w+\.js$/])
    for (const path of paths) {
      const { status, headers, body } = await ask(`GET ${root}${path}`)
      t.match({ status, headers }, { status: 200, headers: { 'cache-control': 'public, max-age=31536000, immutable', 'content-type': { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' }[path.split('.')[1] as string] } })
      t.ok(body.length > 0)
    }
  }
})

t.test('HEAD has the headers of GET, for the page, the JSON, the files and the icon', async t => {
  const ask = await serving(t)
  const [, , script] = references((await ask('GET /_mock/', { accept: HTML })).body)
  for (const [path, accept] of [['/_mock/', HTML], ['/_mock/', '*/*'], ['/_mock', HTML], [`/_mock/${script}`, '*/*'], ['/favicon.ico', '*/*']] as const) {
    const { status, headers: { date: _, ...headers } } = await ask(`GET ${path}`, { accept })
    const { date: __, ...headHeaders } = (await ask(`HEAD ${path}`, { accept })).headers
    t.strictSame(headHeaders, headers, path)
    t.match(await ask(`HEAD ${path}`, { accept }), { status, body: '' })
  }
})

t.test('a file that the page does not have is refused in the words of the control API', async t => {
  const ask = await serving(t)
  for (const name of ['app-OLD.js', '', 'index.html', '__proto__', '..%2findex.html']) {
    const { status, body } = await ask(`GET /_mock/ui/${name}`)
    t.equal(status, 404)
    t.match(JSON.parse(body), { error: `No file \`${decodeURIComponent(name)}\` of the inspector page: reload the page, which may be of another version` })
  }
  t.match(await ask('GET /_mock/ui/a/b'), { status: 404, body: /GET \/_mock\/ lists the paths/ })
  for (const method of ['POST', 'PROPFIND']) {
    t.match(await ask(`${method} /_mock/ui/app.js`), { status: 405, headers: { allow: 'GET, HEAD' }, body: new RegExp(`Expected GET or HEAD at this path, got ${method}`) })
  }
})

t.test('the icon that browsers ask for on their own is in no journal and makes no sandbox', async t => {
  const ask = await serving(t)
  for (const line of ['GET /favicon.ico', 'GET /favicon.ico?v=1', 'GET /s/new/favicon.ico']) {
    t.match(await ask(line), { status: 200, headers: { 'content-type': 'image/svg+xml' }, body: /^<svg / }, line)
  }
  await ask('HEAD /s/new/favicon.ico')
  t.match(JSON.parse((await ask('GET /_mock/requests')).body), { requests: [] })
  t.strictSame((JSON.parse((await ask('GET /_mock/sandboxes')).body) as { sandboxes: unknown[] }).sandboxes, [])
})

t.test('what is not that icon is left to Zoho’s checks', async t => {
  const ask = await serving(t)
  for (const line of ['POST /favicon.ico', 'GET /favicon.icon', 'GET /favicon.ico/', 'GET /crm/favicon.ico', 'GET /s/-/favicon.ico', 'GET /s//favicon.ico']) {
    t.match(await ask(line), { status: 404, headers: { 'x-mock-rule': 'url.unknown', 'content-type': /json/ } }, line)
  }
})

t.test('a foreign host name gets neither the page nor its files, and a page of another origin makes no sandbox for it', async t => {
  const ask = await serving(t)
  const [icon] = references((await ask('GET /_mock/', { accept: HTML })).body)
  for (const path of ['/_mock/', '/_mock', `/_mock/${icon}`, '/favicon.ico']) {
    t.match(await ask(`GET ${path}`, { accept: HTML, host: 'rebound.example' }), { status: 403, body: /--allowed-hosts/ }, path)
  }
  for (const path of ['/s/new/_mock/', `/s/new/_mock/${icon}`, '/s/new/favicon.ico']) {
    t.match(await ask(`GET ${path}`, { accept: HTML, 'sec-fetch-site': 'cross-site' }), { status: 403, body: /pages of others may change nothing here/ }, path)
  }
  t.match(await ask('POST /_mock/ui/x', { origin: 'https://evil.example' }), { status: 403 })
})

t.test('the description of the control API names both forms of its root', async t => {
  const ask = await serving(t)
  const { paths } = JSON.parse((await ask('GET /_mock/openapi.json')).body) as { paths: Record<string, { get: { responses: { 200: { content: object } } } }> }
  t.strictSame(Object.keys(paths['/_mock/']?.get.responses[200].content ?? {}), ['application/json', 'text/html'])
})
