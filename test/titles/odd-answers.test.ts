import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { createPageTitles } from '../../src/titles/page-titles.js'
import { listening } from '../helpers/server.js'

const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'
const HTML = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n'

/** What a server does with each request, by its index. */
type Act = (socket: Socket, request: number) => void

const write = (...answers: string[]): Act => (socket, request) => { socket.write(answers[request] ?? '', 'latin1') }

/** Writes a start, and then more again and again while the client is connected. */
const forever = (start: string, more: string): Act => socket => {
  socket.write(start)
  const timer = setInterval(() => socket.write(more), 5)
  socket.once('close', () => clearInterval(timer))
}

/** Starts a server that writes raw bytes. It keeps each socket open until the client ends it. */
async function bytes (t: Test, act: Act): Promise<{ port: number, sockets: readonly Socket[] }> {
  const sockets: Socket[] = []
  const server = createServer(socket => {
    const request = sockets.push(socket) - 1
    socket.on('error', () => {}).once('data', () => act(socket, request)).resume()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, sockets }
}

const LATE = 'no title within 300 ms'
const SWITCHED = 'expected a page, got the status 101'

const answers: ReadonlyArray<readonly [name: string, act: Act, reason: string | RegExp]> = [
  ['101', write(SWITCH), SWITCHED],
  ['101 without a protocol', write('HTTP/1.1 101 Switching Protocols\r\n\r\n'), SWITCHED],
  ['101 and bytes of another protocol', write(SWITCH + 'x'.repeat(100_000)), SWITCHED],
  ['a redirect to 101', write('HTTP/1.1 302 Found\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n', SWITCH), SWITCHED],
  ['nothing but 100', forever('', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)), LATE],
  ['nothing but 103', forever('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(100)), LATE],
  ['an unknown informational status', write('HTTP/1.1 199 Something\r\n\r\n'), LATE],
  ['an invalid status', write('HTTP/1.1 000 Nothing\r\n\r\n'), 'expected a page, got the status 0'],
  ['a status line without an end', forever('HTTP/1.1 200 ', 'x'), LATE],
  ['headers without an end', forever(HTML, 'a: b\r\n'), LATE],
  ['a body that trickles', forever(`${HTML}\r\n`, ' '), LATE],
  ['a chunk whose extension has no end', forever(`${HTML}transfer-encoding: chunked\r\n\r\n1;`, 'x'), LATE],
  ['trailers without an end', forever(`${HTML}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n`, 'a: b\r\n'), LATE],
  ['a compression that does not begin', write(`${HTML}content-encoding: gzip\r\n\r\n\x1f`), LATE],
  ['a redirect whose body has no end, to nothing', write('HTTP/1.1 302 Found\r\nlocation: /other\r\n\r\nx'), LATE],
  ['bytes that are not HTTP', write('\0\0\x12\x04\0\0\0\0\0'), /^the page could not be read: Parse Error/]
]

for (const [name, act, reason] of answers) {
  t.test(`a page that answers with ${name} gives no title, and its connections are closed in time`, async t => {
    const { port, sockets } = await bytes(t, act)
    const titles = createPageTitles({ hosts: ['127.0.0.1'], timeout: 300 })
    const page = await titles.of(`http://127.0.0.1:${port}/`, new AbortController().signal)
    // For the first page Node's own modules may take longer to load than the timeout.
    t.match(page, { reason: name === '101' ? /./ : reason })
    for (const socket of sockets) if (!socket.destroyed) await new Promise(resolve => socket.once('close', resolve))
  })
}

t.test('a connection that ends without a response gives no title', async t => {
  const { port } = await bytes(t, socket => socket.end())
  t.match(await createPageTitles({ hosts: ['127.0.0.1'] }).of(`http://127.0.0.1:${port}/`, new AbortController().signal), { reason: 'the page could not be read: socket hang up' })
})

t.test('an upload whose page answers 101 succeeds, and the server closes at once', async t => {
  const { port } = await bytes(t, write(SWITCH))
  const { app, url } = await listening(t, { fetchLinkTitles: true, linkTitleHosts: '127.0.0.1' })
  const reply = await fetch(`${url}/crm/v8/Leads/1/Attachments?attachmentUrl=http://127.0.0.1:${port}/`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  t.match(reply.headers.get('x-mock-explain'), SWITCHED)
  t.equal(reply.status, 200)
  await app.close()
})
