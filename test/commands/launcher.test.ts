import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { version } from '../../src/version.js'
import { buildCommand } from '../helpers/built.js'
import { InstalledCopy } from '../helpers/installed-copy.js'
import { eventually } from '../hostile/connection.js'

const run = promisify(execFile)
const folder = t.testdir({})
const dist = join(folder, 'dist')
await buildCommand(dist)

class Installed extends InstalledCopy {
  constructor (name: string) {
    super(dist, join(folder, name))
  }

  async run (...args: readonly string[]): Promise<string> {
    const [file, ...rest] = this.command(...args)
    return (await run(file, rest, { env: this.environment })).stdout
  }

  async start (t: Test): Promise<{ readonly child: ChildProcess, readonly url: string }> {
    const [file, ...args] = this.command('--port', '0', '--host', '127.0.0.1', '--log-level', 'silent')
    const child = spawn(file, args, { env: this.environment, stdio: ['ignore', 'pipe', 'inherit'] })
    t.teardown(() => child.kill('SIGKILL'))
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data') as [string]
    return { child, url: (JSON.parse(line) as { url: string }).url }
  }

  /** The files of the cache, with their sizes in bytes, largest first. */
  cached (): Array<{ readonly path: string, readonly size: number }> {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.cache') || path.startsWith('compile-cache'))
      .map(path => ({ path: join(this.folder, path), size: statSync(join(this.folder, path)) }))
      .filter(({ size }) => size.isFile())
      .map(({ path, size }) => ({ path, size: size.size }))
      .sort((a, b) => b.size - a.size)
  }
}

async function stop (child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

t.test('the launcher starts the command without, with and with a broken compile cache', async t => {
  const installed = new Installed('broken')
  t.equal(await installed.run('--version'), `${version}\n`, 'the first time')
  t.equal(await installed.run('--version'), `${version}\n`, 'again')
  t.ok(installed.cached().length > 0)
  for (const { path } of installed.cached()) writeFileSync(path, 'broken')
  t.equal(await installed.run('--version'), `${version}\n`, 'with a broken cache')
  t.equal(await installed.run('--version'), `${version}\n`, 'with a new cache')
})

t.test('a server finds all of its code in the compile cache, whatever ran before', async t => {
  /** The size of what is cached of the server itself: by far the largest file. */
  const largest = (installed: Installed): number => installed.cached()[0]?.size ?? 0
  /** Whether the cache is written: files are there, and have not changed for ten looks. */
  const isCached = (installed: Installed): (() => Promise<boolean>) => {
    const seen: number[] = []
    return async () => {
      seen.push(installed.cached().reduce((sum, { size }) => sum + size, 0))
      return seen.length >= 10 && seen.at(-1) !== 0 && new Set(seen.slice(-10)).size === 1
    }
  }

  const killed = new Installed('killed')
  const server = await killed.start(t)
  t.ok(await eventually(isCached(killed), 10_000), 'it is cached soon after the start')
  await stop(server.child, 'SIGKILL')
  const size = largest(killed)

  const helped = new Installed('helped')
  await helped.run('--help')
  t.ok(largest(helped) < size / 2, 'the help does not load the server')
  const second = await helped.start(t)
  await fetch(second.url)
  await stop(second.child, 'SIGTERM')
  t.ok(largest(helped) > 0.9 * size, `${largest(helped)} of ${size} bytes after the help`)

  const loaded = new Installed('loaded')
  const { child, url } = await loaded.start(t)
  const headers = { authorization: 'Zoho-oauthtoken 1000.all' }
  for (let index = 0; index < 300; index++) {
    const body = new FormData()
    body.set('file', new Blob(['Hello']), 'a.txt')
    await (await fetch(`${url}/crm/v8/Leads/1/Attachments`, { method: 'POST', headers, body })).arrayBuffer()
  }
  await stop(child, 'SIGTERM')
  t.ok(largest(loaded) > 0.9 * size, `${largest(loaded)} of ${size} bytes after uploads`)
})
