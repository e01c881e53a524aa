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

/** Breaks one observer, for the request that it is given or for all from now on. */
type Break = (request: FastifyRequest, t: Test) => void

interface Observer {
  readonly breaks: Break
  /** Broken only once the answer is settled: what it breaks is needed before that. */
  readonly isLate?: boolean
  /** Where its failure is told of; nowhere where absent. */
  readonly part?: string
}

const PATH = '/crm/v8/Leads/1/Attachments'
const authorization = 'Zoho-oauthtoken 1000.all'
const file: Part = { name: 'file', filename: 'a.txt', content: 'hello' }

const boom = (): never => { throw new Error('an observer failed') }

/** Something that cannot be measured as a text, or written down. */
const oddHeader = (request: FastifyRequest, method: 'toString' | 'toJSON'): void => { request.raw.headers['x-odd'] = { [method]: boom } as unknown as string }

/** Lets a clock fail where the journal asks for the time: all else needs it too. */
function failForJournal (t: Test, owner: { now (): number }): void {
  const { now } = owner
  t.intercept(owner, 'now', { value: () => /journal.plugin/.test(new Error('who asks').stack as string) ? boom() : now() })
}

const observers: Readonly<Record<string, Observer>> = {
  'the journal, adding': { part: 'the journal', breaks: ({ sandbox: { journal } }) => { journal.add = boom } },
  'the journal, asked whether anybody reads it': { part: 'the journal', breaks: ({ sandbox: { journal } }) => { Object.defineProperty(journal, 'isRead', { get: boom }) } },
  'the journal, told of a change': { part: 'the journal', breaks: ({ sandbox: { journal } }) => { journal.changed = boom } },
  'an entry that cannot be measured': { part: 'the journal', breaks: request => oddHeader(request, 'toString') },
  'an entry that cannot be written down': { part: 'the journal', breaks: request => oddHeader(request, 'toJSON') },
  'the sandbox’s clock, as the entry is made': { part: 'the journal', breaks: ({ sandbox: { world: { clock } } }, t) => failForJournal(t, clock) },
  'the machine’s clock, as the entry is made': { part: 'the journal', breaks: (_request, t) => failForJournal(t, Date) },
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
  'a listener of the journal': { part: 'a listener of the journal', breaks: ({ sandbox: { journal } }) => { journal.subscribe(boom) } },
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

interface Told {
  readonly level: string
  readonly part?: string
  readonly err?: { readonly message: string, readonly stack: string }
}

/** A server whose answers can be looked at, and what it told. */
interface Watched {
  readonly app: FastifyInstance
  readonly port: number
  readonly errors: Told[]
  sandbox (): Sandbox
  /** Waits until so many answers are settled: what was asked for is done by then. */
  settled (count: number): Promise<void>
  /** Waits until so many requests are over, and everybody has heard of it. */
  over (count: number): Promise<void>
}

async function watched (t: Test, observer: Observer | undefined, options: Options): Promise<Watched> {
  const errors: Told[] = []
  const logTo = {
    write (line: string) {
      if (observer && observer.part === undefined) boom()
      const told = JSON.parse(line) as Told
      if (told.level === 'error') errors.push(told)
    }
  }
  const app = assemble(completeOptions({ clock: NOW, publicUrl: 'http://mock.test', ...options }), { logTo })
  t.teardown(() => app.close())
  let [settledCount, overCount] = [0, 0]
  app.addHook('onRequest', (_request, { raw }, done) => {
    // Behind all others that hear of it.
    raw.once('close', () => setImmediate(() => { overCount++ }))
    done()
  })
  let sandbox: Sandbox
  app.addHook('preParsing', (request, reply, payload, done) => {
    sandbox = request.sandbox
    if (observer && !observer.isLate) observer.breaks(request, t)
    // Hooks that a test adds come last, and this has to come before all that look at an answer.
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
  // Of Node's own headers the date.
  const { date, ...headers } = Object.fromEntries(reply.headers)
  t.ok(date, 'a date')
  return { status: reply.status, headers, body: await reply.text() }
}

const upload = (server: Watched): Promise<Answer> => ask(server, 'POST', PATH, [file])

/** Sends an upload, or the beginning of one, and leaves when it may. */
async function leave (t: Test, { port }: Watched, bytes: Buffer, mayLeave: () => Promise<void>): Promise<void> {
  const { socket, write, until } = await raw(t, port)
  await write(head(`POST ${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': 1000, expect: '100-continue' }))
  await until(/100 Continue/)
  await write(bytes)
  await mayLeave()
  socket.destroy()
}

interface Moment {
  readonly options?: Options
  readonly run: (server: Watched, t: Test) => Promise<Answer[]>
  /** How many requests it makes to Zoho's surface. */
  readonly requests: number
  /** How many attachments there are afterwards. */
  readonly stored: number
}

const idIn = ({ body }: Answer): string => (JSON.parse(body) as { data: [{ details: { id: string } }] }).data[0].details.id

const moments: Readonly<Record<string, Moment>> = {
  'while an upload is answered': { requests: 2, stored: 1, run: async server => [await upload(server), await ask(server, 'GET', `${PATH}?fields=id`)] },
  'while an upload is refused': { requests: 1, stored: 0, run: async server => [await ask(server, 'POST', PATH, [file, file])] },
  'as an upload that was read finds no room': { options: { maxStoreSize: 1000 }, requests: 1, stored: 0, run: async server => [await upload(server)] },
  'while a token is given': { requests: 1, stored: 0, run: async server => [await ask(server, 'POST', '/oauth/v2/token?client_id=a&grant_type=refresh_token&refresh_token=1000.mine')] },
  'as a client leaves before it has sent all': {
    requests: 1,
    stored: 0,
    run: async (server, t) => {
      await leave(t, server, Buffer.from(`--${BOUNDARY}\r\n`), async () => {})
      return []
    }
  },
  'as a client leaves while its answer waits': {
    options: { latency: '60m' },
    requests: 1,
    stored: 1,
    run: async (server, t) => {
      const body = multipartBody([file])
      await leave(t, server, Buffer.concat([body, Buffer.alloc(1000 - body.length)]), () => server.settled(1))
      return []
    }
  },
  'as a client leaves in the middle of its download': {
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
  'as the oldest entry is dropped': { options: { journalSize: 1 }, requests: 2, stored: 2, run: async server => [await upload(server), await upload(server)] },
  'as entries are written down': {
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
  'as an attachment is deleted': {
    requests: 2,
    stored: 0,
    run: async server => {
      const stored = await upload(server)
      return [stored, await ask(server, 'DELETE', `${PATH}/${idIn(stored)}`)]
    }
  },
  'as the attachments go back to the seed': {
    requests: 1,
    stored: 0,
    run: async server => {
      const stored = await upload(server)
      const { statusCode, body } = await server.app.inject({ method: 'POST', url: '/_mock/reset', payload: { only: ['attachments'] } })
      return [stored, { status: statusCode, headers: {}, body }]
    }
  }
}

const told = new Map<string, number>()

for (const [when, { options = {}, run, requests, stored }] of Object.entries(moments)) {
  t.test(`an observer that fails ${when} changes no answer, no store and nothing else, and is told of once`, async t => {
    const healthy = await watched(t, undefined, options)
    const expected = await run(healthy, t)
    t.strictSame(healthy.errors, [])
    for (const [name, observer] of Object.entries(observers)) {
      await t.test(name, async t => {
        const server = await watched(t, observer, options)
        t.strictSame(await run(server, t), expected, 'the answers')
        await server.over(requests)
        const { errors } = server
        const { journal, world } = server.sandbox()
        t.equal(world.attachments.size, stored, 'the store')
        const ids = journal.all().map(({ id }) => id)
        t.equal(ids.length, journal.size)
        t.equal(new Set(ids).size, ids.length, 'each request once')
        t.ok(ids.length + journal.dropped <= requests, 'no more entries than requests')
        t.ok(errors.filter(({ part }) => part === observer.part).length <= 1, 'told once')
        for (const { part, err } of errors.filter(({ part }) => part !== undefined)) {
          t.equal(part, observer.part)
          t.match(err, { message: 'an observer failed', stack: /observers\.test/ })
        }
        told.set(name, (told.get(name) ?? 0) + errors.length)
      })
    }
  })
}

t.test('each of the observers did fail at some moment', async t => {
  for (const [name, { part }] of Object.entries(observers)) if (part !== undefined) t.ok(told.get(name), name)
})
