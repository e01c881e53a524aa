import { PassThrough } from 'node:stream'
import { audit } from '../../journal/audit/audit.js'
import type { Entry } from '../../journal/entry.js'
import { describeCriterion, differences, nearestMisses, type Criteria, type Criterion, waitFor } from '../../journal/match.js'
import { milliseconds } from '../../json/duration.js'
import type { Sandbox } from '../../sandbox/sandboxes.js'
import { httpErrors } from '../errors.js'
import type { ControlApp, ControlOptions } from '../mount.js'
import { journalRequest, type JournalRequest } from '../shapes/request.js'
import { route } from '../shapes/routes.js'

/** How long a wait lasts by default, and at most, in milliseconds. */
const TIMEOUT = { usual: 5000, most: 600_000 }
/** How often a stream sends a sign of life, in milliseconds. */
const HEARTBEAT = 15_000
/** How far a reader of a stream may fall behind, in bytes. */
const BACKLOG = 4 * 1024 ** 2

/**
 * Adds the routes for the journal and the audit: what came in, what each check found, what went out, and mistakes that
 * were not refused.
 */
export function requests (app: ControlApp, { answers }: ControlOptions): void {
  const describe = (entry: Entry, { name, world }: Sandbox): JournalRequest => journalRequest(entry, { name, attachments: world.attachments }, answers)
  const open = new Set<PassThrough>()
  const closing = new AbortController()
  app.addHook('preClose', async () => {
    closing.abort()
    for (const stream of open) stream.end()
  })

  app.route({
    ...route('GET /requests'),
    handler: async ({ sandbox, query: { limit, status, ...rest } }) => {
      const criteria: Criteria = { ...rest, ...status !== undefined && { status: Number(status) } }
      const matches = sandbox.journal.all().filter(entry => differences(entry, criteria).length === 0)
      const last = limit === undefined ? matches : matches.slice(Math.max(0, matches.length - Number(limit)))
      return { requests: last.map(entry => describe(entry, sandbox)), dropped: sandbox.journal.dropped }
    }
  })

  app.route({
    ...route('GET /requests/:id'),
    handler: async ({ sandbox, params: { id } }) => {
      const entry = sandbox.journal.get(id)
      if (entry === undefined) throw (await httpErrors()).notFound(`No request \`${id}\` in the journal of this sandbox: GET /_mock/requests lists them`)
      return describe(entry, sandbox)
    }
  })

  app.route({ ...route('DELETE /requests'), handler: async ({ sandbox }) => ({ deleted: sandbox.journal.clear() }) })

  app.route({
    ...route('GET /requests/stream'),
    handler: async ({ sandbox }, reply) => {
      const stream = new PassThrough()
      open.add(stream)
      const unsubscribe = sandbox.journal.subscribe(entry => {
        // A client that has stopped reading must not fill the memory.
        if (stream.writableLength > BACKLOG) stream.destroy()
        else if (stream.writable) stream.write(`event: request\nid: ${entry.id}\ndata: ${JSON.stringify(describe(entry, sandbox))}\n\n`)
      })
      const timer = setInterval(() => app.guarded('the stream of requests', () => stream.write(':\n\n')), HEARTBEAT)
      stream.once('close', () => {
        open.delete(stream)
        unsubscribe()
        clearInterval(timer)
      })
      // Sends the headers, so that the client knows that it will get every request from now on.
      stream.write(':\n\n')
      return reply.headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).send(stream)
    }
  })

  app.route({
    ...route('POST /requests/await'),
    handler: async ({ sandbox, body: { count = 1, timeout, ...criteria } }, reply) => {
      const limit = timeout === undefined ? TIMEOUT.usual : milliseconds(timeout)
      if (limit > TIMEOUT.most) throw (await httpErrors()).badRequest(`Expected \`timeout\` to be at most 10 minutes, got \`${timeout}\``)
      const left = new AbortController()
      reply.raw.once('close', () => left.abort())
      const matches = await waitFor(sandbox.journal, { criteria, count, timeout: limit, signal: AbortSignal.any([left.signal, closing.signal]) })
      if (matches.length >= count) return { requests: matches.map(entry => describe(entry, sandbox)) }

      const nearest = nearestMisses(sandbox.journal.all(), criteria)
      const asked = Object.entries(criteria).map(([name, value]) => ` ${name} ${describeCriterion(name as Criterion, value)}`).join(',')
      const misses = nearest.map(({ entry, differs }) => `${entry.id} (${differs.join('; ')})`).join(', ')
      const sentence = `Expected ${count} request${count === 1 ? '' : 's'}${asked && ` with${asked}`} within ${limit} ms, got ${matches.length}${misses && `; nearest: ${misses}`}`
      throw Object.assign((await httpErrors()).requestTimeout(sentence), { nearest: nearest.map(({ entry, differs }) => ({ request: describe(entry, sandbox), differs })) })
    }
  })

  app.route({
    ...route('GET /audit'),
    handler: async ({ sandbox: { journal, world } }) => {
      const { findings, scopes } = audit(journal.all(), world.attachments)
      return {
        findings: findings.map(finding => ({ ...finding, requests: [...finding.requests] })),
        scopes: scopes.map(({ token, granted, least }) => ({ token, granted: [...granted], least: [...least] }))
      }
    }
  })
}
