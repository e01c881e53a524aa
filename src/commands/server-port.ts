import { readFile } from 'node:fs/promises'
import { OptionError, type CompleteOptions } from '../options.js'

/**
 * The port of a server that runs already: the option's, or the one that it wrote into its port file.
 * @throws {OptionError} where neither says it
 */
export async function serverPort ({ port, portFile }: Pick<CompleteOptions, 'port' | 'portFile'>): Promise<number> {
  if (port !== 0) return port
  if (portFile === undefined) throw new OptionError('Expected `port` to be the server’s own, or `portFile` to name the file that it wrote its port to')
  return Number(await readFile(portFile, 'utf8'))
}
