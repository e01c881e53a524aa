import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import { connectMock, type Mock } from '../../src/index.js'
import { listening } from '../helpers/server.js'
import { html, pages } from '../helpers/pages.js'
import { describeAudit } from './audit-suite.js'
import { describeFaults } from './faults-suite.js'
import { describeRequests } from './requests-suite.js'
import { describeStubs } from './stubs-suite.js'
import { describeMock } from './suite.js'
import { describeWorld } from './world-suite.js'

t.test('connectMock to a URL returns the whole interface', async t => {
  const start = async (t: Test): Promise<Mock> => await connectMock((await listening(t, { clock: 'real' })).url)
  describeMock(t, start)
  describeWorld(t, start)
  describeFaults(t, start)
  describeStubs(t, start)
  describeRequests(t, start)
  describeAudit(t, start)
})

t.test('closing a connection of connectMock does not stop the server', async t => {
  const { url } = await listening(t)
  await (await connectMock(url)).close()
  t.equal((await fetch(`${url}/_mock/livez`)).status, 200)
})

t.test('the stream of requests ends when the server closes', async t => {
  const { app, url } = await listening(t)
  const stream = await (await connectMock(url)).requests.stream()
  const seen: unknown[] = []
  await app.close()
  for await (const request of stream) seen.push(request)
  t.strictSame(seen, [])
})

t.test('connectMock rejects a URL where nothing or another server answers', async t => {
  const { url, port } = await pages(t, html('<h1>Hello</h1>'))
  await t.rejects(connectMock(url), { name: 'MockError', message: `Expected a zoho-attachments-mock at ${url}, got something else (status 200)` })
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  const { port: free } = other.address() as { port: number }
  await new Promise(resolve => other.close(resolve))
  t.not(free, port)
  await t.rejects(connectMock(`http://127.0.0.1:${free}/`), { name: 'MockError', message: `Nothing answers at http://127.0.0.1:${free}: is the double started, and is this its URL?` })
})

t.test('connectMock takes the URL of the environment where none is given', async t => {
  const { url } = await listening(t)
  const before = process.env['ZOHO_MOCK_URL']
  t.teardown(() => {
    if (before === undefined) delete process.env['ZOHO_MOCK_URL']
    else process.env['ZOHO_MOCK_URL'] = before
  })
  process.env['ZOHO_MOCK_URL'] = url
  t.equal((await connectMock()).url, url)
  const message = 'Expected a URL, or one in the environment variable ZOHO_MOCK_URL: start a double, or run the program with `zoho-attachments-mock run --`'
  process.env['ZOHO_MOCK_URL'] = ''
  await t.rejects(connectMock(), { name: 'MockError', status: 0, message })
  delete process.env['ZOHO_MOCK_URL']
  await t.rejects(connectMock(), { name: 'MockError', message })
})
