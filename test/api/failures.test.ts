import { EventEmitter, once } from 'node:events'
import { Writable } from 'node:stream'
import { Server, type AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { knownUrl, knownVersion } from '../../src/crm/checks/url.js'
import { handlers } from '../../src/crm/operations/handlers.js'
import { listen } from '../../src/http/listen.js'
import { completeOptions, type Options } from '../../src/options.js'
import { headerText } from '../../src/http/headers.js'
import { operations } from '../../src/zoho/operations.js'
import { newestVersion } from '../../src/zoho/versions.js'
import { assemble } from '../../src/server.js'
import { head, raw } from '../helpers/raw.js'

/** A server with a log that a test can wait for. */
function logging (t: Test, options: Options = {}): { app: FastifyInstance, log: string[], logged: (pattern: RegExp) => Promise<void> } {
  const log: string[] = []
  const lines = new EventEmitter()
  const logTo = new Writable({
    write (chunk, _encoding, done) {
      log.push(String(chunk))
      lines.emit('line')
      done()
    }
  })
  const logged = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(log.join(''))) await once(lines, 'line')
  }
  const app = assemble(completeOptions({ ...options }), { logTo })
  t.teardown(() => app.close())
  return { app, log, logged }
}

/** Breaks the machine's clock, the one external dependency of every part. */
function breakClock (t: Test): void {
  const { now } = Date
  t.teardown(() => { Date.now = now })
  Date.now = () => {
    // Once only, because the journal needs the time of the failed request.
    Date.now = now
    throw new Error('no time')
  }
}

t.test('an internal error is reported as one of the double, in Zoho’s format, and logged', async t => {
  const { app, log } = logging(t)
  await app.ready()
  breakClock(t)
  const reply = await app.inject({ url: '/crm/v8/org', headers: { authorization: 'Zoho-oauthtoken 1000.expired' } })
  t.match(reply, { statusCode: 500, headers: { 'x-mock-rule': 'server.internal-error', 'x-mock-explain': 'the double itself failed, please report it: no time' } })
  t.strictSame(reply.json(), { code: 'INTERNAL_ERROR', details: {}, message: 'Internal Server Error', status: 'error' })
  t.match(log.join(''), /"level":"error".*no time/)
})

t.test('an internal error of the control API is answered with a sentence and logged', async t => {
  const { app, log } = logging(t, { seed: { attachments: [{ module: 'Leads', record: '1', link: 'https://e.com' }] } })
  await app.inject('/_mock/')
  breakClock(t)
  t.match(await app.inject({ method: 'POST', url: '/_mock/reset' }), { statusCode: 500, body: '{"error":"no time"}' })
  t.match(log.join(''), /"level":"error".*no time/)
})

t.test('a request that no check refuses and no operation answers is an internal error', async t => {
  t.intercept(knownUrl, 'run', { value: () => ({ operation: operations.org, handler: handlers.org }) })
  t.intercept(knownVersion, 'run', { value: () => newestVersion })
  const { app } = logging(t)
  for (const url of ['/crm/v8/nothing', '/crm/v8/org']) {
    const reply = await app.inject({ method: 'PATCH', url, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
    t.match(reply, { statusCode: 500, headers: { 'x-mock-explain': /mend crm\/admit\.ts/ } })
  }
})

t.test('on a machine without IPv6 the server listens on 127.0.0.1 only', async t => {
  const { listen: bind } = Server.prototype
  t.teardown(() => { Server.prototype.listen = bind })
  Server.prototype.listen = function (this: Server, ...given: Parameters<typeof bind>) {
    if ((given[0] as { host?: string }).host !== '::1') return bind.apply(this, given)
    process.nextTick(() => this.emit('error', Object.assign(new Error('no ::1 here'), { code: 'EADDRNOTAVAIL' })))
    return this
  } as typeof bind
  const app = assemble(completeOptions({ logLevel: 'silent' }))
  t.teardown(() => app.close())
  const { url } = await listen(app, { host: 'localhost', port: 0 })
  t.equal((await fetch(`${url}/_mock/livez`)).status, 200)
})

t.test('a client that disconnects during its body is logged as aborted, not as an error', async t => {
  const { app, log, logged } = logging(t)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const headers = { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': 'application/x-www-form-urlencoded', 'content-length': 100, expect: '100-continue' }
  for (const path of ['/crm/v8/Leads/1/Attachments', '/oauth/v2/token']) {
    for (const leave of ['destroy', 'resetAndDestroy'] as const) {
      const { socket, write, until } = await raw(t, port)
      await write(head(`POST ${path}`, headers))
      await until(/100 Continue/)
      await write('attachmentUrl=')
      log.length = 0
      socket[leave]()
      await logged(/aborted by the client/)
      const next = await raw(t, port)
      await next.write(head('GET /_mock/livez', {}))
      await next.until(/"live"/)
      t.notMatch(log.join(''), '"level":"error"', `${path} ${leave}`)
    }
  }
})

t.test('a client that resets a connection between requests is not logged', async t => {
  const { app, log } = logging(t)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  for (const leave of [true, false]) {
    const { socket, write, until } = await raw(t, port)
    await write(head('GET /_mock/livez', {}))
    await until(/"live"/)
    // Once the second connection is answered, the server has noticed the reset of the first.
    if (leave) socket.resetAndDestroy()
  }
  t.notMatch(log.join(''), /refused|"level":"error"/)
})

t.test('the URL of a server on ::1 has the address in brackets', async t => {
  const app = assemble(completeOptions({ logLevel: 'silent' }))
  t.teardown(() => app.close())
  const { url, port } = await listen(app, { host: '::1', port: 0 })
  t.equal(url, `http://[::1]:${port}`)
  t.equal((await fetch(`${url}/_mock/livez`)).status, 200)
})

t.test('the text of a header is ASCII and at most 1000 characters long', async t => {
  t.equal(headerText('é\n"x"'), '\\u{e9}\\u{a}"x"')
  t.equal(headerText('x'.repeat(1000)).length, 1000)
  t.equal(headerText('x'.repeat(1001)), `${'x'.repeat(999)}~`)
})
