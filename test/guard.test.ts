import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { PassThrough, Writable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { createPendingDelays } from '../src/http/pending-delays.js'
import { assertError, createGuard } from '../src/guard.js'
import type { Entry } from '../src/journal/entry.js'
import { createJournal } from '../src/journal/journal.js'
import { completeOptions, type Options } from '../src/options.js'
import { assemble } from '../src/server.js'
import { MULTIPART, multipartBody } from './helpers/multipart.js'
import { head, raw } from './helpers/raw.js'
import { run } from './helpers/run.js'
import { NOW } from './helpers/server.js'

const PATH = '/crm/v8/Leads/1/Attachments'
const authorization = 'Zoho-oauthtoken 1000.all'
const upload = { method: 'POST', url: PATH, headers: { authorization, 'content-type': MULTIPART }, payload: multipartBody([{ name: 'file', filename: 'a.txt', content: 'hello' }]) } as const

const boom = (): never => { throw new Error('it failed') }

/** A server and what it logged at level error. */
function withErrorLog (t: Test, options: Options = {}): { app: FastifyInstance, errors: Array<{ part?: string }> } {
  const errors: Array<{ part?: string }> = []
  const logTo = {
    write (line: string) {
      const logged = JSON.parse(line) as { level: string, part?: string }
      if (logged.level === 'error') errors.push(logged)
    }
  }
  const app = assemble(completeOptions({ clock: NOW, ...options }), { logTo })
  t.teardown(() => app.close())
  return { app, errors }
}

const listen = async (app: FastifyInstance): Promise<number> => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

const entry = (id: string, headers: object = {}): Entry => ({ id, url: '/', headers, observations: {}, isOver: true }) as unknown as Entry

t.test('a guard reports each error message once, at most 100 of them, and survives a log that throws', async t => {
  const reported: string[] = []
  const guarded = createGuard((error, who) => {
    reported.push(`${who}: ${(error as Error).message}`)
    boom()
  })
  t.equal(guarded('one', () => 5), 5)
  for (const who of ['one', 'other', 'one']) t.equal(guarded(who, boom), undefined)
  t.strictSame(reported, ['one: it failed', 'other: it failed'])
  for (let count = 0; count < 200; count++) guarded('one', () => { throw new Error(String(count)) })
  t.equal(reported.length, 100)
})

t.test('a journal counts correctly although some entries cannot be measured or serialized', async t => {
  const journal = createJournal(1000)
  const odd = { toJSON: boom, toString: boom }
  const ids = Array.from({ length: 200 }, (_, index) => String(index))
  // All entries of the second batch, and some of the third.
  const isOdd = (id: number): boolean => (id >= 32 && id < 64) || id % 10 === 7
  for (const id of ids) journal.add(entry(id, isOdd(Number(id)) ? { odd } : {}))
  const kept = journal.all().map(({ id }) => id)
  t.equal(kept.length, journal.size)
  t.equal(journal.size + journal.dropped, ids.length)
  t.strictSame(kept.filter(id => !isOdd(Number(id))), ids.filter(id => !isOdd(Number(id))), 'all other entries are kept')
  t.ok(journal.dropped > 32)
  t.equal(journal.clear(), kept.length)
  journal.add(entry('again'))
  t.strictSame(journal.all().map(({ id }) => id), ['again'])
})

t.test('the journal keeps a form part without a name, file name and value', async t => {
  const journal = createJournal(10)
  journal.add({ ...entry('a'), observations: { parts: [{ size: 1 }] } } as unknown as Entry)
  t.strictSame(journal.all().map(({ observations }) => observations), [{ parts: [{ size: 1 }] }])
})

t.test('a response whose delayed continuation throws is destroyed', async t => {
  const response = Object.assign(new PassThrough(), { on: PassThrough.prototype.on })
  createPendingDelays().wait(response as never, 0, boom)
  await once(response, 'close')
  t.ok(response.destroyed)
})

t.test('an error while an after-commit fault is applied leaves the response unchanged', async t => {
  for (const take of [boom, () => ({ id: 'odd', hits: 1, fault: { action: { kind: 'answer', rule: 'no.such-rule', phase: 'after-commit' }, delay: 0, times: 1 } })]) {
    const { app, errors } = withErrorLog(t, { fault: ['upload:INTERNAL_ERROR@after-commit'] })
    app.addHook('preParsing', (request, _reply, payload, done) => {
      t.intercept(request.sandbox.world.faults, 'trigger', { value: take })
      done(null, payload)
    })
    t.match(await app.inject(upload), { statusCode: 200, headers: { 'x-mock-rule': undefined } })
    t.match(errors, [{ part: 'faults' }])
  }
})

t.test('an error while a latency is drawn means no latency', async t => {
  const { app, errors } = withErrorLog(t, { latency: '60m' })
  app.addHook('preParsing', (request, _reply, payload, done) => {
    t.intercept(request.sandbox, 'name', { get: boom })
    done(null, payload)
  })
  t.equal((await app.inject(upload)).statusCode, 200)
  t.match(errors, [{ part: 'latency' }])
})

t.test('a response is sent although the rest of the request body cannot be read, and the connection ends', async t => {
  const { app, errors } = withErrorLog(t)
  const port = await listen(app)
  app.server.prependListener('request', request => { request.unpipe = boom })
  const { write, rest } = await raw(t, port)
  await write(head(`POST ${PATH}`, { 'content-type': MULTIPART, 'content-length': 1000 }))
  t.match(await rest(), /^HTTP\/1\.1 401 [^]*\r\nconnection: close\r\n/)
  t.match(errors, [{ part: 'reading the rest of a body' }])
})

t.test('a connection whose invalid bytes cannot be answered is closed, and an error of the listening socket does not stop the server', async t => {
  const { app, errors } = withErrorLog(t)
  const port = await listen(app)
  app.server.prependListener('clientError', (_error, socket) => { socket.end = boom })
  const { write, rest } = await raw(t, port)
  await write('no HTTP\r\n\r\n')
  t.equal(await rest(), '')
  app.server.emit('error', new Error('accept EMFILE'))
  t.match(errors, [{ part: 'an answer to what is not HTTP' }, { part: 'a listening socket' }])
  t.equal((await fetch(`http://127.0.0.1:${port}/_mock/livez`)).status, 200)
})

t.test('a request whose download fails has one journal entry, with the response that was sent', async t => {
  const { app } = withErrorLog(t)
  app.addHook('preHandler', ({ sandbox: { world } }, _reply, done) => {
    for (const attachment of world.attachments.all()) Object.assign(attachment, { content: { size: 5, digest: {}, chunks: { [Symbol.iterator]: boom } } })
    done()
  })
  const stored = (await app.inject(upload)).json<{ data: [{ details: { id: string } }] }>()
  const reply = await app.inject({ url: `${PATH}/${stored.data[0].details.id}`, headers: { authorization } })
  t.equal(reply.statusCode, 500)
  const { requests } = (await app.inject('/_mock/requests?operation=download')).json<{ requests: object[] }>()
  t.match(requests, [{ answer: { status: 500, rule: 'server.internal-error' } }])
  t.equal(requests.length, 1)
})

t.test('an internal error at the accounts server has that server’s response format', async t => {
  const { app, errors } = withErrorLog(t)
  app.addHook('preParsing', (request, _reply, payload, done) => {
    t.intercept(request.sandbox.world.tokens, 'issue', { value: boom })
    done(null, payload)
  })
  const reply = await app.inject({ method: 'POST', url: '/oauth/v2/token?client_id=a&grant_type=client_credentials&scope=ZohoCRM.modules.ALL' })
  t.match(reply, { statusCode: 200, headers: { 'x-mock-rule': 'accounts.general-error', 'x-mock-explain': 'the double itself failed, please report it: it failed' } })
  t.strictSame(reply.json(), { error: 'general_error' })
  t.equal(errors.length, 1)
})

t.test('a server keeps running when the destination of its log fails', async t => {
  const logTo = new Writable({ write (_chunk, _encoding, done) { done(new Error('no space')) } })
  const app = assemble(completeOptions({}), { logTo })
  t.teardown(() => app.close())
  for (let made = 0; made < 3; made++) t.equal((await app.inject('/crm/v8/org')).statusCode, 401)
  t.ok(logTo.destroyed)
})

t.test('run keeps the command’s exit code when its summary fails, except that a requested audit then fails', async t => {
  const { toISOString } = Date.prototype
  t.intercept(Date.prototype, 'toISOString', {
    value (this: Date) { return /shapes.request/.test(new Error('who asks').stack as string) ? boom() : toISOString.call(this) }
  })
  for (const [flags, code] of [[[], 0], [['--audit', 'error'], 1]] as const) {
    const said = await run(['run', ...flags, '--', process.execPath, '-e', 'fetch(process.env.ZOHO_MOCK_URL + "/crm/v8/org")'])
    t.equal(said.code, code)
    t.match(said.stderr, 'zoho-attachments-mock: the summary failed, please report it: {"error":"it failed"}')
  }
})

t.test('an error of another class than can be handled is thrown on', async t => {
  t.doesNotThrow(() => assertError(new TypeError('a'), Error))
  const other = new Error('b')
  t.throws(() => assertError(other, TypeError), other)
})
