import { once } from 'node:events'
import { constants } from 'node:os'
import spawn from 'cross-spawn'
import type { Output } from './command.js'
import { replaceListeners } from './signals.js'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command until it exits, and passes signals on to it. On Windows `npm` is a script that only a shell can start, which
 * cross-spawn knows.
 * @returns its exit code; 127 if there is no such command, 126 if it cannot be started, and 128 plus the number of the signal
 * if one killed it
 */
export async function runCommand (command: string, args: readonly string[], environment: Readonly<Record<string, string | undefined>>, { stderr }: Output): Promise<number> {
  const forward = (signal: NodeJS.Signals): void => { child.kill(signal) }
  // Before the command starts, so that no signal can end this process and leave the command running. Existing listeners,
  // which would end this process, are removed meanwhile.
  const { restore } = replaceListeners(SIGNALS, () => { for (const signal of SIGNALS) process.on(signal, forward) })
  const child = spawn(command, [...args], { stdio: 'inherit', env: environment })
  const end = await once(child, 'exit').catch((error: NodeJS.ErrnoException) => error) as [number | null, NodeJS.Signals | null] | NodeJS.ErrnoException
  restore()
  for (const signal of SIGNALS) process.off(signal, forward)
  if (!(end instanceof Error)) {
    const [code, signal] = end
    return code ?? 128 + constants.signals[signal as NodeJS.Signals]
  }
  const isNotFound = end.code === 'ENOENT'
  stderr.write(isNotFound ? `Command not found: \`${command}\`\n` : `${end.message}\n`)
  return isNotFound ? 127 : 126
}
