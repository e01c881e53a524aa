import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { replaceListeners } from '../../src/commands/signals.js'
import { buildCommand } from '../helpers/built.js'

/** How a process ended: its exit code, or the signal that ended it. */
interface End {
  readonly at: number
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
}

/** Starts a command, sends it a signal after `at` milliseconds, and waits up to ten seconds for its end. */
async function endedBy (signal: NodeJS.Signals, at: number, [file, ...args]: readonly [string, ...string[]]): Promise<End> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] })
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

const every = (step: number, last: number): number[] => Array.from({ length: last / step + 1 }, (_, index) => index * step)

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
  const launcher = await buildCommand(folder)
  const node = (...args: string[]): [string, ...string[]] => [process.execPath, launcher, ...args]
  const serve = node('--host', '127.0.0.1', '--port', '0')
  const isEnded = ({ code, signal, at }: End, sent: NodeJS.Signals): string[] => code === 0 || signal === sent ? [] : [`after ${at} ms: ${code ?? signal}`]

  for (const [signal, start] of [['SIGTERM', 'of a server with a compile cache'], ['SIGINT', 'of a server']] as const) {
    t.test(`${signal} ends the start ${start}`, async t => {
      const ends = await endsAt(every(signal === 'SIGTERM' ? 5 : 80, 400), at => endedBy(signal, at, serve))
      t.strictSame(ends.flatMap(end => isEnded(end, signal)), [])
      for (const { stdout } of ends.filter(({ stdout }) => stdout.includes('"event":"ready"'))) {
        const { port } = JSON.parse(stdout.split('\n')[0] as string) as { port: number }
        const [error] = await once(connect(port, '127.0.0.1'), 'error') as [NodeJS.ErrnoException]
        t.equal(error.code, 'ECONNREFUSED', 'nothing listens')
      }
    })
  }

  t.test('SIGTERM ends the start of a server without a compile cache', async t => {
    const ends = await endsAt(every(50, 400), async at => {
      const copy = join(folder, `after-${at}`)
      for (const file of ['bin.cjs', 'cli.cjs']) cpSync(join(folder, file), join(copy, file))
      return await endedBy('SIGTERM', at, [process.execPath, join(copy, 'bin.cjs'), ...serve.slice(2)])
    })
    t.strictSame(ends.flatMap(end => isEnded(end, 'SIGTERM')), [])
  })

  t.test('SIGTERM ends readyz --wait and run with the signal or code 143, never with 0', async t => {
    const ends = [
      ...await endsAt(every(100, 400), at => endedBy('SIGTERM', at, node('readyz', '--wait', '--port', '0', '--port-file', `${folder}/none`))),
      ...await endsAt(every(100, 400), at => endedBy('SIGTERM', at, node('run', '--', process.execPath, '-e', 'setInterval(() => {}, 1000)')))
    ]
    t.strictSame(ends.filter(({ code, signal }) => signal !== 'SIGTERM' && code !== 128 + 15), [])
  })
})
