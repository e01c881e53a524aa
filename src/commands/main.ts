import { parseArgs } from 'node:util'
import { closest } from 'fastest-levenshtein'
import { FaultError } from '../faults/fault-error.js'
import { completeOptions, flagOf, OptionError, optionNames, optionsFromEnvironment, optionTable, type OptionName } from '../options.js'
import { SeedError } from '../sandbox/seed-error.js'
import { version } from '../version.js'
import { Refusal } from '../zoho/refusal.js'
import type { Command, Output } from './command.js'
import { help } from './help.js'
import { readyz } from './readyz.js'
import { serve } from './serve.js'

const commands: Readonly<Record<string, Command>> = { serve, readyz }

const flags = Object.fromEntries([
  ...optionNames.map(name => [flagOf(name), { type: 'isSwitch' in optionTable[name] ? 'boolean' : 'string' }] as const),
  ...['wait', 'help', 'version'].map(name => [name, { type: 'boolean' }] as const)
])

const repeatable = new Set(optionNames.filter(name => 'isRepeatable' in optionTable[name]).map(flagOf))

/**
 * Runs the command line.
 * @param words without the names of Node and the script
 * @returns the exit code, or nothing where a server goes on running
 */
export async function main (words: readonly string[], environment: Readonly<Record<string, string | undefined>>, output: Output): Promise<number | undefined> {
  try {
    const { values, command } = parse(words)
    if (values['help']) return say(output, help())
    if (values['version']) return say(output, version)
    const { wait = false, help: _help, version: _version, ...given } = values
    const byName = Object.fromEntries(Object.entries(given).map(([flag, value]) => [nameOf(flag), value]))
    const options = completeOptions({ ...optionsFromEnvironment(environment), ...byName })
    return await command({ options, wait: wait === true, output })
  } catch (error) {
    output.stderr.write(`${explain(error)}\n`)
    return 1
  }
}

function parse (words: readonly string[]): { values: Record<string, string | string[] | boolean>, command: Command } {
  const { tokens } = parseArgs({ args: [...words], options: flags, strict: false, allowPositionals: true, tokens: true })
  const values: Record<string, string | string[] | boolean> = {}
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const flag = flags[token.name]
    if (flag === undefined) throw new OptionError(`Unknown option \`${token.rawName}\`: did you mean \`--${closest(token.name, Object.keys(flags))}\`?`)
    if (flag.type === 'string' && token.value === undefined) throw new OptionError(`Expected a value after \`--${token.name}\``)
    if (flag.type === 'boolean' && token.value !== undefined) throw new OptionError(`Expected no value after \`--${token.name}\`, got \`${token.value}\``)
    const before = values[token.name]
    values[token.name] = repeatable.has(token.name) ? [...Array.isArray(before) ? before : [], String(token.value)] : token.value ?? true
  }
  const [name = 'serve', surplus] = positionals
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new OptionError(`Unknown command \`${name}\`: did you mean \`${closest(name, Object.keys(commands))}\`?`)
  if (surplus !== undefined) throw new OptionError(`Expected one command, got \`${surplus}\` too`)
  return { values, command }
}

function nameOf (flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase())
}

function say ({ stdout }: Output, text: string): number {
  stdout.write(`${text}\n`)
  return 0
}

/** Faults of the user in a sentence, faults of ours with the stack. */
function explain (error: unknown): string {
  if (error instanceof OptionError || error instanceof SeedError || error instanceof FaultError) return error.message
  // A seed whose files do not fit the store.
  if (error instanceof Refusal) return error.explain
  const { code, syscall, message, stack, address, port, option = 'port' } = error as NodeJS.ErrnoException & { address?: string, port?: number, option?: OptionName }
  if (code === 'EADDRINUSE') return `Port ${port} is taken on ${address}: stop what listens there, or choose another with --${flagOf(option)} (0 lets the system choose)`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `Expected \`host\` to be an address of this machine: ${message}`
  return syscall === undefined ? String(stack) : message
}
