import fc from 'fast-check'
import { randomInt } from 'node:crypto'
import t from 'tap'
import { serving } from '../helpers/command.js'
import { ask, askFor, createFailures, eventually, memoryOf, pool, setting } from './connection.js'
import { bytesOf, converse, shrink, type Outcome } from './converse.js'
import { conversations, type Conversation } from './mutate.js'
import { pathOf } from './shapes.js'

// For more requests, or the same ones again: HOSTILE_RUNS=100000 HOSTILE_SEED=1 npm test -- --timeout=3600 test/hostile/requests.test.ts
const runs = setting('HOSTILE_RUNS', 20_000)
const seed = setting('HOSTILE_SEED', randomInt(2 ** 31))
const WIDTH = 64
const BATCH = 400
/** Limit of the server's memory in MiB: its store, the journals of a few sandboxes, and the loader of its source. */
const MEMORY = 900

t.test(`${runs} random requests get known responses, and only a success changes the store (seed ${seed})`, { timeout: 230_000 + runs * 10 }, async t => {
  const { ready: { url, port, pid }, child, ended } = await serving(t, ['--log-level', 'error'])
  await ask(`${url}/_mock/`)
  const failures = createFailures()
  const failed = new Map<string, Conversation>()
  const statuses = new Map<number, number>()
  let sent = 0
  for (let batch = 0; sent < runs && failures.size < 40; batch++) {
    const drawn = fc.sample(conversations, { numRuns: BATCH, seed: seed + batch })
    await ask(`${url}/_mock/reset`, 'POST', {})
    const outcomes: Outcome[] = []
    await pool(drawn, WIDTH, async conversation => {
      const outcome = await converse(port, conversation).catch((error: Error): Outcome => ({ problems: [`no connection: ${error.message}`], parsed: { requests: [], isMalformed: false }, answers: [] }))
      outcomes.push(outcome)
      for (const problem of outcome.problems) {
        failures.add(problem, JSON.stringify(bytesOf(conversation).toString('latin1').slice(0, 3000)))
        const known = failed.get(problem)
        if (known === undefined || bytesOf(conversation).length < bytesOf(known).length) failed.set(problem, conversation)
      }
    })
    sent += outcomes.reduce((sum, { parsed }) => sum + Math.max(1, parsed.requests.length), 0)
    for (const { answers } of outcomes) for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if (child.exitCode !== null || child.signalCode !== null) {
      failures.add('the process ended', `batch ${batch}: ${JSON.stringify(await ended())}`)
      break
    }
    for (const [kind, input] of await storeProblems(url, outcomes)) failures.add(kind, input)
  }

  for (const [problem, conversation] of failed) {
    if (child.exitCode !== null || failures.size > 40) break
    const shows = async (candidate: Conversation): Promise<boolean> => (await converse(port, candidate)).problems.includes(problem)
    const small = await shrink(conversation, shows, /hang|open/.test(problem) ? 12 : 150).catch(() => conversation)
    failures.add(problem, JSON.stringify(small.requests.map(bytes => bytes.toString('latin1'))))
  }
  for (const line of failures.report()) t.fail(line)
  t.comment(`${sent} requests; ${[...statuses].sort().map(([status, count]) => `${status}: ${count}`).join(', ')}; ${Math.round(memoryOf(pid) ?? 0)} MiB`)
  t.ok(sent >= runs, `${sent} requests were sent`)
  t.ok((memoryOf(pid) ?? 0) < MEMORY, 'the memory of the server is bounded')
  t.match(await ask(`${url}/_mock/livez`), { status: 200, text: '{"status":"live"}' })
  t.ok(await eventually(async () => (await askFor<{ sandboxes: ReadonlyArray<{ busy: boolean }> }>(`${url}/_mock/sandboxes`)).sandboxes.every(({ busy }) => !busy), 5000), 'no sandbox is busy after all connections have ended')
  child.kill('SIGTERM')
  const { code, stdout, stderr } = await ended()
  t.equal(code, 0, 'it ends on SIGTERM')
  t.strictSame(stdout.split('\n').slice(1, 4), [''], 'it logged no error')
  t.equal(stderr, '')
})

/** Differences between the default sandbox's store and what the responses reported. */
async function storeProblems (url: string, outcomes: readonly Outcome[]): Promise<Array<[kind: string, input: string]>> {
  const reported = new Set<string>()
  const deleted = new Set<string>()
  let unanswered = 0
  for (const { parsed: { requests }, answers } of outcomes) {
    unanswered += Math.max(0, requests.length - answers.length)
    for (const [index, { method, url: target }] of requests.entries()) {
      const answer = answers[index]
      if (answer === undefined) continue
      // These replace everything in the sandbox, so that nothing can be compared.
      if (answer.status === 200 && /^\/_mock\/(reset|state)/.test(target) && method !== 'GET') return []
      if (!/^\/crm\//.test(pathOf(target)) || /^(https?:\/\/[^/]*)?\/s\//.test(target)) continue
      const isUpload = method === 'POST' && /\/attachments$/i.test(pathOf(target))
      for (const id of isUpload && answer.status === 200 ? idsIn(answer.body) : []) reported.add(id)
      for (const id of method === 'DELETE' ? idsIn(answer.body) : []) deleted.add(id)
    }
  }
  const { attachments } = await askFor<{ attachments: ReadonlyArray<{ id: string }> }>(`${url}/_mock/attachments`)
  const stored = new Set(attachments.map(({ id }) => id))
  const lost = [...reported].filter(id => !stored.has(id) && !deleted.has(id))
  // A client that closed the connection, or sent invalid bytes after the request, may not have received its response.
  const extra = [...stored].filter(id => !reported.has(id))
  return [
    ...lost.length > unanswered ? [['an attachment that was reported as stored is missing', lost.join()] as [string, string]] : [],
    ...extra.length > unanswered ? [['an attachment was stored that no response reported', extra.join()] as [string, string]] : []
  ]
}

function idsIn (body: Buffer): string[] {
  return [...body.toString().matchAll(/"code":"SUCCESS","details":\{[^}]*?"id":"(\d+)"|"details":\{"id":"(\d+)"\},"message":"record deleted"|"Created_Time":"[^"]*","id":"(\d+)"/g)].map(([, one, two, three]) => one ?? two ?? three ?? '')
}
