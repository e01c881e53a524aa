import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { version } from '../../src/version.js'
import { command, commandLine, serving } from '../helpers/command.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, raw } from '../helpers/raw.js'
import { run } from '../helpers/run.js'

t.test('flags override environment variables', async t => {
  const { ready: { port } } = await serving(t, ['--answers', 'observed'], { ZOHO_MOCK_ANSWERS: 'documented', ZOHO_MOCK_CLOCK: '2021-05-03T18:03:00+05:30' })
  const reply = await fetch(`http://127.0.0.1:${port}/crm/v8/Leads/1/Attachments`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.expired' } })
  t.match(await reply.json(), { code: 'INVALID_TOKEN' })
  t.match(reply.headers.get('x-mock-explain'), 'now is 2021-05-03T18:03:00+05:30')
})

t.test('the first line of output is JSON that says that the server is ready, and where', async t => {
  const { ready, child } = await serving(t, ['--log-level', 'silent'])
  t.match(ready, {
    level: 'info', event: 'ready', url: `http://127.0.0.1:${ready.port}`, accountsUrl: `http://127.0.0.1:${ready.port}/oauth/v2/token`, pid: child.pid, version, msg: 'ready'
  })
  t.equal((await fetch(`${ready.url}/_mock/readyz`)).status, 200)
})

t.test('the ready line has the public URL', async t => {
  const { ready } = await serving(t, ['--public-url', 'https://mock.example/'])
  t.equal(ready.url, 'https://mock.example')
})

t.test('--log-format says how the server logs, wherever it runs', async t => {
  const { until } = command(t, ['--port', '0', '--host', '127.0.0.1', '--log-format', 'pretty'])
  t.match(await until(/Ctrl\+C/), /is ready at http/)
  const preload = 'data:text/javascript,process.stdout.isTTY=true'
  const { ready, child, ended } = await serving(t, ['--log-format', 'json'], { NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${preload}` })
  t.equal(ready.event, 'ready', 'as JSON on a terminal')
  child.kill('SIGTERM')
  t.equal((await ended()).code, 0)
})

t.test('on SIGTERM the server finishes open requests and exits with 0', async t => {
  const { ready: { port }, child, ended } = await serving(t)
  const { write, until } = await raw(t, port)
  const body = multipartBody([{ name: 'file', filename: 'a.txt', content: 'hello' }])
  await write(head('POST /crm/v8/Leads/1/Attachments', { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART, 'content-length': body.length, expect: '100-continue' }))
  await until(/100 Continue/)
  child.kill('SIGTERM')
  // New connections are refused as soon as the server closes.
  while (await fetch(`http://127.0.0.1:${port}/_mock/livez`, { headers: { connection: 'close' } }).then(() => true, () => false));
  await write(body)
  t.match(await until(/"status":"success"/), /200 OK/)
  t.match(await ended(), { code: 0 })
})

t.test('readyz --wait waits until the server is ready', async t => {
  const portFile = join(t.testdir({}), 'port')
  const waiting = run(['readyz', '--wait', '--port', '0', '--port-file', portFile])
  await serving(t, ['--port-file', portFile])
  t.match(await waiting, { code: 0, stderr: '' })
})

t.test('readyz says why a server is not ready', async t => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  holder.close()
  await once(holder, 'close')
  t.match(await run(['readyz', '--port', String(port)]), { code: 1, stderr: `Not ready: fetch failed: connect ECONNREFUSED 127.0.0.1:${port}\n` })
  const { ready } = await serving(t)
  t.match(await run(['readyz', '--port', String(ready.port), '--host', '0.0.0.0']), { code: 0 })
})

t.test('the log has no secrets', async t => {
  const { ready: { url, port }, child, ended } = await serving(t, ['--log-level', 'trace'])
  const secrets = { client_secret: 'secret-one', refresh_token: 'secret-two', code: 'secret-three' }
  const parameters = new URLSearchParams({ client_id: 'a', grant_type: 'refresh_token', ...secrets })
  const form = new FormData()
  for (const [name, value] of parameters) form.set(name, value)
  await fetch(`${url}/oauth/v2/token?${parameters}`, { method: 'POST' })
  await fetch(`${url}/oauth/v2/token`, { method: 'POST', body: parameters })
  await fetch(`${url}/oauth/v2/token`, { method: 'POST', body: form })
  await fetch(`${url}/oauth/v2/nothing?${parameters}`, { method: 'POST' })
  for (const scheme of ['Zoho-oauthtoken', 'Bearer', '']) await fetch(`${url}/crm/v8/org`, { headers: { authorization: `${scheme} secret-four` } })
  const { write, rest } = await raw(t, port)
  await write('GARBAGE secret-five\r\n\r\n')
  await rest()
  child.kill('SIGTERM')
  const { stdout, stderr } = await ended()
  t.match(stdout, '/oauth/v2/token?client_id=a&grant_type=refresh_token&client_secret=[redacted]&refresh_token=[redacted]&code=[redacted]')
  t.match(stdout, '"rule":"auth.token-unknown"')
  t.notMatch(stdout + stderr, /secret-(one|two|three|four|five)/)
})

t.test('readyz reports the status of a server that is not ready', async t => {
  const other = createHttpServer((_request, response) => response.writeHead(503).end()).listen(0, '127.0.0.1')
  t.teardown(() => other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  t.match(await run(['readyz', '--port', String(port)]), { code: 1, stderr: `Not ready: http://127.0.0.1:${port}/_mock/readyz answered 503\n` })
})

t.test('a stalled upload is cut off after SIGTERM, and the exit code is 0', async t => {
  const { ready: { port }, child, ended } = await serving(t)
  const { write, until, rest } = await raw(t, port)
  await write(head('POST /crm/v8/Leads/1/Attachments', { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART, 'content-length': 100, expect: '100-continue' }))
  await until(/100 Continue/)
  child.kill('SIGTERM')
  t.match(await ended(), { code: 0 })
  t.notMatch(await rest(), /200 OK/)
})

t.test('an uncaught exception is logged, and the exit code is 1', async t => {
  const folder = t.testdir({ 'break.mjs': 'process.on("SIGUSR2", () => { throw new Error("boom") })' })
  const { child, ended } = await serving(t, [], { NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${join(folder, 'break.mjs')}` })
  child.kill('SIGUSR2')
  const { code, stdout } = await ended()
  t.equal(code, 1)
  t.match(stdout, /"level":"fatal".*boom/)
})

t.test('on a terminal the server prints a banner and one line for each request, and Ctrl+C stops it', async t => {
  // script(1) provides a terminal. Without `exec`, Ctrl+C would also end the shell (dash), with exit code 130.
  const child = spawn('script', ['-qec', `exec ${commandLine(['--port', '0', '--host', '127.0.0.1'])}`, '/dev/null'], { env: { ...process.env, SHELL: '/bin/sh' } })
  t.teardown(() => child.kill('SIGKILL'))
  let text = ''
  child.stdout.on('data', chunk => { text += String(chunk) })
  const until = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(text)) await once(child.stdout, 'data')
    return text
  }
  const [, url] = /is ready at (http:\S+)/.exec(await until(/Ctrl\+C/)) ?? []
  await fetch(`${url}/crm/v8/org`)
  t.match(await until(/header-missing/), /✗ GET \/crm\/v8\/org 401 \(\d+ ms\)\S* auth\.header-missing: no Authorization header/)
  child.stdin.write('\u0003')
  const [code] = await once(child, 'close')
  t.equal(code, 0, 'Ctrl+C ends it')
})
