import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PATIENCE = 10_000
const running = new Set()
process.on('exit', () => { for (const child of running) child.kill('SIGKILL') })

const local = ['--host', '127.0.0.1', '--port', '0']
const bin = fileURLToPath(new URL('../../dist/bin.cjs', import.meta.url))

/** How each server is started: the words after `node`. */
export const commands = {
  bare: [fileURLToPath(new URL('bare.js', import.meta.url))],
  parts: [fileURLToPath(new URL('parts.js', import.meta.url))],
  double: [bin, ...local],
  quiet: [bin, ...local, '--log-level', 'silent']
}

/** Starts a server. @returns its port, once its first line on stdout tells it, and how to stop it. */
export async function start (command) {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] })
  running.add(child)
  const ended = once(child, 'exit').then(() => running.delete(child))

  const lines = createInterface({ input: child.stdout })
  const [line] = await Promise.race([
    once(lines, 'line', { signal: AbortSignal.timeout(PATIENCE) }),
    ended.then(() => { throw new Error(`${command.join(' ')} ended before it was ready`) })
  ])
  lines.close()
  // Read and dropped, as a log collector would: a full pipe makes the server wait.
  child.stdout.removeAllListeners('data').resume()

  return {
    port: JSON.parse(line).port,
    async stop () {
      child.kill('SIGTERM')
      await ended
    }
  }
}
