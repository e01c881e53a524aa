import { mkdtempSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import t, { type Test } from 'tap'
import { startMock } from '../../src/index.js'
import { completeOptions } from '../../src/options.js'
import { assemble } from '../../src/server.js'
import { logging, type Line, type Logged } from '../helpers/logged.js'

/** A seed with one token. */
const seedWith = (token: string, more: object = {}): string => JSON.stringify({ tokens: [{ token, scopes: ['ZohoCRM.modules.ALL'] }], ...more })
/** A seed with one file as its attachment. */
const seedWithFile = (file: string): string => seedWith('1000.file', { attachments: [{ module: 'Leads', record: '1', file }] })

interface Watched extends Logged {
  readonly folder: string
  readonly path: string
  /** Waits for a line that comes after all lines so far that were waited for. */
  next (pattern: RegExp): Promise<Line>
  /** The status of an upload with a token, to a sandbox or the base URL. */
  upload (token: string, base?: string): Promise<number>
}

let links = 0

/** Starts a server that watches a seed. */
async function watching (t: Test, seed: string, options: object = {}, files: Readonly<Record<string, string>> = {}): Promise<Watched> {
  // Some tests have two of them, and `t.testdir` makes one.
  const folder = mkdtempSync(join(tmpdir(), 'watch-seed-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries({ 'seed.json': seed, ...files })) writeFileSync(join(folder, name), text)
  const path = join(folder, 'seed.json')
  const logged = await logging(t, { seed: path, watch: true, ...options })
  const seen = new Set<Line>()
  return {
    ...logged,
    folder,
    path,
    async next (pattern) {
      const line = await logged.logged(line => !seen.has(line) && pattern.test(line.msg))
      seen.add(line)
      return line
    },
    async upload (token, base = '') {
      const { statusCode } = await logged.app.inject({ method: 'POST', url: `${base}/crm/v8/Leads/1/Attachments?attachmentUrl=https://e.com/${links++}`, headers: { authorization: `Zoho-oauthtoken ${token}` } })
      return statusCode
    }
  }
}

const RELOADED = /^reloaded the seed .*seed\.json, and reset/
const KEPT = /^kept the old seed/

/** Ways in which editors and tools save a file. */
const saves: Readonly<Record<string, (path: string, text: string) => void>> = {
  'written over': (path, text) => writeFileSync(path, text),
  'replaced by another that takes its name': (path, text) => {
    writeFileSync(`${path}.tmp`, text)
    renameSync(`${path}.tmp`, path)
  },
  'moved away and written anew': (path, text) => {
    renameSync(path, `${path}~`)
    writeFileSync(path, text)
  },
  'deleted and written anew': (path, text) => {
    unlinkSync(path)
    writeFileSync(path, text)
  },
  'written in pieces': (path, text) => {
    writeFileSync(path, '')
    for (const character of text) writeFileSync(path, character, { flag: 'a' })
  }
}

for (const [name, save] of Object.entries(saves)) {
  t.test(`a seed that is ${name} is loaded, each time`, async t => {
    const { path, next, upload } = await watching(t, seedWith('1000.a'))
    t.equal(await upload('1000.a'), 200)
    for (const [old, token] of [['1000.a', '1000.b'], ['1000.b', '1000.c']] as const) {
      save(path, seedWith(token))
      t.equal((await next(RELOADED)).level, 'info')
      t.strictSame([await upload(token), await upload(old)], [200, 401])
    }
  })
}

t.test('all sandboxes, and those that come later, start from the new seed, and keep their journals', async t => {
  const { app, path, next, upload } = await watching(t, seedWith('1000.a'))
  for (const base of ['', '/s/one']) t.equal(await upload('1000.a', base), 200)
  writeFileSync(path, seedWith('1000.b'))
  t.match((await next(RELOADED)).msg, 'reset to it the base URL and 1 named sandboxes')
  for (const base of ['', '/s/one']) {
    t.strictSame((await app.inject(`${base}/_mock/attachments`)).json<{ attachments: object[] }>().attachments, [], base)
    t.match((await app.inject(`${base}/_mock/requests`)).json(), { requests: [{ method: 'POST', answer: { status: 200 } }] }, base)
  }
  for (const base of ['', '/s/one', '/s/two']) t.equal(await upload('1000.b', base), 200, base)
  await app.inject({ method: 'POST', url: '/_mock/reset' })
  t.strictSame([await upload('1000.a'), await upload('1000.b')], [401, 200], 'a reset goes back to the new seed')
})

t.test('a seed that cannot be used is said and changes nothing, until it is mended', async t => {
  const { path, next, upload } = await watching(t, seedWith('1000.a', { modules: [{ apiName: 'Vehicles' }] }), { fault: [{ operation: 'download', module: 'Vehicles', action: { answer: 'INTERNAL_ERROR' } }] })
  const bad: ReadonlyArray<readonly [text: string, reason: RegExp]> = [
    ['{"tokens":', /seed\.json: .*JSON/],
    ['{"tokens":{}}', /seed\.json: Expected `tokens` to be an array, got/],
    [seedWithFile('missing.txt'), /Expected `attachments\[0\]\.file` to be a file that can be read/],
    [seedWith('1000.b'), /Vehicles/]
  ]
  for (const [text, reason] of bad) {
    writeFileSync(path, text)
    const { level, msg } = await next(KEPT)
    t.equal(level, 'error')
    t.match(msg, reason)
    t.equal(await upload('1000.a'), 200)
  }
  rmSync(path)
  t.match((await next(KEPT)).msg, /it does not exist/)
  writeFileSync(path, seedWith('1000.c', { modules: [{ apiName: 'Vehicles' }] }))
  await next(RELOADED)
  t.strictSame([await upload('1000.a'), await upload('1000.c')], [401, 200])
})

t.test('a file that is touched or formatted anew resets nothing', async t => {
  const { app, path, next, upload } = await watching(t, seedWithFile('a.txt'), {}, { 'a.txt': 'Hello' })
  await upload('1000.file')
  const attachments = async (): Promise<number> => (await app.inject('/_mock/attachments')).json<{ attachments: object[] }>().attachments.length
  utimesSync(path, new Date(), new Date(0))
  await next(/is the same seed as before$/)
  writeFileSync(path, `\n${seedWithFile('a.txt')}\n`)
  await next(/is the same seed as before$/)
  t.equal(await attachments(), 2)
})

t.test('a touch of the seed takes in the files that it names', async t => {
  const { app, path, folder, next } = await watching(t, seedWithFile('a.txt'), {}, { 'a.txt': 'Hello' })
  writeFileSync(join(folder, 'a.txt'), 'World')
  utimesSync(path, new Date(), new Date(0))
  await next(RELOADED)
  const [{ id }] = (await app.inject('/_mock/attachments')).json<{ attachments: [{ id: string }] }>().attachments
  t.equal((await app.inject(`/_mock/attachments/${id}/content`)).body, 'World')
})

t.test('the faults of the options and of the seed are there again', async t => {
  const { app, path, next, upload } = await watching(t, seedWith('1000.a', { faults: [{ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } }] }), { fault: 'upload:TOO_MANY_REQUESTS' })
  const statuses = async (token: string): Promise<number[]> => [await upload(token), await upload(token), await upload(token)]
  t.strictSame(await statuses('1000.a'), [500, 429, 200])
  writeFileSync(path, seedWith('1000.b', { faults: [{ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } }] }))
  await next(RELOADED)
  t.strictSame(await statuses('1000.b'), [500, 429, 200])
  t.equal((await app.inject('/_mock/faults')).json<{ faults: object[] }>().faults.length, 2)
})

t.test('memory: the old seed makes room for the new one, and nothing is lost or counted twice', async t => {
  const files = { a: 'a'.repeat(10_000), b: 'b'.repeat(10_000), big: 'c'.repeat(25_000) }
  const { app, path, next } = await watching(t, seedWithFile('a'), { maxStoreSize: 20_000 }, files)
  await app.inject({ url: '/s/one/_mock/livez' })
  const fill = async (bytes: number): Promise<number> => {
    const payload = { attachments: [{ module: 'Leads', record: '1', name: 'x', content: Buffer.alloc(bytes).toString('base64') }] }
    return (await app.inject({ method: 'PUT', url: '/s/two/_mock/state', payload })).statusCode
  }
  for (const file of ['b', 'a', 'b', 'a']) {
    t.equal(await fill(5_000), 200, 'fits beside a seed')
    writeFileSync(path, seedWithFile(file))
    await next(RELOADED)
  }
  writeFileSync(path, seedWithFile('big'))
  t.match((await next(KEPT)).msg, /--max-store-size/)
  t.equal((await app.inject('/_mock/attachments')).json<{ attachments: [{ size: number }] }>().attachments[0].size, 10_000)
  t.equal(await fill(11_000), 507, 'the old seed still counts')
  t.equal(await fill(5_000), 200)
  writeFileSync(path, seedWith('1000.empty'))
  await next(RELOADED)
  t.equal(await fill(17_000), 200, 'the old seed does not count any more')
})

t.test('memory: a seed with many attachments counts once for each sandbox, before anything changes', async t => {
  const many = (count: number): string => seedWith('1000.many', { attachments: Array.from({ length: count }, (_, n) => ({ module: 'Leads', record: '1', link: `https://e.com/many/${n}` })) })
  const { app, path, next } = await watching(t, many(1), { maxStoreSize: 20 * 1024 })
  for (const name of ['one', 'two', 'three']) await app.inject(`/s/${name}/_mock/livez`)
  writeFileSync(path, many(6))
  t.match((await next(KEPT)).msg, /--max-store-size/)
  for (const base of ['', '/s/one', '/s/three']) t.equal((await app.inject(`${base}/_mock/attachments`)).json<{ attachments: object[] }>().attachments.length, 1)
  writeFileSync(path, many(5))
  await next(RELOADED)
  for (const base of ['', '/s/one', '/s/three']) t.equal((await app.inject(`${base}/_mock/attachments`)).json<{ attachments: object[] }>().attachments.length, 5)
})

t.test('what sandboxes hold makes room, whichever sandbox holds it', async t => {
  const { app, path, next } = await watching(t, seedWith('1000.a'), { maxStoreSize: 20_000 }, { a: 'a'.repeat(10_000) })
  const payload = { attachments: [{ module: 'Leads', record: '1', name: 'x', content: Buffer.alloc(15_000).toString('base64') }] }
  t.equal((await app.inject({ method: 'PUT', url: '/s/one/_mock/state', payload })).statusCode, 200)
  writeFileSync(path, seedWithFile('a'))
  await next(RELOADED)
  for (const base of ['', '/s/one']) t.equal((await app.inject(`${base}/_mock/attachments`)).json<{ attachments: object[] }>().attachments.length, 1)
})

/** Waits until a server has seen two changes in a row: any other has then seen a change that was made before. */
async function twoReloads (t: Test): Promise<void> {
  const { path, next } = await watching(t, seedWith('1000.a'))
  for (const token of ['1000.b', '1000.c']) {
    writeFileSync(path, seedWith(token))
    await next(RELOADED)
  }
}

t.test('watching ends when the server closes', async t => {
  const { app, path, lines } = await watching(t, seedWith('1000.a'))
  await app.close()
  writeFileSync(path, seedWith('1000.b'))
  await twoReloads(t)
  t.notOk(lines.some(({ msg }) => RELOADED.test(msg)))
})

t.test('a server that does not become ready watches nothing', async t => {
  const path = join(t.testdir({ 'seed.json': '{' }), 'seed.json')
  const log = new PassThrough()
  const app = assemble(completeOptions({ seed: path, watch: true }), { logTo: log })
  t.teardown(() => app.close())
  await t.rejects(async () => await app.ready(), { name: 'SeedError' })
  writeFileSync(path, seedWith('1000.a'))
  await twoReloads(t)
  t.equal(log.read(), null)
})

t.test('the option needs a path', async t => {
  const error = { name: 'OptionError', message: 'Expected `watch` together with `seed` as the path of a file: without one there is nothing to watch' }
  for (const seed of [undefined, {}]) t.throws(() => completeOptions({ watch: true, ...seed && { seed } }), error)
  t.ok(completeOptions({ watch: 'true', seed: 'seed.json' }).watch)
})

t.test('without the option a change of the file changes nothing', async t => {
  const folder = t.testdir({ 'seed.json': seedWith('1000.a') })
  const mock = await startMock({ seed: join(folder, 'seed.json') })
  t.teardown(mock.close)
  writeFileSync(join(folder, 'seed.json'), seedWith('1000.b'))
  await twoReloads(t)
  await mock.reset()
  t.match((await mock.tokens.list()).map(({ token }) => token), ['1000.a'])
})
