import fc from 'fast-check'
import { randomInt } from 'node:crypto'
import t from 'tap'
import { serving } from '../helpers/command.js'
import { ask, askFor, createFindings, eventually, memoryOf, pool, setting } from './connection.js'
import { bytesOf, converse, smaller, type Outcome } from './converse.js'
import { conversations, type Conversation } from './mutate.js'
import { pathOf } from './shapes.js'

// More on demand, and the same again: HOSTILE_RUNS=100000 HOSTILE_SEED=1 npx tap --timeout=3600 test/hostile/requests.test.ts
const runs = setting('HOSTILE_RUNS', 20_000)
const seed = setting('HOSTILE_SEED', randomInt(2 ** 31))
const WIDTH = 64
const BATCH = 400
/** How much memory the server may come to, in MiB: its store, the journals of a few sandboxes, and the loader of its source. */
const MEMORY = 900

t.test(`${runs} random requests with seed ${seed} are all answered in a known shape, and only a success changes the store`, { timeout: 230_000 + runs * 10 }, async t => {
  const { ready: { url, port, pid }, child, ended } = await serving(t, ['--log-level', 'error'])
  await ask(`${url}/_mock/`)
  const findings = createFindings()
  const failed = new Map<string, Conversation>()
  const statuses = new Map<number, number>()
  let sent = 0
  for (let batch = 0; sent < runs && findings.size < 40; batch++) {
    const talks = fc.sample(conversations, { numRuns: BATCH, seed: seed + batch })
    await ask(`${url}/_mock/reset`, 'POST', {})
    const outcomes: Outcome[] = []
    await pool(talks, WIDTH, async talk => {
      const outcome = await converse(port, talk).catch((error: Error): Outcome => ({ faults: [`no connection: ${error.message}`], framing: { requests: [], isMalformed: false }, answers: [] }))
      outcomes.push(outcome)
      for (const fault of outcome.faults) {
        findings.add(fault, JSON.stringify(bytesOf(talk).toString('latin1').slice(0, 3000)))
        const known = failed.get(fault)
        if (known === undefined || bytesOf(talk).length < bytesOf(known).length) failed.set(fault, talk)
      }
    })
    sent += outcomes.reduce((sum, { framing }) => sum + Math.max(1, framing.requests.length), 0)
    for (const { answers } of outcomes) for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if (child.exitCode !== null || child.signalCode !== null) {
      findings.add('the process ended', `batch ${batch}: ${JSON.stringify(await ended())}`)
      break
    }
    for (const [kind, input] of await storeFaults(url, outcomes)) findings.add(kind, input)
  }

  for (const [fault, talk] of failed) {
    if (child.exitCode !== null || findings.size > 40) break
    const shows = async (candidate: Conversation): Promise<boolean> => (await converse(port, candidate)).faults.includes(fault)
    const small = await smaller(talk, shows, /hang|open/.test(fault) ? 12 : 150).catch(() => talk)
    findings.add(fault, JSON.stringify(small.requests.map(bytes => bytes.toString('latin1'))))
  }
  for (const line of findings.report()) t.fail(line)
  t.comment(`${sent} requests; ${[...statuses].sort().map(([status, count]) => `${status}: ${count}`).join(', ')}; ${Math.round(memoryOf(pid) ?? 0)} MiB`)
  t.ok(sent >= runs, `${sent} requests were sent`)
  t.ok((memoryOf(pid) ?? 0) < MEMORY, 'the memory of the server is bounded')
  t.match(await ask(`${url}/_mock/livez`), { status: 200, text: '{"status":"live"}' })
  t.ok(await eventually(async () => (await askFor<{ sandboxes: ReadonlyArray<{ busy: boolean }> }>(`${url}/_mock/sandboxes`)).sandboxes.every(({ busy }) => !busy), 5000), 'no sandbox is busy when all connections have gone')
  child.kill('SIGTERM')
  const { code, stdout, stderr } = await ended()
  t.equal(code, 0, 'it ends on SIGTERM')
  t.strictSame(stdout.split('\n').slice(1, 4), [''], 'it logged no error')
  t.equal(stderr, '')
})

/** What of the default sandbox's store the answers do not account for. */
async function storeFaults (url: string, outcomes: readonly Outcome[]): Promise<Array<[kind: string, input: string]>> {
  const told = new Set<string>()
  const deleted = new Set<string>()
  let unanswered = 0
  for (const { framing: { requests }, answers } of outcomes) {
    unanswered += Math.max(0, requests.length - answers.length)
    for (const [index, { method, url: target }] of requests.entries()) {
      const answer = answers[index]
      if (answer === undefined) continue
      // The whole world is another after these: nothing can be said of it.
      if (answer.status === 200 && /^\/_mock\/(reset|state)/.test(target) && method !== 'GET') return []
      if (!/^\/crm\//.test(pathOf(target)) || /^(https?:\/\/[^/]*)?\/s\//.test(target)) continue
      for (const id of method === 'POST' && answer.status === 200 ? idsIn(answer.body) : []) told.add(id)
      for (const id of method === 'DELETE' ? idsIn(answer.body) : []) deleted.add(id)
    }
  }
  const { attachments } = await askFor<{ attachments: ReadonlyArray<{ id: string }> }>(`${url}/_mock/attachments`)
  const stored = new Set(attachments.map(({ id }) => id))
  const lost = [...told].filter(id => !stored.has(id) && !deleted.has(id))
  // A client that closed the connection, or that sent something broken behind it, may not have its answer.
  const extra = [...stored].filter(id => !told.has(id))
  return [
    ...lost.length > unanswered ? [['what was told to be stored is not there', lost.join()] as [string, string]] : [],
    ...extra.length > unanswered ? [['something was stored that no answer told of', extra.join()] as [string, string]] : []
  ]
}

function idsIn (body: Buffer): string[] {
  return [...body.toString().matchAll(/"code":"SUCCESS","details":\{[^}]*?"id":"(\d+)"|"details":\{"id":"(\d+)"\},"message":"record deleted"|"Created_Time":"[^"]*","id":"(\d+)"/g)].map(([, one, two, three]) => one ?? two ?? three ?? '')
}
