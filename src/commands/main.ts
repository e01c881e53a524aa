import { FaultError } from '../faults/fault.js'
import { OptionError } from '../option-error.js'
import { completeOptions, flagOf, optionsFromEnvironment, type OptionName } from '../options.js'
import { SeedError } from '../seed/schema.js'
import { version } from '../version.js'
import { StoreFullError } from '../store/memory-quota.js'
import type { Output } from './command.js'
import { help } from './help.js'
import { parse } from './parse.js'

/**
 * Runs the command line. Errors are printed to stderr.
 * @param args the arguments, without the paths of Node and the script
 * @param onReady called when a server is ready
 * @returns the exit code; `undefined` if a server keeps running
 */
export async function main (args: readonly string[], environment: Readonly<Record<string, string | undefined>>, output: Output, onReady: () => void = () => {}): Promise<number | undefined> {
  try {
    const parsed = parse(args)
    if (parsed.flags['help']) return print(output, help(parsed.name))
    if (parsed.flags['version']) return print(output, version)
    const given = { ...optionsFromEnvironment(environment), ...parsed.options }
    const command = await parsed.command.load()
    return await command({
      options: completeOptions(given),
      explicitOptions: new Set(Object.keys(given)),
      flags: parsed.flags,
      args: parsed.args,
      environment,
      output,
      onReady
    })
  } catch (error) {
    output.stderr.write(`${explain(error)}\n`)
    return 1
  }
}

function print ({ stdout }: Output, text: string): number {
  stdout.write(`${text}\n`)
  return 0
}

/** @returns only the message of a user's error, and the stack of a bug */
function explain (error: unknown): string {
  if (error instanceof OptionError || error instanceof SeedError || error instanceof FaultError || error instanceof StoreFullError) return error.message
  const { code, syscall, message, stack, address, port, option = 'port' } = error as NodeJS.ErrnoException & { address?: string, port?: number, option?: OptionName }
  if (code === 'EADDRINUSE') return `Port ${port} on ${address} is already in use: stop the other process, or choose another port with --${flagOf(option)} (0 picks a free one)`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `Expected \`host\` to be an address of this machine: ${message}`
  return syscall === undefined ? String(stack) : message
}
