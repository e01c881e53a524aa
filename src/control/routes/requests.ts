import { audit } from '../../journal/audit/audit.js'
import type { Entry } from '../../journal/entry.js'
import { isRequestId, numberOf } from '../../http/request-id.js'
import { describeCriterion, differences, nearestMisses, type Criteria, type Criterion, waitFor } from '../../journal/match.js'
import { milliseconds } from '../../json/duration.js'
import type { Sandbox } from '../../sandbox/sandboxes.js'
import { httpErrors, refuseInside } from '../errors.js'
import { createEventStreams } from '../event-streams.js'
import type { ControlApp, ControlOptions } from '../mount.js'
import { journalRequest, type JournalRequest } from '../shapes/request.js'
import { route } from '../shapes/routes.js'
import { summaryOf } from '../shapes/summary.js'

/** How long a wait lasts by default, and at most, in milliseconds. */
const TIMEOUT = { usual: 5000, most: 600_000 }
/** How many rows of the list are answered with by default, and at most. */
const ROWS = { usual: 200, most: 1000 }

/**
 * Adds the routes for the journal and the audit: what came in, what each check found, what went out, and mistakes that
 * were not refused.
 */
export function requests (app: ControlApp, { answers, sandboxes }: ControlOptions): void {
  const describe = (entry: Entry, { name, world }: Sandbox): JournalRequest => journalRequest(entry, { name, world }, answers)
  const streamTo = createEventStreams(app)
  const closing = new AbortController()
  app.addHook('preClose', async () => { closing.abort() })

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
    ...route('GET /requests/summaries'),
    handler: async ({ sandbox, query: { before, limit, sandbox: all } }) => {
      if (all !== undefined) await refuseInside(sandbox, 'shown together')
      const count = limit === undefined ? ROWS.usual : Number(limit)
      if (count < 1 || count > ROWS.most) throw (await httpErrors()).badRequest(`Expected \`limit\` to be an integer from 1 to ${ROWS.most}, got \`${limit}\``)
      if (before !== undefined && !isRequestId(before)) throw (await httpErrors()).badRequest('Expected `before` to be the id of a request, such as `req-1k`')
      // One more than is asked for says whether there are more.
      const chosen = all === undefined ? [sandbox] : sandboxes.opened()
      const rows = chosen.flatMap(({ name, journal }) => journal.newest(count + 1, before).map(entry => ({ name, entry })))
      rows.sort((a, b) => numberOf(b.entry.id) - numberOf(a.entry.id))
      return {
        requests: rows.slice(0, count).map(({ name, entry }) => summaryOf(entry, name, answers)),
        dropped: chosen.reduce((sum, { journal }) => sum + journal.dropped, 0),
        more: rows.length > count
      }
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
    handler: async ({ sandbox }, reply) => streamTo(reply, stream => {
      stream.onClose(sandbox.journal.subscribe(entry => stream.write(`event: request\nid: ${entry.id}\ndata: ${JSON.stringify(describe(entry, sandbox))}\n\n`)))
    })
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
