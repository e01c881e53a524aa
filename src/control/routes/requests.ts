import { PassThrough } from 'node:stream'
import { Type } from 'typebox'
import { CriteriaSchema, differences, nearestMisses, shownCriterion, type Criteria, type Criterion, waitFor } from '../../journal/match.js'
import type { Entry } from '../../journal/entry.js'
import { RequestSchema, showEntry, type JournalRequest } from '../../journal/shown-entry.js'
import { Duration, milliseconds } from '../../json/duration.js'
import type { Sandbox } from '../../sandbox/sandboxes.js'
import { Complaint } from '../complaint.js'
import type { ControlApp, PlaneOptions } from '../control-app.js'

const strict = { additionalProperties: false }
const Digits = Type.String({ pattern: '^[0-9]{1,6}$', 'x-expected': 'an integer' })
const Which = Type.Object({ ...CriteriaSchema.properties, status: Type.Optional(Digits), limit: Type.Optional(Digits) }, strict)
const Awaited = Type.Object({
  ...CriteriaSchema.properties,
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: 'How many; 1 where absent.' })),
  timeout: Type.Optional(Duration)
}, strict)
const Found = Type.Object({ requests: Type.Array(RequestSchema) })

/** How long a wait lasts where nobody says, and at most: milliseconds. */
const TIMEOUT = { usual: 5000, most: 600_000 }
/** How often a stream says that it is still there: milliseconds. */
const HEARTBEAT = 15_000
/** How far a reader may fall behind, in bytes. */
const BACKLOG = 4 * 1024 ** 2

/** The journal: what came in, what each check found, what went out. */
export async function requests (app: ControlApp, { answers }: PlaneOptions): Promise<void> {
  const show = (entry: Entry, { name, world }: Sandbox): JournalRequest => showEntry(entry, { name, attachments: world.attachments }, answers)
  const open = new Set<PassThrough>()
  const closing = new AbortController()
  app.addHook('preClose', async () => {
    closing.abort()
    for (const stream of open) stream.end()
  })

  app.get('/requests', {
    schema: {
      summary: 'The requests that match, oldest first, and how many others had to make room',
      querystring: Which,
      response: { 200: Type.Object({ requests: Type.Array(RequestSchema), dropped: Type.Integer() }) }
    }
  }, async ({ sandbox, query: { limit, status, ...rest } }) => {
    const criteria: Criteria = { ...rest, ...status !== undefined && { status: Number(status) } }
    const matches = sandbox.journal.all().filter(entry => differences(entry, criteria).length === 0)
    const shown = limit === undefined ? matches : matches.slice(Math.max(0, matches.length - Number(limit)))
    return { requests: shown.map(entry => show(entry, sandbox)), dropped: sandbox.journal.dropped }
  })

  app.get('/requests/:id', {
    schema: { summary: 'One request', params: Type.Object({ id: Type.String() }), response: { 200: RequestSchema } }
  }, async ({ sandbox, params: { id } }) => {
    const entry = sandbox.journal.get(id)
    if (entry === undefined) throw new Complaint('notFound', `No request \`${id}\` in the journal of this sandbox: GET /_mock/requests lists them`)
    return show(entry, sandbox)
  })

  app.delete('/requests', {
    schema: { summary: 'Empties the journal', response: { 200: Type.Object({ deleted: Type.Integer() }) } }
  }, async ({ sandbox }) => ({ deleted: sandbox.journal.clear() }))

  app.get('/requests/stream', {
    schema: { summary: 'Each request from now on, as server-sent events', produces: ['text/event-stream'] }
  }, async ({ sandbox }, reply) => {
    const stream = new PassThrough()
    open.add(stream)
    const unsubscribe = sandbox.journal.subscribe(entry => {
      // A reader that has stopped reading must not fill the memory.
      if (stream.writableLength > BACKLOG) stream.destroy()
      else if (stream.writable) stream.write(`event: request\nid: ${entry.id}\ndata: ${JSON.stringify(show(entry, sandbox))}\n\n`)
    })
    const timer = setInterval(() => app.guarded('the stream of requests', () => stream.write(':\n\n')), HEARTBEAT)
    stream.once('close', () => {
      open.delete(stream)
      unsubscribe()
      clearInterval(timer)
    })
    // Sends the headers, and tells that whatever comes from now on is told.
    stream.write(':\n\n')
    return reply.headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).send(stream)
  })

  app.post('/requests/await', {
    schema: {
      summary: 'Waits for so many requests that match, those that are there counted in; 408 with the nearest misses where they do not come',
      body: Awaited,
      response: { 200: Found }
    }
  }, async ({ sandbox, body: { count = 1, timeout, ...criteria } }, reply) => {
    const limit = timeout === undefined ? TIMEOUT.usual : milliseconds(timeout)
    if (limit > TIMEOUT.most) throw new Complaint('badRequest', `Expected \`timeout\` to be at most 10 minutes, got \`${timeout}\``)
    const left = new AbortController()
    reply.raw.once('close', () => left.abort())
    const matches = await waitFor(sandbox.journal, { criteria, count, timeout: limit, signal: AbortSignal.any([left.signal, closing.signal]) })
    if (matches.length >= count) return { requests: matches.map(entry => show(entry, sandbox)) }

    const nearest = nearestMisses(sandbox.journal.all(), criteria)
    const asked = Object.entries(criteria).map(([name, value]) => ` ${name} ${shownCriterion(name as Criterion, value)}`).join(',')
    const told = nearest.map(({ entry, differs }) => `${entry.id} (${differs.join('; ')})`).join(', ')
    throw new Complaint('requestTimeout', `Expected ${count} request${count === 1 ? '' : 's'}${asked && ` with${asked}`} within ${limit} ms, got ${matches.length}${told && `; nearest: ${told}`}`, {
      nearest: nearest.map(({ entry, differs }) => ({ request: show(entry, sandbox), differs }))
    })
  })
}
