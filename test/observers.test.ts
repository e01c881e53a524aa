import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import { completeOptions, type Options } from '../src/options.js'
import type { Sandbox } from '../src/sandbox/sandboxes.js'
import { assemble } from '../src/server.js'
import { BOUNDARY, MULTIPART, multipartBody, type Part } from './helpers/multipart.js'
import { head, raw } from './helpers/raw.js'
import { NOW } from './helpers/server.js'

/** Makes one observer fail, for the given request or from now on. */
type Break = (request: FastifyRequest, t: Test) => void

interface Observer {
  readonly breaks: Break
  /** Whether it is broken only when the response is sent, because it is needed before. */
  readonly isLate?: boolean
  /** The part that its failure is logged under; absent if it is not logged. */
  readonly part?: string
}

const PATH = '/crm/v8/Leads/1/Attachments'
const authorization = 'Zoho-oauthtoken 1000.all'
const file: Part = { name: 'file', filename: 'a.txt', content: 'hello' }

const boom = (): never => { throw new Error('an observer failed') }

/** Adds a header that cannot be measured or serialized. */
const oddHeader = (request: FastifyRequest, method: 'toString' | 'toJSON'): void => { request.raw.headers['x-odd'] = { [method]: boom } as unknown as string }

/** Makes a clock fail for the journal only, because everything else needs it too. */
function failForJournal (t: Test, owner: { now (): number }): void {
  const { now } = owner
  t.intercept(owner, 'now', { value: () => /journal.plugin/.test(new Error('who asks').stack as string) ? boom() : now() })
}

const observers: Readonly<Record<string, Observer>> = {
  'the journal, when it adds an entry': { part: 'the journal', breaks: ({ sandbox: { journal } }) => { journal.add = boom } },
  'the journal, when it is asked for its readers': { part: 'the journal', breaks: ({ sandbox: { journal } }) => { Object.defineProperty(journal, 'isActive', { get: boom }) } },
  'the journal, when an entry changes': { part: 'the journal', breaks: ({ sandbox: { journal } }) => { journal.update = boom } },
  'an entry that cannot be measured': { part: 'the journal', breaks: request => oddHeader(request, 'toString') },
  'an entry that cannot be serialized': { part: 'the journal', breaks: request => oddHeader(request, 'toJSON') },
  'the sandbox’s clock, when an entry is made': { part: 'the journal', breaks: ({ sandbox: { world: { clock } } }, t) => failForJournal(t, clock) },
  'the machine’s clock, when an entry is made': { part: 'the journal', breaks: (_request, t) => failForJournal(t, Date) },
  hashing: {
    part: 'hashing',
    isLate: true,
    breaks: request => {
      for (const attachment of request.sandbox.world.attachments.all()) {
        if (attachment.kind !== 'file') continue
        const { content, content: { chunks } } = attachment
        Object.defineProperty(content, 'chunks', { get: () => /sha256/.test(new Error('who asks').stack as string) ? boom() : chunks, configurable: true })
      }
    }
  },
  'a subscriber of the journal': { part: 'a listener of the journal', breaks: ({ sandbox: { journal } }) => { journal.subscribe(boom) } },
  'a stream of requests': {
    part: 'a listener of the journal',
    breaks: ({ sandbox: { journal } }, t) => {
      const stream = new PassThrough()
      t.intercept(stream, 'write', { value: boom })
      journal.subscribe(() => stream.write('event'))
    }
  },
  'the log of a request': { part: 'the log', breaks: request => { request.log.info = boom } },
  'the destination of the log': { breaks: () => {} }
}

interface LogLine {
  readonly level: string
  readonly part?: string
  readonly err?: { readonly message: string, readonly stack: string }
}

/** A server whose responses can be awaited, and the errors that it logged. */
interface Watched {
  readonly app: FastifyInstance
  readonly port: number
  readonly errors: LogLine[]
  sandbox (): Sandbox
  /** Waits until this many responses are being sent: their requests have taken effect. */
  settled (count: number): Promise<void>
  /** Waits until this many requests have ended and all listeners have been called. */
  over (count: number): Promise<void>
}

async function watched (t: Test, observer: Observer | undefined, options: Options): Promise<Watched> {
  const errors: LogLine[] = []
  const logTo = {
    write (line: string) {
      if (observer && observer.part === undefined) boom()
      const logged = JSON.parse(line) as LogLine
      if (logged.level === 'error') errors.push(logged)
    }
  }
  const app = assemble(completeOptions({ clock: NOW, publicUrl: 'http://mock.test', ...options }), { logTo })
  t.teardown(() => app.close())
  let [settledCount, overCount] = [0, 0]
  app.addHook('onRequest', ({ url }, { raw }, done) => {
    // After all other listeners.
    if (!url.startsWith('/_mock/')) raw.once('close', () => setImmediate(() => { overCount++ }))
    done()
  })
  let sandbox: Sandbox
  app.addHook('preParsing', (request, reply, payload, done) => {
    sandbox = request.sandbox
    if (observer && !observer.isLate) observer.breaks(request, t)
    // Hooks that a test adds run last, and this has to run before all that see the response.
    const { send } = reply
    reply.send = answer => {
      if (!(answer instanceof Error)) {
        settledCount++
        if (observer?.isLate) observer.breaks(request, t)
      }
      return send.call(reply, answer)
    }
    done(null, payload)
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const until = async (isEnough: () => boolean): Promise<void> => { while (!isEnough()) await new Promise(resolve => setImmediate(resolve)) }
  return {
    app,
    port: (app.server.address() as AddressInfo).port,
    errors,
    sandbox: () => sandbox,
    settled: count => until(() => settledCount >= count),
    over: count => until(() => overCount >= count)
  }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

async function ask ({ port }: Watched, method: string, path: string, parts?: readonly Part[]): Promise<Answer> {
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization, ...parts && { 'content-type': MULTIPART } },
    ...parts && { body: multipartBody(parts) }
  })
  // Node's own header Date differs.
  const { date, ...headers } = Object.fromEntries(reply.headers)
  t.ok(date, 'it has a date')
  return { status: reply.status, headers, body: await reply.text() }
}

const upload = (server: Watched): Promise<Answer> => ask(server, 'POST', PATH, [file])

/** Sends an upload, or the beginning of one, and disconnects. */
async function leave (t: Test, { port }: Watched, bytes: Buffer, beforeLeaving: () => Promise<void>): Promise<void> {
  const { socket, write, until } = await raw(t, port)
  await write(head(`POST ${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': 1000, expect: '100-continue' }))
  await until(/100 Continue/)
  await write(bytes)
  await beforeLeaving()
  socket.destroy()
}

interface Moment {
  readonly options?: Options
  readonly run: (server: Watched, t: Test) => Promise<Answer[]>
  /** How many requests it sends to Zoho's APIs. */
  readonly requests: number
  /** How many attachments exist afterwards. */
  readonly stored: number
}

const idIn = ({ body }: Answer): string => (JSON.parse(body) as { data: [{ details: { id: string } }] }).data[0].details.id

const moments: Readonly<Record<string, Moment>> = {
  'while an upload succeeds': { requests: 2, stored: 1, run: async server => [await upload(server), await ask(server, 'GET', `${PATH}?fields=id`)] },
  'while an upload is refused': { requests: 1, stored: 0, run: async server => [await ask(server, 'POST', PATH, [file, file])] },
  'while an upload does not fit the store': { options: { maxStoreSize: 1000 }, requests: 1, stored: 0, run: async server => [await upload(server)] },
  'while a token is issued': { requests: 1, stored: 0, run: async server => [await ask(server, 'POST', '/oauth/v2/token?client_id=a&grant_type=refresh_token&refresh_token=1000.mine')] },
  'when a client disconnects before it has sent everything': {
    requests: 1,
    stored: 0,
    run: async (server, t) => {
      await leave(t, server, Buffer.from(`--${BOUNDARY}\r\n`), async () => {})
      return []
    }
  },
  'when a client disconnects while its response is delayed': {
    options: { latency: '60m' },
    requests: 1,
    stored: 1,
    run: async (server, t) => {
      const body = multipartBody([file])
      await leave(t, server, Buffer.concat([body, Buffer.alloc(1000 - body.length)]), () => server.settled(1))
      return []
    }
  },
  'when a client disconnects in the middle of a download': {
    requests: 2,
    stored: 1,
    run: async (server, t) => {
      const stored = await upload(server)
      await server.app.inject({ method: 'POST', url: '/_mock/faults', payload: { operation: 'download', action: { drip: { bytesPerSecond: 1 } } } })
      const { socket, write, until } = await raw(t, server.port)
      await write(head(`GET ${PATH}/${idIn(stored)}`, { authorization }))
      await until(/\r\n\r\nh/)
      socket.destroy()
      return [stored]
    }
  },
  'when the oldest entry is dropped': { options: { journalSize: 1 }, requests: 2, stored: 2, run: async server => [await upload(server), await upload(server)] },
  'when entries are serialized': {
    requests: 70,
    stored: 0,
    run: async ({ app }) => {
      const answers: Answer[] = []
      for (let made = 0; made < 70; made++) {
        const { statusCode, body } = await app.inject({ url: `${PATH}?fields=id`, headers: { authorization } })
        answers.push({ status: statusCode, headers: {}, body })
      }
      return answers
    }
  },
  'when an attachment is deleted': {
    requests: 2,
    stored: 0,
    run: async server => {
      const stored = await upload(server)
      return [stored, await ask(server, 'DELETE', `${PATH}/${idIn(stored)}`)]
    }
  },
  'when the attachments are reset to the seed': {
    requests: 1,
    stored: 0,
    run: async server => {
      const stored = await upload(server)
      const { statusCode, body } = await server.app.inject({ method: 'POST', url: '/_mock/reset', payload: { only: ['attachments'] } })
      return [stored, { status: statusCode, headers: {}, body }]
    }
  }
}

const failures = new Map<string, number>()

for (const [when, { options = {}, run, requests, stored }] of Object.entries(moments)) {
  t.test(`an observer that fails ${when} changes neither responses nor the store, and is logged once`, async t => {
    const healthy = await watched(t, undefined, options)
    const expected = await run(healthy, t)
    t.strictSame(healthy.errors, [])
    for (const [name, observer] of Object.entries(observers)) {
      await t.test(name, async t => {
        const server = await watched(t, observer, options)
        t.strictSame(await run(server, t), expected, 'the responses')
        await server.over(requests)
        const { errors } = server
        const { journal, world } = server.sandbox()
        t.equal(world.attachments.size, stored, 'the store')
        const ids = journal.all().map(({ id }) => id)
        t.equal(ids.length, journal.size)
        t.equal(new Set(ids).size, ids.length, 'each request once')
        t.ok(ids.length + journal.dropped <= requests, 'no more entries than requests')
        t.ok(errors.filter(({ part }) => part === observer.part).length <= 1, 'logged once')
        for (const { part, err } of errors.filter(({ part }) => part !== undefined)) {
          t.equal(part, observer.part)
          t.match(err, { message: 'an observer failed', stack: /observers\.test/ })
        }
        failures.set(name, (failures.get(name) ?? 0) + errors.length)
      })
    }
  })
}

t.test('each observer failed at least once', async t => {
  for (const [name, { part }] of Object.entries(observers)) if (part !== undefined) t.ok(failures.get(name), name)
})
