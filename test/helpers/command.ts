import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

/** The command, running in its own process. */
export interface Running {
  readonly child: ChildProcess
  /** Waits until its standard output matches. Rejects if it exits first. */
  until (pattern: RegExp): Promise<string>
  /** Waits for its end. @returns its exit code and output */
  ended (): Promise<{ code: number | null, stdout: string, stderr: string }>
}

/** The line that reports that a server is ready. */
export interface Ready {
  readonly event: string
  readonly url: string
  readonly accountsUrl: string
  readonly port: number
  readonly tlsUrl?: string
  readonly tlsPort?: number
  readonly pid: number
  readonly version: string
}

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))

/** Starts the command from its source, with tap's loader. It is killed when the test ends. */
export function command (t: Test, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [...process.execArgv, CLI, ...args], { env: { ...process.env, ...environment } })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => { stdout += text })
  child.stderr.setEncoding('utf8').on('data', text => { stderr += text })
  const closed = once(child, 'close')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await closed
  })
  return {
    child,
    async until (pattern) {
      while (!pattern.test(stdout)) {
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${stdout}${stderr}`)
        await Promise.race([once(child.stdout, 'data'), closed])
      }
      return stdout
    },
    async ended () {
      const [code] = await closed as [number | null]
      return { code, stdout, stderr }
    }
  }
}

/** Starts `serve` on a free port of 127.0.0.1 and waits until it is ready. */
export async function serving (t: Test, args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Promise<Running & { ready: Ready }> {
  const running = command(t, ['--port', '0', '--host', '127.0.0.1', ...args], environment)
  const [line = ''] = (await running.until(/\n/)).split('\n')
  return { ...running, ready: JSON.parse(line) as Ready }
}

/** The command line, quoted for a shell. */
export function commandLine (args: readonly string[]): string {
  return [process.execPath, ...process.execArgv, CLI, ...args].map(arg => `'${arg}'`).join(' ')
}
