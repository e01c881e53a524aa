import { rename, rm, writeFile } from 'node:fs/promises'
import { inspect } from 'node:util'
import closeWithGrace from 'close-with-grace'
import { FileError } from '../file-error.js'
import { listen } from '../http/listen.js'
import { assemble } from '../server.js'
import { version } from '../version.js'
import type { Command } from './command.js'
import { terminalLog } from './terminal.js'
import { replaceListeners } from './signals.js'

/** How long requests in progress may continue after SIGTERM, in milliseconds; Docker kills after ten seconds. */
const GRACE_PERIOD = 5000

/** Starts the server, prints a line once it is ready, and stops it on SIGTERM and SIGINT. */
export const serve: Command = async ({ options, output: { stdout, stderr }, onReady }) => {
  const isPretty = options.logFormat === undefined ? stdout.isTTY === true : options.logFormat === 'pretty'
  const logTo = isPretty ? await terminalLog(stdout) : undefined
  const app = assemble(options, { isGraceful: true, ...logTo && { logTo } })
  const { portFile } = options
  if (portFile !== undefined) await rm(portFile, { force: true }).catch(error => { throw new FileError('portFile', 'written', portFile, error) })

  const listening = await listen(app, options)
  const { url, accountsUrl, port, tlsUrl, tlsPort } = listening
  // Before the server reports that it is ready, because a reader of the port file may stop it at once.
  const { added: { uninstall } } = replaceListeners(['SIGTERM', 'SIGINT'], () => closeWithGrace({ delay: GRACE_PERIOD * 2, logger: false }, async ({ err }) => {
    if (err) {
      // On stderr, so that the reason is visible whatever the log level and destination.
      stderr.write(`zoho-attachments-mock failed, please report it: ${inspect(err)}\n`)
      app.guarded('the log', () => app.log.fatal(err, 'the double failed'))
    }
    // In real time, not the sandbox's, because this is about sockets and processes.
    const timer = setTimeout(() => app.server.closeAllConnections(), GRACE_PERIOD)
    await app.close()
    clearTimeout(timer)
    if (portFile !== undefined) await rm(portFile, { force: true })
  }))
  if (portFile !== undefined) {
    await writePort(portFile, port).catch(async (error: Error) => {
      // closeWithGrace would exit with 0.
      uninstall()
      await app.close()
      throw error
    })
  }

  // Printed at every log level, because other programs wait for this line.
  stdout.write(isPretty
    ? await greeting(listening, options)
    : `${JSON.stringify({ level: 'info', time: new Date().toISOString(), event: 'ready', url, accountsUrl, port, tlsUrl, tlsPort, pid: process.pid, version, msg: 'ready' })}\n`)
  onReady()
  return undefined
}

async function greeting (...args: Parameters<typeof import('./banner.js').banner>): Promise<string> {
  // Loaded only here, since most servers do not run on a terminal.
  const { banner } = await import('./banner.js')
  return await banner(...args)
}

/**
 * Writes the file atomically, because others read it as soon as it exists.
 * @throws {FileError} if it cannot be written
 */
async function writePort (path: string, port: number): Promise<void> {
  const draft = `${path}.${process.pid}`
  try {
    await writeFile(draft, `${port}\n`)
    await rename(draft, path)
  } catch (error) {
    throw new FileError('portFile', 'written', path, error as NodeJS.ErrnoException)
  }
}
