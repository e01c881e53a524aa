import { FaultError } from '../faults/fault.js'
import { OptionError } from '../option-error.js'
import { completeOptions, flagOf, optionsFromEnvironment, type OptionName } from '../options.js'
import { SeedError } from '../seed/read.js'
import { version } from '../version.js'
import { StoreFullError } from '../store/memory-quota.js'
import type { Output } from './command.js'
import { help } from './help.js'
import { parse } from './parse.js'

/**
 * Runs the command line.
 * @param words without the names of Node and the script
 * @returns the exit code, or nothing where a server goes on running
 */
export async function main (words: readonly string[], environment: Readonly<Record<string, string | undefined>>, output: Output): Promise<number | undefined> {
  try {
    const parsed = parse(words)
    if (parsed.flags['help']) return say(output, help(parsed.name))
    if (parsed.flags['version']) return say(output, version)
    const given = { ...optionsFromEnvironment(environment), ...parsed.options }
    const command = await parsed.command.load()
    return await command({
      options: completeOptions(given),
      given: new Set(Object.keys(given)),
      flags: parsed.flags,
      args: parsed.args,
      environment,
      output
    })
  } catch (error) {
    output.stderr.write(`${explain(error)}\n`)
    return 1
  }
}

function say ({ stdout }: Output, text: string): number {
  stdout.write(`${text}\n`)
  return 0
}

/** Faults of the user in a sentence, faults of ours with the stack. */
function explain (error: unknown): string {
  if (error instanceof OptionError || error instanceof SeedError || error instanceof FaultError || error instanceof StoreFullError) return error.message
  const { code, syscall, message, stack, address, port, option = 'port' } = error as NodeJS.ErrnoException & { address?: string, port?: number, option?: OptionName }
  if (code === 'EADDRINUSE') return `Port ${port} is taken on ${address}: stop what listens there, or choose another with --${flagOf(option)} (0 lets the system choose)`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `Expected \`host\` to be an address of this machine: ${message}`
  return syscall === undefined ? String(stack) : message
}
