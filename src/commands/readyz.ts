import { setTimeout } from 'node:timers/promises'
import { readFile } from 'node:fs/promises'
import { OptionError } from '../option-error.js'
import type { CompleteOptions } from '../options.js'
import { reachableHost } from '../http/listen.js'
import type { Command } from './command.js'

/**
 * The port of a server that runs already: the option's, or the one that it wrote into its port file.
 * @throws {OptionError} where neither says it
 */
export async function serverPort ({ port, portFile }: Pick<CompleteOptions, 'port' | 'portFile'>): Promise<number> {
  if (port !== 0) return port
  if (portFile === undefined) throw new OptionError('Expected `port` to be the server’s own, or `portFile` to name the file that it wrote its port to')
  return Number(await readFile(portFile, 'utf8'))
}

const TIMEOUT = 30_000
const INTERVAL = 50

/** Asks a server whether it is ready: the health check of the image, which has no curl. */
export const readyz: Command = async ({ options, flags, output }) => {
  const deadline = Date.now() + (flags['wait'] ? TIMEOUT : 0)
  for (;;) {
    const fault = await faultOf(options)
    if (fault === undefined) return 0
    if (Date.now() >= deadline) {
      output.stderr.write(`Not ready: ${fault}\n`)
      return 1
    }
    await setTimeout(INTERVAL)
  }
}

/** Why a server is not ready; nothing where it is. */
async function faultOf (options: CompleteOptions): Promise<string | undefined> {
  try {
    const url = `http://${reachableHost(options.host)}:${await serverPort(options)}/_mock/readyz`
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(5000) })
    return ok ? undefined : `${url} answered ${status}`
  } catch (error) {
    if (error instanceof OptionError) throw error
    const { message, cause } = error as Error
    return cause instanceof Error ? `${message}: ${cause.message}` : message
  }
}
