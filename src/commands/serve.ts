import { rename, rm, writeFile } from 'node:fs/promises'
import { inspect } from 'node:util'
import closeWithGrace from 'close-with-grace'
import { listen } from '../http/listen.js'
import { assemble } from '../server.js'
import { version } from '../version.js'
import type { Command } from './command.js'
import { banner } from './terminal.js'
import { replaceListeners } from './signals.js'

/** How long requests in flight may go on after SIGTERM, in milliseconds; Docker kills after ten seconds. */
const GRACE = 5000

/** Starts the server, says so once it is ready, and stops it on SIGTERM and SIGINT. */
export const serve: Command = async ({ options, output: { stdout, stderr } }) => {
  const isTerminal = stdout.isTTY === true
  const logTo = isTerminal ? (await import('./terminal.js')).terminalLog(stdout) : undefined
  const app = assemble(options, { isGraceful: true, ...logTo && { logTo } })
  const { portFile } = options
  if (portFile !== undefined) await rm(portFile, { force: true })

  const listening = await listen(app, options)
  const { url, accountsUrl, port, tlsUrl, tlsPort } = listening
  // Before anybody can know that the server is ready: who reads the port file may end it at once.
  const { added: { uninstall } } = replaceListeners(['SIGTERM', 'SIGINT'], () => closeWithGrace({ delay: GRACE * 2, logger: false }, async ({ err }) => {
    if (err) {
      // Whatever the log level and wherever the log goes, whoever looks for the process finds out why it is gone.
      stderr.write(`zoho-attachments-mock failed, please report it: ${inspect(err)}\n`)
      app.guarded('the log', () => app.log.fatal(err, 'the double failed'))
    }
    // Real time: this is about sockets and about whoever waits for the process.
    const timer = setTimeout(() => app.server.closeAllConnections(), GRACE)
    await app.close()
    clearTimeout(timer)
    if (portFile !== undefined) await rm(portFile, { force: true })
  }))
  if (portFile !== undefined) {
    await writePort(portFile, port).catch(async error => {
      // It would end the process as if all were well.
      uninstall()
      await app.close()
      throw error
    })
  }

  // Printed whatever the log level: others wait for this line.
  stdout.write(isTerminal
    ? banner(listening, options)
    : `${JSON.stringify({ level: 'info', time: new Date().toISOString(), event: 'ready', url, accountsUrl, port, tlsUrl, tlsPort, pid: process.pid, version, msg: 'ready' })}\n`)
  return undefined
}

/** Writes whole or not at all: whoever waits for the file reads it as soon as it is there. */
async function writePort (path: string, port: number): Promise<void> {
  const draft = `${path}.${process.pid}`
  await writeFile(draft, `${port}\n`)
  await rename(draft, path)
}
