import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { replaceListeners } from '../../src/commands/signals.js'
import { buildCommand } from '../helpers/built.js'
import { InstalledCopy } from '../helpers/installed-copy.js'

/** How a process ended: its exit code, or the signal that ended it. */
interface End {
  readonly at: number
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
}

/** Starts a command, sends it a signal after `at` milliseconds, and waits up to ten seconds for its end. */
async function endedBy (signal: NodeJS.Signals, at: number, installed: InstalledCopy, commandArgs: readonly string[]): Promise<End> {
  const [file, ...args] = installed.command(...commandArgs)
  const child = spawn(file, args, { env: installed.environment, stdio: ['ignore', 'pipe', 'ignore'] })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', text => { stdout += text })
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  await setTimeout(at)
  child.kill(signal)
  const overdue = new AbortController()
  const late = setTimeout(10_000, undefined, { signal: overdue.signal }).then(() => { child.kill('SIGKILL') }, () => {})
  const [code, by] = await closed
  overdue.abort()
  await late
  return { at, code, signal: by, stdout }
}

/** Does this for many moments, four at a time. */
async function endsAt (moments: readonly number[], end: (at: number) => Promise<End>): Promise<End[]> {
  const left = [...moments]
  const ends: End[] = []
  const worker = async (): Promise<void> => {
    for (let at = left.shift(); at !== undefined; at = left.shift()) ends.push(await end(at))
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  return ends
}

/** Moments from 0 to `last` milliseconds, at equal distances. */
const momentsUntil = (last: number, count: number): number[] => Array.from({ length: count }, (_, index) => Math.round(last * index / (count - 1)))

t.test('a signal that arrives while listeners are replaced goes to the new listener', async t => {
  const received: string[] = []
  const first = (): void => { received.push('first') }
  const second = (): void => { received.push('second') }
  process.on('SIGUSR2', first)
  process.kill(process.pid, 'SIGUSR2')
  const { restore } = replaceListeners(['SIGUSR2'], () => process.on('SIGUSR2', second))
  // Keeps the process alive.
  const alive = setInterval(() => {}, 1000)
  await once(process, 'SIGUSR2', { signal: AbortSignal.timeout(5000) })
  clearInterval(alive)
  t.strictSame(received, ['second'])
  t.notOk(process.listeners('SIGUSR2').includes(first))
  restore()
  t.ok(process.listeners('SIGUSR2').includes(first))
  for (const listener of [first, second]) process.off('SIGUSR2', listener)
})

t.test('a signal at any moment of the start', async t => {
  const folder = t.testdir({})
  const dist = join(folder, 'dist')
  await buildCommand(dist)
  let copies = 0
  const copy = (): InstalledCopy => new InstalledCopy(dist, join(folder, `copy-${++copies}`))
  const serve = ['--host', '127.0.0.1', '--port', '0']
  const isEnded = ({ code, signal, at }: End, sent: NodeJS.Signals): string[] => code === 0 || signal === sent ? [] : [`after ${at} ms: ${code ?? signal}`]

  /** How long a start takes until the server is ready, in milliseconds. */
  async function startTime (installed: InstalledCopy): Promise<number> {
    const [file, ...args] = installed.command(...serve)
    const startedAt = performance.now()
    const child = spawn(file, args, { env: installed.environment, stdio: ['ignore', 'pipe', 'ignore'] })
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data') as [string]
    const time = performance.now() - startedAt
    t.match(JSON.parse(line), { event: 'ready' }, 'without a signal the server becomes ready')
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    await closed
    return time
  }

  const installed = copy()
  // The first start writes the compile cache when it ends.
  const uncached = await startTime(installed)
  const cached = await startTime(installed)

  for (const [signal, count] of [['SIGTERM', 40], ['SIGINT', 6]] as const) {
    t.test(`${signal} ends the start of a server with a compile cache`, async t => {
      // Four at a time take longer than one.
      const ends = await endsAt(momentsUntil(2 * cached, count), at => endedBy(signal, at, installed, serve))
      t.strictSame(ends.flatMap(end => isEnded(end, signal)), [])
      for (const { stdout } of ends.filter(({ stdout }) => stdout.includes('"event":"ready"'))) {
        const { port } = JSON.parse(stdout.split('\n')[0] as string) as { port: number }
        const [error] = await once(connect(port, '127.0.0.1'), 'error') as [NodeJS.ErrnoException]
        t.equal(error.code, 'ECONNREFUSED', 'nothing listens')
      }
    })
  }

  t.test('SIGTERM ends the start of a server without a compile cache', async t => {
    const ends = await endsAt(momentsUntil(2 * uncached, 12), at => endedBy('SIGTERM', at, copy(), serve))
    t.strictSame(ends.flatMap(end => isEnded(end, 'SIGTERM')), [])
  })

  t.test('SIGTERM ends readyz --wait and run with the signal or code 143, never with 0', async t => {
    const ends: End[] = []
    for (const args of [['readyz', '--wait', '--port', '0', '--port-file', `${folder}/none`], ['run', '--', process.execPath, '-e', 'setInterval(() => {}, 1000)']]) {
      ends.push(...await endsAt(momentsUntil(2 * cached, 6), at => endedBy('SIGTERM', at, installed, args)))
    }
    t.strictSame(ends.filter(({ code, signal }) => signal !== 'SIGTERM' && code !== 128 + 15), [])
  })
})
