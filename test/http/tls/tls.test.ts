import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { connect as connectWithTls } from 'node:tls'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { banner } from '../../../src/commands/banner.js'
import { terminalLine } from '../../../src/commands/terminal.js'
import { startMock, type Mock, type Options } from '../../../src/index.js'
import { listen, type Listening } from '../../../src/http/listen.js'
import { completeOptions } from '../../../src/options.js'
import { assemble } from '../../../src/server.js'
import { makeCertificate } from '../../../src/http/tls/certificate.js'
import { createTlsServer } from '../../../src/http/tls/server.js'
import { MULTIPART, multipartBody } from '../../helpers/multipart.js'
import { head, parseReply, raw } from '../../helpers/raw.js'
import { run } from '../../helpers/run.js'

const exec = promisify(execFile)
const MiB = 1024 * 1024
const PATH = '/crm/v8/Leads/1/Attachments'
const TOKEN = { authorization: 'Zoho-oauthtoken 1000.all' }
const hasOpenSsl = await exec('openssl', ['version']).then(() => true, () => false)

type Secure = Mock & { readonly ca: string, readonly tlsUrl: string, readonly tlsPort: number }

/** Starts a double on free ports for HTTP and HTTPS, on localhost by default. */
async function secure (t: Test, options: Options = {}): Promise<Secure> {
  const mock = await startMock({ tlsPort: 0, ...options })
  t.teardown(() => mock.close())
  const { ca = '', tlsUrl = '' } = mock
  return { ...mock, ca, tlsUrl, tlsPort: Number(new URL(tlsUrl).port) }
}

/** Starts a server that closes gracefully, as the command does, with a log. */
async function graceful (t: Test): Promise<{ app: FastifyInstance, ca: string, listening: Listening & { tlsPort: number }, logged: (pattern: RegExp) => Promise<void> }> {
  const log = new PassThrough()
  let text = ''
  log.setEncoding('utf8').on('data', chunk => { text += chunk })
  const options = completeOptions({ port: 0, tlsPort: 0 })
  const app = assemble(options, { isGraceful: true, logTo: log })
  t.teardown(() => app.close())
  const listening = await listen(app, options)
  return {
    app,
    ca: app.identity?.ca ?? '',
    listening: { ...listening, tlsPort: Number(listening.tlsPort) },
    async logged (pattern) { while (!pattern.test(text)) await once(log, 'data') }
  }
}

/** Sends a request with Node's own client. */
async function ask (url: string, ca: string, { method = 'GET', headers = {}, body }: { method?: string, headers?: Record<string, string>, body?: Buffer } = {}): Promise<{ status: number | undefined, body: Buffer }> {
  const sent = request(url, { method, headers, ca, agent: new Agent() }).end(body)
  const [response] = await once(sent, 'response') as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode, body: Buffer.concat(chunks) }
}

for (const host of ['localhost', '127.0.0.1', '[::1]']) {
  t.test(`with its authority, curl, Node and OpenSSL trust the double at ${host}`, async t => {
    const { url, ca, tlsPort } = await secure(t)
    const file = join(t.testdir({}), 'ca.pem')
    await exec('curl', ['--silent', '--fail', '--output', file, `${url}/_mock/ca.pem`])
    const base = `https://${host}:${tlsPort}`
    for (const path of ['', '/s/worker-3']) {
      const { stdout } = await exec('curl', ['--silent', '--cacert', file, `${base}${path}/_mock/livez`])
      t.equal(stdout, '{"status":"live"}')
    }
    t.match(await ask(`${base}/_mock/livez`, ca), { status: 200 })
    const script = `fetch('${base}/_mock/livez').then(reply => console.log(reply.status))`
    t.equal((await exec(process.execPath, ['-e', script], { env: { ...process.env, NODE_EXTRA_CA_CERTS: file } })).stdout, '200\n')
    if (!hasOpenSsl) return
    const name = host === 'localhost' ? ['-verify_hostname', host] : ['-verify_ip', host.replace(/[[\]]/g, '')]
    const asking = exec('openssl', ['s_client', '-connect', `${host}:${tlsPort}`, '-CAfile', file, '-x509_strict', '-verify_return_error', ...name, '-alpn', 'h2,http/1.1'])
    asking.child.stdin?.end()
    const { stdout } = await asking
    t.match(stdout, /Verify return code: 0 \(ok\)/)
    t.match(stdout, /ALPN protocol: http\/1\.1/)
  })
}

t.test('without its authority clients do not trust the double, and the log says why', async t => {
  const { listening: { tlsUrl, tlsPort }, logged } = await graceful(t)
  t.equal(tlsUrl, `https://127.0.0.1:${tlsPort}`)
  await t.rejects(exec('curl', ['--silent', '--show-error', `${tlsUrl}/`]), /certificate/)
  await logged(/"explain":"the client does not trust the certificate.*a TLS handshake failed/)
})

t.test('a token response names the URL at which the client reached the server', async t => {
  const { url, ca, tlsPort, tlsUrl } = await secure(t)
  const domain = async (base: string, headers: Record<string, string> = {}): Promise<string> => {
    const { body } = await ask(`${base}/oauth/v2/token?grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=c`, ca, { method: 'POST', headers })
    return (JSON.parse(body.toString()) as { api_domain: string }).api_domain
  }
  for (const base of [tlsUrl, `https://localhost:${tlsPort}`, `https://[::1]:${tlsPort}/s/worker-3`]) t.equal(await domain(base), base)
  t.equal(await domain(tlsUrl, { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'mock.test' }), 'http://mock.test')
  const reply = await fetch(`${url}/oauth/v2/token?grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=c`, { method: 'POST' })
  t.match(await reply.json(), { api_domain: url })
})

t.test('a file of 10 MiB is uploaded and downloaded unchanged', async t => {
  const { tlsUrl, ca } = await secure(t)
  const content = randomBytes(10 * MiB)
  const body = multipartBody([{ name: 'file', filename: 'big.bin', content }])
  t.match(await ask(`${tlsUrl}${PATH}`, ca, { method: 'POST', headers: { ...TOKEN, 'content-type': MULTIPART }, body }), { status: 200 })
  const list = JSON.parse((await ask(`${tlsUrl}/_mock/attachments`, ca)).body.toString()) as { attachments: [{ id: string, sha256: string }] }
  t.equal(list.attachments[0].sha256, createHash('sha256').update(content).digest('hex'))
  const { body: got } = await ask(`${tlsUrl}/_mock/attachments/${list.attachments[0].id}/content`, ca)
  t.ok(got.equals(content))
})

t.test('a client that waits for 100 Continue receives it with a valid token and is refused with an invalid one', async t => {
  const { ca, tlsPort } = await secure(t)
  const body = multipartBody([{ name: 'file', filename: 'a.txt', content: 'hello' }])
  const headers = { 'content-type': MULTIPART, 'content-length': body.length, expect: '100-continue' }
  const good = await raw(t, tlsPort, ca)
  await good.write(head(`POST ${PATH}`, { ...TOKEN, ...headers }))
  t.match(await good.until(/\r\n\r\n/), /^HTTP\/1.1 100 Continue\r\n\r\n$/)
  await good.write(body)
  t.match(await good.until(/"status":"success"/), /200 OK/)
  const bad = await raw(t, tlsPort, ca)
  await bad.write(head(`POST ${PATH}`, { ...headers, authorization: 'Zoho-oauthtoken nope' }))
  t.match(await bad.rest(), /^HTTP\/1.1 401 /)
})

t.test('a client that writes 20 MiB before it reads gets the refusal of its invalid token', async t => {
  const { ca, tlsPort } = await secure(t)
  const body = multipartBody([{ name: 'file', filename: 'big.bin', size: 20 * MiB }])
  const { write, until } = await raw(t, tlsPort, ca)
  await write(head(`POST ${PATH}`, { authorization: 'Zoho-oauthtoken nope', 'content-type': MULTIPART, 'content-length': body.length }))
  await write(body)
  t.match(parseReply(await until(/"status":"error"}$/)), { status: 401 })
  await write(head('GET /_mock/livez', {}))
  await until(/"live"/)
})

t.test('bytes that are not HTTP are refused over TLS, too', async t => {
  const { ca, tlsPort } = await secure(t)
  const { write, rest } = await raw(t, tlsPort, ca)
  await write('GARBAGE\r\n\r\n')
  t.match(parseReply(await rest()), { status: 400, headers: { 'x-mock-rule': 'request.malformed' } })
})

t.test('clients that do not speak TLS are disconnected without affecting others', async t => {
  const { app, ca, listening: { tlsUrl, tlsPort }, logged } = await graceful(t)
  await t.rejects(fetch(`http://127.0.0.1:${tlsPort}/_mock/livez`))
  await logged(/this port expects HTTPS/)
  const broken = await raw(t, tlsPort)
  await broken.write(Buffer.from('16030100050100000100', 'hex'))
  broken.socket.end()
  await broken.rest()
  const short = await raw(t, tlsPort)
  short.socket.end(Buffer.from('160301020001', 'hex'))
  await logged(/socket hang up/)
  await short.rest()
  const gone = await raw(t, tlsPort)
  gone.socket.resetAndDestroy()
  const modern = connectWithTls({ port: tlsPort, host: '127.0.0.1', ca, ALPNProtocols: ['h2'] })
  await t.rejects(once(modern, 'secureConnect'), /alert/)
  t.match(await ask(`${tlsUrl}/_mock/livez`, ca), { status: 200 })
  await app.close()
})

t.test('a client that does not finish its handshake is disconnected after a timeout', async t => {
  const { app } = await graceful(t)
  const server = createTlsServer(await makeCertificate(['localhost'], Date.now()), app.log, 10).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const { socket, rest } = await raw(t, (server.address() as AddressInfo).port)
  await rest()
  t.ok(socket.destroyed || socket.readableEnded)
})

for (const isGraceful of [true, false]) {
  t.test(`a client that hangs in its handshake does not delay ${isGraceful ? 'a graceful' : 'an abrupt'} close`, async t => {
    const { ca, tlsPort, close } = isGraceful ? await gracefulMock(t) : await secure(t)
    const hanging = await raw(t, tlsPort)
    const idle = new Agent({ keepAlive: true, ca })
    t.teardown(() => idle.destroy())
    const [response] = await once(request({ host: '127.0.0.1', port: tlsPort, path: '/_mock/livez', agent: idle }).end(), 'response') as [IncomingMessage]
    await response.resume().toArray()
    await close()
    await hanging.rest()
    await t.rejects(once(connect(tlsPort, '127.0.0.1'), 'connect'), { code: 'ECONNREFUSED' })
  })
}

async function gracefulMock (t: Test): Promise<Pick<Secure, 'ca' | 'tlsPort' | 'close'>> {
  const { app, ca, listening: { tlsPort } } = await graceful(t)
  return { ca, tlsPort, close: async () => { await app.close() } }
}

for (const [where, tls, host] of [['HTTPS', true, '127.0.0.1'], ['::1', false, '::1']] as const) {
  t.test(`a graceful close finishes open requests over ${where}`, async t => {
    const { app, ca, listening: { port, tlsPort } } = await graceful(t)
    const socket = tls ? connectWithTls({ host, port: tlsPort, ca }) : connect({ host, port })
    t.teardown(() => socket.destroy())
    await once(socket, tls ? 'secureConnect' : 'connect')
    const body = multipartBody([{ name: 'file', filename: 'a.txt', content: 'hello' }])
    socket.setEncoding('utf8').write(head(`POST ${PATH}`, { ...TOKEN, 'content-type': MULTIPART, 'content-length': body.length, expect: '100-continue' }))
    await once(socket, 'data')
    const late = await raw(t, tls ? tlsPort : port)
    const closing = app.close()
    // New connections are refused as soon as the server closes.
    while (await once(connect(tls ? tlsPort : port, host), 'connect').then(() => true, () => false));
    socket.write(body)
    let text = ''
    for await (const chunk of socket) text += String(chunk)
    t.match(parseReply(text), { status: 200, headers: { connection: 'close' } })
    late.socket.destroy()
    await closing
  })
}

t.test('clients see the user’s own certificate', async t => {
  const { cert, key, ca = '' } = await makeCertificate(['mine.test'], Date.now())
  const folder = t.testdir({ 'cert.pem': cert, 'key.pem': key })
  const mock = await secure(t, { tlsCert: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem'), publicUrl: 'https://mine.test' })
  t.equal(mock.tlsUrl, 'https://mine.test')
  t.equal(mock.ca, '')
  const app = assemble(completeOptions({ logLevel: 'silent', port: 0, tlsPort: 0, tlsCert: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem'), publicUrl: 'http://mine.test' }))
  t.teardown(() => app.close())
  const { tlsUrl, tlsPort } = await listen(app, { host: '127.0.0.1', port: 0, publicUrl: 'http://mine.test' })
  t.equal(tlsUrl, `https://127.0.0.1:${tlsPort}`, 'an http public URL does not affect the HTTPS URL')
  const socket = connectWithTls({ host: '127.0.0.1', port: Number(tlsPort), ca, servername: 'mine.test' })
  t.teardown(() => socket.destroy())
  await once(socket, 'secureConnect')
  t.equal(socket.getPeerCertificate().subject.CN, 'mine.test')
})

t.test('the server does not start with an unusable certificate', async t => {
  const { code, stderr } = await run(['--port', '0', '--tls-port', '0', '--tls-cert', '/nonexistent.pem', '--tls-key', '/nonexistent.pem'])
  t.equal(code, 2)
  t.match(stderr, /^Expected `tlsCert` to be the path of a PEM file with a certificate, got `\/nonexistent\.pem`: ENOENT/)
})

t.test('on a terminal the banner has the HTTPS URL, and the log has the reason of a failed handshake', async t => {
  const listening = { url: 'http://127.0.0.1:4150', accountsUrl: 'http://127.0.0.1:4150/oauth/v2/token', tlsUrl: 'https://127.0.0.1:4151' }
  t.match(await banner(listening, completeOptions({ tlsPort: 4151 })), '\nHTTPS    https://127.0.0.1:4151 (clients have to trust\n         http://127.0.0.1:4150/_mock/ca.pem)\n')
  t.match(await banner(listening, completeOptions({ tlsPort: 4151, tlsCert: 'a', tlsKey: 'b' })), '\nHTTPS    https://127.0.0.1:4151\n')
  t.equal(terminalLine({ msg: 'a TLS handshake failed', explain: 'because' }), 'a TLS handshake failed: because')
})
