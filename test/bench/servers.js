import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PATIENCE = 10_000
const running = new Set()
process.on('exit', () => { for (const child of running) child.kill('SIGKILL') })

const local = ['--host', '127.0.0.1', '--port', '0']
const probe = ['--expose-gc', '--import', new URL('probe.js', import.meta.url).href]
const bin = fileURLToPath(new URL('../../dist/bin.cjs', import.meta.url))

/** How each server is started: the words after `node`. */
export const commands = {
  bare: [fileURLToPath(new URL('bare.js', import.meta.url))],
  parts: [fileURLToPath(new URL('parts.js', import.meta.url))],
  double: [bin, ...local],
  quiet: [bin, ...local, '--log-level', 'silent']
}

/**
 * Starts a server.
 * @param isProbed whether its memory is going to be asked for
 * @returns its port, once its first line on stdout tells it, and how to stop it
 */
export async function start (command, { isProbed = false } = {}) {
  const child = spawn(process.execPath, [...isProbed ? probe : [], ...command], { stdio: ['ignore', 'pipe', 'inherit', ...isProbed ? ['ipc'] : []] })
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
    /** What is in memory after a collection, as process.memoryUsage tells it. */
    async memory () {
      child.send('memory')
      const [usage] = await once(child, 'message', { signal: AbortSignal.timeout(PATIENCE) })
      return usage
    },
    async stop () {
      child.kill('SIGTERM')
      await ended
    }
  }
}
