import { FaultError } from '../faults/fault.js'
import { FileError } from '../file-error.js'
import { OptionError } from '../option-error.js'
import { completeOptions, flagOf, optionTable, variableOf, type OptionName } from '../options.js'
import { SeedError } from '../seed/schema.js'
import { version } from '../version.js'
import { StoreFullError } from '../store/memory-quota.js'
import type { Output } from './command.js'
import { help } from './help.js'
import { parse } from './parse.js'
import { optionsFromEnvironment, unknownVariables } from './variables.js'

/** The exit code for a command line or variable that cannot be used, as most programs have it; other errors have 1. */
const USAGE = 2

/**
 * Runs the command line. Errors are printed to stderr.
 * @param args the arguments, without the paths of Node and the script
 * @param onReady called when a server is ready
 * @returns the exit code; `undefined` if a server keeps running
 */
export async function main (args: readonly string[], environment: Readonly<Record<string, string | undefined>>, output: Output, onReady: () => void): Promise<number | undefined> {
  // Errors name what the user has set: the variable, where the option comes from one.
  const fromEnvironment = optionsFromEnvironment(environment)
  let fromFlags: object = {}
  const nameOf = (name: string): string => Object.hasOwn(fromEnvironment, name) && !Object.hasOwn(fromFlags, name) ? variableOf(name) : name
  try {
    const parsed = parse(args)
    fromFlags = parsed.options
    if (parsed.flags['help']) return print(output, help(parsed.name))
    if (parsed.flags['version']) return print(output, version)
    for (const warning of unknownVariables(environment)) output.stderr.write(`${warning}\n`)
    const given = { ...fromEnvironment, ...parsed.options }
    const command = await parsed.command.load()
    return await command({
      options: completeOptions(given, nameOf),
      explicitOptions: new Set(Object.keys(given)),
      flags: parsed.flags,
      args: parsed.args,
      environment,
      output,
      onReady
    })
  } catch (error) {
    output.stderr.write(`${explain(error, nameOf)}\n`)
    return error instanceof OptionError || error instanceof FaultError ? USAGE : 1
  }
}

function print ({ stdout }: Output, text: string): number {
  stdout.write(`${text}\n`)
  return 0
}

/**
 * @param nameOf what the user calls an option
 * @returns only the message of a user's error, and the stack of a bug
 */
function explain (error: unknown, nameOf: (name: string) => string): string {
  if (error instanceof FaultError) return nameOf('fault') === 'fault' ? error.message : `${nameOf('fault')}: ${error.message}`
  const file = error instanceof SeedError ? error.cause : error
  if (file instanceof FileError && Object.hasOwn(optionTable, file.option)) return file.messageFor(nameOf(file.option))
  if (error instanceof OptionError || error instanceof SeedError || error instanceof StoreFullError || error instanceof FileError) return error.message
  const { code, syscall, message, stack, address, port, option = 'port' } = error as NodeJS.ErrnoException & { address?: string, port?: number, option?: OptionName }
  if (code === 'EADDRINUSE') return `Port ${port} on ${address} is already in use: stop the other process, or choose another port with --${flagOf(option)} (0 picks a free one)`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `Expected \`${nameOf('host')}\` to be an address of this machine: ${message}`
  return syscall === undefined ? String(stack) : message
}
