import { parseArgs } from 'node:util'
import { didYouMean } from '../closest.js'
import { OptionError } from '../option-error.js'
import { flagOf, optionNames, optionTable } from '../options.js'
import type { CommandRow } from './command.js'
import { commands } from './commands.js'

/** A parsed command line. */
export interface Parsed {
  /** The command's name; `undefined` if there was none. */
  readonly name: string | undefined
  readonly command: CommandRow
  /** Options by name, as text. */
  readonly options: Readonly<Record<string, string | string[] | boolean>>
  /** The command's flags, and `help` and `version`. */
  readonly flags: Readonly<Record<string, string | boolean>>
  /** The arguments after `--`. */
  readonly args: readonly string[]
}

const optionFlags = new Map(optionNames.map(name => [flagOf(name), name]))
const commandFlags = new Map(Object.entries(commands).flatMap(([command, row]) => Object.entries(row.flags).map(([flag, { value }]) => [flag, { command, isSwitch: value === undefined }] as const)))
const GENERAL_FLAGS = ['help', 'version']
/** The flags that have a letter of their own. */
export const letters: Readonly<Record<string, string>> = { help: 'h', version: 'v', port: 'p' }
const knownFlags = [...optionFlags.keys(), ...commandFlags.keys(), ...GENERAL_FLAGS]

/**
 * Parses a command line.
 * @param argv the arguments, without the paths of Node and the script
 * @throws {OptionError} for an unknown flag or command, a missing value, or an unexpected one
 */
export function parse (argv: readonly string[]): Parsed {
  const end = argv.indexOf('--')
  const [ownArgs, args] = end === -1 ? [argv, []] : [argv.slice(0, end), argv.slice(end + 1)]
  const types = Object.fromEntries(knownFlags.map(flag => [flag, { type: isSwitch(flag) ? 'boolean' : 'string', ...letters[flag] !== undefined && { short: letters[flag] } } as const]))
  const { tokens } = parseArgs({ args: [...ownArgs], options: types, strict: false, allowPositionals: true, tokens: true })
  // Flags are checked first, because the value of an unknown flag looks like a command.
  for (const token of tokens) {
    if (token.kind === 'option' && !knownFlags.includes(token.name)) throw new OptionError(`Unknown option \`${token.rawName}\`${didYouMean(token.name, knownFlags, '--') || '; --help lists them all'}`)
  }
  const [name, surplus] = tokens.flatMap(token => token.kind === 'positional' ? token.value : [])
  const command = Object.hasOwn(commands, name ?? 'serve') ? commands[name ?? 'serve'] : undefined
  if (command === undefined) throw new OptionError(`Unknown command \`${name}\`${didYouMean(name as string, Object.keys(commands)) || `: expected one of ${Object.keys(commands).map(one => `\`${one}\``).join(', ')}`}`)
  if (surplus !== undefined) throw new OptionError(`Expected only one command, got \`${name}\` and \`${surplus}\``)
  if (end !== -1 && !command.takesArgs) throw new OptionError('Expected no arguments after `--`: only `run` takes a command there')

  const options: Record<string, string | string[] | boolean> = {}
  const flags: Record<string, string | boolean> = {}
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name: flag, rawName, value } = token
    checkFlag(flag, rawName, value, name ?? 'serve')
    const option = optionFlags.get(flag)
    if (option === undefined) {
      flags[flag] = value ?? true
    } else if ('isRepeatable' in optionTable[option]) {
      const before = options[option]
      options[option] = [...Array.isArray(before) ? before : [], String(value)]
    } else {
      options[option] = value ?? true
    }
  }
  return { name, command, options, flags, args }
}

function checkFlag (flag: string, rawName: string, value: string | undefined, command: string): void {
  const owner = commandFlags.get(flag)?.command
  if (owner !== undefined && owner !== command) throw new OptionError(`Expected \`--${flag}\` only with the command \`${owner}\`, got it with \`${command}\``)
  if (!isSwitch(flag) && value === undefined) throw new OptionError(`Expected a value after \`${rawName}\``)
  if (isSwitch(flag) && value !== undefined) throw new OptionError(`Expected no value after \`${rawName}\`, got \`${value}\``)
}

function isSwitch (flag: string): boolean {
  const option = optionFlags.get(flag)
  if (option !== undefined) return 'isSwitch' in optionTable[option]
  return GENERAL_FLAGS.includes(flag) || commandFlags.get(flag)?.isSwitch === true
}
