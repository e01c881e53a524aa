import { randomInt } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { serving } from '../helpers/command.js'
import { ask, createFailures, memoryOf, setting, type Failures } from './connection.js'
import { multipartBody, MULTIPART } from '../helpers/multipart.js'
import { mutatedJson } from './mutate-json.js'

// For more states, or the same ones again: HOSTILE_STATES=5000 HOSTILE_SEED=1 npm test -- --timeout=3600 test/hostile/states.test.ts
const states = setting('HOSTILE_STATES', 250)
const seed = setting('HOSTILE_SEED', randomInt(2 ** 31))
/** How long a response may take, in milliseconds. A slower request is repeated, because the machine may have been busy. */
const SLOW = 2000
/** After this time the server counts as hung, in milliseconds. */
const HANG = 15_000
/** Limit of the server's memory in MiB. */
const MEMORY = 1000

type Server = Awaited<ReturnType<typeof serving>>

/** A server that is replaced when it hangs or exits, so that one failure does not hide others. */
interface ReplaceableServer {
  readonly url: () => string
  /** Sends a request and records what goes wrong. @returns `undefined` if there was no response */
  ask (path: string, method: string, text?: string): Promise<{ readonly status: number, readonly text: string, readonly time: number } | undefined>
  readonly current: () => Server
}

async function startReplaceable (t: Test, failures: Failures): Promise<ReplaceableServer> {
  let server = await serving(t, ['--log-level', 'error'])
  let replaced = 0
  return {
    url: () => server.ready.url,
    current: () => server,
    async ask (path, method, text) {
      if (replaced > 4) return undefined
      const start = performance.now()
      try {
        const reply = await ask(`${server.ready.url}${path}`, method, text, HANG)
        return { ...reply, time: performance.now() - start }
      } catch (error) {
        const what = server.child.exitCode !== null || server.child.signalCode !== null ? 'the process ended' : 'no response'
        failures.add(`${what} at ${method} ${path.replace(/^\/s\/\w+/, '')}: ${shown(text).slice(0, 60)}`, `${(error as Error).message}: ${shown(text)}`)
        server.child.kill('SIGKILL')
        replaced++
        server = await serving(t, ['--log-level', 'error'])
        return undefined
      }
    }
  }
}

function shown (text = ''): string {
  return text.length > 700 ? `${text.slice(0, 500)} … ${text.slice(-100)} (${text.length})` : text
}

/** Removes the variable parts of a sentence, so that failures of one kind are counted together. */
function kindOf (sentence: string): string {
  return sentence.replaceAll(/`[^`]*`/g, '`…`').replaceAll(/\d+/g, 'N').slice(0, 140)
}

const SENTENCE = /^\{"error":"(Expected |Unknown property `)/
/** The response to a request that names something unknown. */
const MISSING = /^\{"error":"No (user|token|fault|record) `/

/** Fills a sandbox with some data of every kind. @returns its state */
async function enrich (base: string): Promise<string> {
  const upload = (headers: Record<string, string>, body?: Buffer, query = ''): Promise<Response> => fetch(`${base}/crm/v8/Leads/1/Attachments${query}`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all', ...headers }, ...body && { body: new Uint8Array(body) } })
  await upload({ 'content-type': MULTIPART }, multipartBody([{ name: 'file', filename: 'a.txt', content: 'hello' }]))
  await upload({ 'content-type': MULTIPART }, multipartBody([{ name: 'file', filename: 'ü日.bin', content: Buffer.alloc(3000, 1) }]))
  await upload({}, undefined, '?attachmentUrl=https://e.com/&title=x')
  await ask(`${base}/_mock/users`, 'POST', { id: '5', name: 'Nadia', email: 'n@example.com', denied: [{ module: 'Deals', operation: 'upload', as: 'NO_PERMISSION' }] })
  await ask(`${base}/_mock/tokens`, 'POST', { token: '1000.mine', user: '5', scopes: ['ZohoCRM.modules.ALL'], lifetime: '1h' })
  await ask(`${base}/_mock/records`, 'POST', { module: 'Leads', id: '1', name: 'x' })
  await ask(`${base}/_mock/faults`, 'POST', [{ operation: 'list', after: 3, times: 2, action: { answer: 'INTERNAL_ERROR' } }, { operation: 'upload', probability: 0.5, seed: 7, ttl: '1h', delay: '1ms', action: { answer: 'TOO_MANY_REQUESTS', retryAfter: 3 } }])
  await ask(`${base}/_mock/clock`, 'PUT', { mode: 'frozen', at: '2026-01-02T03:04:05Z' })
  const grant = 'client_id=1000.C&client_secret=s&grant_type='
  await ask(`${base}/oauth/v2/token?${grant}refresh_token&refresh_token=1000.r`, 'POST')
  await ask(`${base}/oauth/v2/token?${grant}authorization_code&code=1000.c`, 'POST')
  await fetch(`${base}/oauth/v2/auth?client_id=a&response_type=code&scope=ZohoCRM.modules.ALL&redirect_uri=https://app.example/cb`, { redirect: 'manual' })
  return (await ask(`${base}/_mock/state`)).text
}

/** Sends one body and checks that it is applied completely or not at all. */
async function attempt (server: ReplaceableServer, failures: Failures, path: string, method: string, text: string): Promise<void> {
  const where = `${method} ${path.replace(/^\/s\/\w+/, '')}`
  const before = await server.ask('/s/states/_mock/state', 'GET')
  let reply = await server.ask(path, method, text)
  for (let again = 0; again < 2 && reply && reply.time > SLOW; again++) reply = await server.ask(path, method, text)
  if (before === undefined || reply === undefined) return
  if (reply.time > SLOW) failures.add(`slow: ${where}`, `${Math.round(reply.time)} ms: ${shown(text)}`)
  const after = await server.ask('/s/states/_mock/state', 'GET')
  if (after === undefined) return
  if (after.status !== 200) failures.add(`a state that cannot be exported after ${where}: ${after.status} ${kindOf(after.text)}`, shown(text))
  if (reply.status !== 200) {
    if (reply.status < 400 || reply.status >= 500) failures.add(`${reply.status} at ${where}: ${kindOf(reply.text)}`, shown(text))
    else if (!SENTENCE.test(reply.text) && !(reply.status === 404 && MISSING.test(reply.text))) failures.add(`not a sentence at ${where}: ${reply.status} ${kindOf(reply.text)}`, shown(text))
    else if (reply.text.length > 3000) failures.add(`a sentence of ${reply.text.length > 50_000 ? 'more than 50,000' : 'more than 3,000'} characters at ${where}`, shown(text))
    if (after.text !== before.text) failures.add(`a refusal changed the state at ${where}: ${kindOf(reply.text)}`, shown(text))
    return
  }
  const imported = await server.ask('/s/states/_mock/state', 'PUT', after.text)
  if (imported === undefined) return
  if (imported.status !== 200) {
    failures.add(`the state exported after ${where} cannot be loaded: ${kindOf(imported.text)}`, `${shown(text)} -> ${imported.text.slice(0, 300)}`)
    return
  }
  const exported = await server.ask('/s/states/_mock/state', 'GET')
  if (exported !== undefined && exported.text !== after.text) failures.add(`export, load, export differ after ${where}`, shown(text))
}

/** Requests to the control API that change something, with a valid body. */
const changing: ReadonlyArray<readonly [path: string, method: string, body: unknown]> = [
  ['/tokens', 'POST', { token: '1000.mine', user: '4150868000000225013', scopes: ['ZohoCRM.modules.ALL', 'ZohoCRM.users.READ'], lifetime: '1h', as: 'INTERNAL_ERROR' }],
  ['/tokens', 'POST', { lifetime: 3600 }],
  ['/tokens/expire', 'POST', { token: '1000.all' }],
  ['/users', 'POST', { id: '5', name: 'Nadia', email: 'n@example.com', denied: [{ module: 'Deals', operation: 'upload', as: 'NO_PERMISSION' }] }],
  ['/records', 'POST', { module: 'Leads', id: '7', name: 'x' }],
  ['/faults', 'POST', { operation: 'upload', module: 'Leads', record: '1', token: '1000.all', after: 1, times: 3, probability: 0.5, seed: 1, delay: '1ms', ttl: '1h', action: { answer: 'TOO_MANY_REQUESTS', retryAfter: 3 } }],
  ['/faults', 'POST', [{ operation: 'download', action: { truncate: { atBytes: 5 } } }, { operation: 'upload', action: { reset: { phase: 'body', atBytes: 100 } } }]],
  ['/clock', 'PUT', { mode: 'frozen', at: '2026-01-02T03:04:05Z' }],
  ['/clock', 'PUT', { mode: 'offset', by: '-5m' }],
  ['/clock/advance', 'POST', { by: '25h' }],
  ['/reset', 'POST', { only: ['journal', 'faults', 'clock', 'attachments', 'tokens', 'users', 'records', 'ids'] }]
]

const bounds = { timeout: 230_000 + states * 200 }

t.test(`${states} mutated seeds and states are loaded completely or refused with a sentence (seed ${seed})`, bounds, async t => {
  const failures = createFailures()
  const server = await startReplaceable(t, failures)
  const rich = await enrich(`${server.url()}/s/states`)
  const folder = new URL('../../fixtures/seeds/', import.meta.url)
  const seeds = readdirSync(folder).filter(name => name.endsWith('.json')).map(name => readFileSync(new URL(name, folder), 'utf8').replaceAll(/"file": "[^"]*"/g, '"content": "aGVsbG8="'))
  const texts = [rich, rich, rich, ...seeds]
  t.match(await ask(`${server.url()}/s/states/_mock/state`, 'PUT', rich), { status: 200 }, 'the state itself can be loaded')
  t.equal((await ask(`${server.url()}/s/states/_mock/state`)).text, rich, 'and is exported as the same text')
  for (const [index, mutate] of fc.sample(mutatedJson, { numRuns: states, seed }).entries()) {
    if (failures.size > 40) break
    await attempt(server, failures, '/s/states/_mock/state', 'PUT', mutate(texts[index % texts.length] as string))
    if (index % 10 === 0) await server.ask('/s/states/_mock/state', 'PUT', rich)
  }
  await finish(t, server, failures)
})

t.test(`mutated changes of a sandbox are applied completely or refused with a sentence (seed ${seed})`, bounds, async t => {
  const failures = createFailures()
  const server = await startReplaceable(t, failures)
  const rich = await enrich(`${server.url()}/s/states`)
  for (const [index, mutate] of fc.sample(mutatedJson, { numRuns: states, seed: seed + 1 }).entries()) {
    if (failures.size > 40) break
    const [path, method, body] = changing[index % changing.length] as typeof changing[number]
    await attempt(server, failures, `/s/states/_mock${path}`, method, mutate(JSON.stringify(body)))
    if (index % 10 === 0) await server.ask('/s/states/_mock/state', 'PUT', rich)
  }
  await finish(t, server, failures)
})

// Extreme values for every number of a state, which a loop might count up to.
t.test('no number in a state causes an endless loop', bounds, async t => {
  const failures = createFailures()
  const server = await startReplaceable(t, failures)
  await enrich(`${server.url()}/s/states`)
  const numbers = [0, 1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e21, 1e308, -1, 0.5]
  const bodies = numbers.flatMap(number => [
    { ids: { ids: number, tokens: 0 } }, { ids: { ids: 0, tokens: number } },
    ...['seen', 'hits', 'after', 'times', 'seed', 'probability'].map(name => ({ faults: [{ operation: 'list', probability: 0.5, action: { answer: 'INTERNAL_ERROR' }, [name]: number }] })),
    { faults: [{ operation: 'list', action: { answer: 'TOO_MANY_REQUESTS', retryAfter: number } }] },
    { faults: [{ operation: 'download', action: { drip: { bytesPerSecond: number } } }] },
    { faults: [{ operation: 'upload', action: { reset: { phase: 'body', atBytes: number } } }] }
  ])
  for (const body of bodies) {
    await attempt(server, failures, '/s/states/_mock/state', 'PUT', JSON.stringify(body))
    const base = `${server.url()}/s/states`
    // Using the loaded state may run the loops.
    for (const [path, method] of [['/_mock/tokens', 'POST'], ['/_mock/users', 'POST'], ['/crm/v8/Leads/1/Attachments?fields=id', 'GET']] as const) {
      const reply = await server.ask(`/s/states${path}`, method, path.endsWith('users') ? '{"name":"x"}' : method === 'POST' ? '{}' : undefined)
      if (reply && reply.status >= 500 && !reply.text.includes('INTERNAL_ERROR')) failures.add(`${reply.status} at ${method} ${path}`, `${JSON.stringify(body)} at ${base}`)
    }
  }
  await finish(t, server, failures)
})

async function finish (t: Test, server: ReplaceableServer, failures: Failures): Promise<void> {
  for (const line of failures.report()) t.fail(line)
  const { child, ended, ready: { pid } } = server.current()
  t.match(await ask(`${server.url()}/_mock/livez`), { status: 200 })
  t.ok((memoryOf(pid) ?? 0) < MEMORY, `the memory of the server is bounded: ${Math.round(memoryOf(pid) ?? 0)} MiB`)
  child.kill('SIGTERM')
  const { code, stdout } = await ended()
  t.equal(code, 0, 'it ends on SIGTERM')
  t.strictSame(stdout.split('\n').slice(1, 3), [''], 'it logged no error')
}
