import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** For a seed of 90,000 files, too. */
const TIMEOUT = 30_000
const running = new Set()
process.on('exit', () => { for (const child of running) child.kill('SIGKILL') })

const probe = ['--expose-gc', '--import', new URL('probe.js', import.meta.url).href]

/** The server that does the least: what follows `node` on its command line. */
export const base = [fileURLToPath(new URL('base.js', import.meta.url))]

export const launcher = fileURLToPath(new URL('../../dist/bin.cjs', import.meta.url))

/** The double. It writes no log, as the base does not; options that follow override these. */
export const double = [launcher, '--host', '127.0.0.1', '--port', '0', '--log-level', 'silent']

const onServerCore = pin()
/** Whether servers and load generator have a core each. Otherwise a server is slower by what the load takes from it. */
export const isPinned = onServerCore.length > 0

/**
 * Moves this process to core 1.
 * @returns what puts a command on core 0; nothing where there is no second core, or no taskset (util-linux)
 */
function pin () {
  const onCore0 = ['taskset', '-c', '0']
  try {
    const [command, ...args] = [...onCore0, process.execPath, '--version']
    execFileSync(command, args, { stdio: 'ignore' })
    execFileSync('taskset', ['-a', '-c', '-p', '1', String(process.pid)], { stdio: 'ignore' })
    return onCore0
  } catch {
    return []
  }
}

/**
 * Starts a server.
 * @param node the Node to run it with
 * @param isProbed whether its memory is going to be asked for
 * @returns its port, once its first line on stdout tells it, and how to stop it
 */
export async function start (node, command, { isProbed = false } = {}) {
  const [file, ...args] = [...onServerCore, node, ...isProbed ? probe : [], ...command]
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit', ...isProbed ? ['ipc'] : []] })
  running.add(child)
  const ended = once(child, 'exit').then(() => running.delete(child))

  const lines = createInterface({ input: child.stdout })
  const [line] = await Promise.race([
    once(lines, 'line', { signal: AbortSignal.timeout(TIMEOUT) }),
    ended.then(() => { throw new Error(`${command.join(' ')} ended before it was ready`) })
  ])
  lines.close()
  // Read and dropped, as a log collector would: a full pipe makes the server wait.
  child.stdout.removeAllListeners('data').resume()

  return {
    port: JSON.parse(line).port,
    /**
     * What is in memory, as process.memoryUsage tells it.
     * @param when `now`, or `collected`: after a full collection
     */
    async memory (when) {
      child.send(when)
      const [usage] = await once(child, 'message', { signal: AbortSignal.timeout(TIMEOUT) })
      return usage
    },
    async stop () {
      child.kill('SIGTERM')
      await ended
    }
  }
}
