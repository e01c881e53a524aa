import { once } from 'node:events'
import type { RequestListener, ServerResponse } from 'node:http'
import type { LookupFunction } from 'node:net'
import t from 'tap'
import { createPageTitles, type PageTitle } from '../../src/titles/page-titles.js'
import { html, disconnected, pages, redirect } from '../helpers/pages.js'

const page = html('<title>Zoho</title>')
const forever = new AbortController().signal

/** A lookup that resolves every name to these addresses. */
function resolving (...addresses: string[]): LookupFunction {
  return (_hostname, _options, callback) => callback(null, addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })))
}

async function titleOf (link: string, hosts: readonly string[] = [], lookup?: LookupFunction): Promise<PageTitle> {
  return createPageTitles({ hosts, ...lookup && { lookup } }).of(link, forever)
}

t.test('hosts at addresses that are not public are refused and never contacted', async t => {
  const { port, requests } = await pages(t, page)
  const spellings = ['127.0.0.1', '0x7f.1', '2130706433', '017700000001', '127.1', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '0.0.0.0', '[::]', '[::1]', '169.254.169.254', 'localhost', 'LOCALHOST']
  for (const host of spellings) {
    t.match(await titleOf(`http://${host}:${port}/`), { reason: /not a public address \(--link-title-hosts .* allows it\)$/ }, host)
  }
  t.equal(requests.length, 0)
})

t.test('a refused address is explained', async t => {
  t.strictSame(await titleOf('http://0x7f.1/'), { reason: '127.0.0.1 is not a public address (--link-title-hosts 127.0.0.1 allows it)' })
  t.strictSame(await titleOf('http://[::FFFF:127.0.0.1]/'), { reason: '::ffff:7f00:1 is not a public address (--link-title-hosts [::ffff:7f00:1] allows it)' })
  t.strictSame(await titleOf('http://intranet.example/', [], resolving('10.0.0.1', 'fd00::1')), { reason: 'intranet.example is at 10.0.0.1, fd00::1, not a public address (--link-title-hosts intranet.example allows it)' })
})

t.test('a host that is allowed by name may be at any address', async t => {
  const { port, requests } = await pages(t, page)
  t.strictSame(await titleOf(`http://LocalHost:${port}/a?b=c#d`, ['localhost']), { title: 'Zoho' })
  t.strictSame(await titleOf(`http://intranet.example:${port}/`, ['intranet.example'], resolving('127.0.0.1')), { title: 'Zoho' })
  t.equal(requests[0]?.url, '/a?b=c')
  t.equal(requests[0]?.headers.host, `localhost:${port}`)
})

t.test('a name is resolved once for a connection, and that address is checked', async t => {
  const { port, requests } = await pages(t, page)
  let times = 0
  const lookup: LookupFunction = (hostname, options, callback) => {
    times++
    resolving('127.0.0.1')(hostname, options, callback)
  }
  t.strictSame(await titleOf(`http://named.example:${port}/`, ['named.example'], lookup), { title: 'Zoho' })
  t.equal(times, 1)
  t.match(await titleOf(`http://rebinding.example:${port}/`, [], lookup), { reason: /^rebinding.example is at 127.0.0.1,/ })
  t.equal(times, 2)
  t.equal(requests.length, 1)
})

t.test('a name that does not resolve gives no title', async t => {
  const lookup: LookupFunction = (hostname, _options, callback) => callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), [])
  t.strictSame(await titleOf('http://nowhere.example/', [], lookup), { reason: 'the page could not be read: getaddrinfo ENOTFOUND nowhere.example' })
})

t.test('a request has a User-Agent and no unnecessary headers', async t => {
  const { port, requests } = await pages(t, page)
  t.strictSame(await titleOf(`http://user:secret@127.0.0.1:${port}/`, ['127.0.0.1']), { title: 'Zoho' })
  const { 'user-agent': agent, ...rest } = requests[0]?.headers ?? {}
  t.match(agent, /^zoho-attachments-mock\/\d/)
  t.strictSame(rest, { host: `127.0.0.1:${port}`, accept: 'text/html, application/xhtml+xml;q=0.9', 'accept-encoding': 'identity', connection: 'close' })
})

t.test('each page is fetched over its own connection, which is closed', async t => {
  const { url, requests } = await pages(t, page)
  const titles = createPageTitles({ hosts: ['127.0.0.1'] })
  for (const path of ['/a', '/b']) await titles.of(url + path, forever)
  t.not(requests[0]?.socket, requests[1]?.socket)
  for (const { socket } of requests) if (!socket.destroyed) await once(socket, 'close')
})

/** A handler that serves pages by path. */
function site (paths: Readonly<Record<string, RequestListener>>): RequestListener {
  return (request, response) => paths[request.url ?? '']?.(request, response)
}

t.test('five redirects are followed', async t => {
  const { url, requests } = await pages(t, site({
    '/0': redirect('/1', 301), '/1': redirect('2', 302), '/2': redirect('?3', 303), '/2?3': redirect('/4', 307), '/4': redirect('/5', 308), '/5': page
  }))
  t.strictSame(await titleOf(`${url}/0`, ['127.0.0.1']), { title: 'Zoho' })
  t.equal(requests.length, 6)
})

t.test('a sixth redirect is not followed', async t => {
  const { url, requests } = await pages(t, (request, response) => redirect(`${request.url}0`)(request, response))
  t.strictSame(await titleOf(`${url}/`, ['127.0.0.1']), { reason: 'the page redirects more than 5 times' })
  t.equal(requests.length, 6)
})

t.test('a redirect to a private address is refused, and the address is never contacted', async t => {
  const inner = await pages(t, page)
  for (const location of [`http://127.0.0.1:${inner.port}/`, `//0x7f000001:${inner.port}/`, `http://[::ffff:127.0.0.1]:${inner.port}/`, `http://0177.1:${inner.port}/`]) {
    const outer = await pages(t, redirect(location))
    t.match(await titleOf(`http://localhost:${outer.port}/`, ['localhost']), { reason: /not a public address/ }, location)
  }
  t.equal(inner.requests.length, 0)
})

const answers: Array<[name: string, answer: RequestListener, reason: string]> = [
  ['a redirect to another scheme', redirect('file:///etc/passwd'), 'expected http or https, got a redirect to the scheme "file:"'],
  ['a redirect to an invalid URL', redirect('http://[nowhere'), 'the page redirects to what is no URL'],
  ['a redirect without a location', (_request, response) => response.writeHead(302).end(), 'expected a page, got the status 302'],
  ['a status that is not a redirect but has a location', redirect('/', 300), 'expected a page, got the status 300'],
  ['a page that is missing', (_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<title>Not Found</title>'), 'expected a page, got the status 404'],
  ['a server that fails', (_request, response) => response.writeHead(500).end(), 'expected a page, got the status 500'],
  ['a server that hangs up', request => request.socket.destroy(), 'the page could not be read: socket hang up'],
  ['a server that hangs up in the middle', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': 100 }).write('<title>', () => response.destroy())
  }, 'the page could not be read: aborted']
]

for (const [name, answer, reason] of answers) {
  t.test(`no title comes from ${name}`, async t => {
    const { url } = await pages(t, answer)
    t.strictSame(await titleOf(`${url}/`, ['127.0.0.1']), { reason })
  })
}

t.test('no title comes over TLS from a server that does not speak TLS', async t => {
  const { port } = await pages(t, page)
  t.match(await titleOf(`https://127.0.0.1:${port}/`, ['127.0.0.1']), { reason: /^the page could not be read: / })
})

t.test('no title comes from a port where nothing listens', async t => {
  // Nothing listens on port 1, which only root may bind.
  t.strictSame(await titleOf('http://127.0.0.1:1/', ['127.0.0.1']), { reason: 'the page could not be read: connect ECONNREFUSED 127.0.0.1:1' })
  t.strictSame(await titleOf('http://both.example:1/', ['both.example'], resolving('127.0.0.1', '127.0.0.2')), { reason: 'the page could not be read: ECONNREFUSED' })
})

const slow: Array<[name: string, begin: (response: ServerResponse) => void]> = [
  ['a server that says nothing', () => {}],
  ['a page that stops after its headers', response => response.writeHead(200, { 'content-type': 'text/html' }).flushHeaders()],
  ['a page that stops before its title', response => response.writeHead(200, { 'content-type': 'text/html' }).write('<html>')],
  ['a page that stops in its title', response => response.writeHead(200, { 'content-type': 'text/html;charset=utf-8' }).write(`${'<p>'.repeat(2000)}<title>Zo`)]
]

for (const [name, begin] of slow) {
  t.test(`${name} is given up after the timeout, and its connection is closed`, async t => {
    const { url, asked } = await pages(t, (_request, response) => begin(response))
    t.strictSame(await createPageTitles({ hosts: ['127.0.0.1'], timeout: 100 }).of(url, forever), { reason: 'no title within 100 ms' })
    await disconnected(await asked(1))
  })
}

t.test('the timeout covers all redirects together', async t => {
  let asked = 0
  const { url } = await pages(t, (request, response) => {
    if (asked++ < 3) redirect(`/${asked}`)(request, response)
  })
  t.strictSame(await createPageTitles({ hosts: ['127.0.0.1'], timeout: 100 }).of(url, forever), { reason: 'no title within 100 ms' })
  t.equal(asked, 4)
})

t.test('a name that is never resolved is given up after the timeout', async t => {
  t.strictSame(await createPageTitles({ hosts: [], lookup: () => {}, timeout: 50 }).of('http://slow.example', forever), { reason: 'no title within 50 ms' })
})

/** Writes a chunk again and again while the client reads. */
function pour (response: ServerResponse, chunk: string): void {
  response.once('drain', () => pour(response, chunk))
  while (response.write(chunk));
}

t.test('an endless page is abandoned when its title is complete', async t => {
  const { url, asked } = await pages(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).write('<title>Zoho</title>')
    pour(response, 'x'.repeat(1000))
  })
  t.strictSame(await titleOf(url, ['127.0.0.1']), { title: 'Zoho' })
  await disconnected(await asked(1))
})

t.test('an endless page without a title is abandoned after 256 KiB', async t => {
  const { url, asked } = await pages(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    pour(response, '<p>'.repeat(1000))
  })
  t.strictSame(await titleOf(url, ['127.0.0.1']), { reason: 'the page has no title in its first 262144 bytes' })
  await disconnected(await asked(1))
})

t.test('a fetch ends when its signal is aborted', async t => {
  const { url, asked } = await pages(t, () => {})
  const stop = new AbortController()
  const title = createPageTitles({ hosts: ['127.0.0.1'] }).of(url, stop.signal)
  await asked(1)
  stop.abort(new Error('nobody waits'))
  t.strictSame(await title, { reason: 'nobody waits' })
  await disconnected(await asked(1))
})

t.test('stop() ends fetches in progress and prevents new ones', async t => {
  const { url, asked, requests } = await pages(t, () => {})
  const titles = createPageTitles({ hosts: ['127.0.0.1'] })
  const title = titles.of(url, forever)
  await asked(1)
  titles.stop()
  t.strictSame(await title, { reason: 'the server is closing' })
  t.strictSame(await titles.of(url, forever), { reason: 'the server is closing' })
  t.equal(requests.length, 1)
})
