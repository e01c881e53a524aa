import { setTimeout } from 'node:timers/promises'
import { readFile } from 'node:fs/promises'
import { FileError } from '../file-error.js'
import { OptionError } from '../option-error.js'
import type { CompleteOptions } from '../options.js'
import { reachableHost } from '../http/listen.js'
import type { Command } from './command.js'

/**
 * @returns the port of a running server: the option `port`, or the port that the server wrote to its port file
 * @throws {OptionError} if neither is set
 * @throws {FileError} if the port file cannot be read
 */
export async function serverPort ({ port, portFile }: Pick<CompleteOptions, 'port' | 'portFile'>): Promise<number> {
  if (port !== 0) return port
  if (portFile === undefined) throw new OptionError('Expected `port` to be the port of the server, or `portFile` to be the file that it wrote its port to')
  return Number(await readFile(portFile, 'utf8').catch(error => { throw new FileError('portFile', 'read', portFile, error) }))
}

const TIMEOUT = 30_000
const INTERVAL = 50

/** Asks a server whether it is ready. It is the health check of the container image, which has no curl. */
export const readyz: Command = async ({ options, flags, output }) => {
  const deadline = Date.now() + (flags['wait'] ? TIMEOUT : 0)
  for (;;) {
    const problem = await findProblem(options)
    if (problem === undefined) return 0
    if (Date.now() >= deadline) {
      output.stderr.write(`Not ready: ${problem}\n`)
      return 1
    }
    await setTimeout(INTERVAL)
  }
}

/** @returns why a server is not ready; `undefined` if it is */
async function findProblem (options: CompleteOptions): Promise<string | undefined> {
  try {
    const url = `http://${reachableHost(options.host)}:${await serverPort(options)}/_mock/readyz`
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(5000) })
    return ok ? undefined : `${url} answered ${status}`
  } catch (error) {
    if (error instanceof OptionError) throw error
    const { message, cause } = error as Error
    return cause instanceof Error && !(error instanceof FileError) ? `${message}: ${cause.message}` : message
  }
}
