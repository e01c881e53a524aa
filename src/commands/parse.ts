import { parseArgs } from 'node:util'
import { closest } from '../closest.js'
import { OptionError } from '../option-error.js'
import { flagOf, optionNames, optionTable } from '../options.js'
import type { CommandRow } from './command.js'
import { commands } from './commands.js'

/** A command line, read. */
export interface Parsed {
  /** The command's name; `undefined` where none was given. */
  readonly name: string | undefined
  readonly command: CommandRow
  /** Options by name, as texts. */
  readonly options: Readonly<Record<string, string | string[] | boolean>>
  /** The command's own flags, and `help` and `version`. */
  readonly flags: Readonly<Record<string, string | boolean>>
  /** What stood behind `--`. */
  readonly args: readonly string[]
}

const optionFlags = new Map(optionNames.map(name => [flagOf(name), name]))
const ownFlags = new Map(Object.entries(commands).flatMap(([command, row]) => Object.entries(row.flags).map(([flag, { value }]) => [flag, { command, isSwitch: value === undefined }] as const)))
const GENERAL = ['help', 'version']
const known = [...optionFlags.keys(), ...ownFlags.keys(), ...GENERAL]

/**
 * Reads a command line.
 * @throws {OptionError} for what is no flag, no command, or has no value
 */
export function parse (all: readonly string[]): Parsed {
  const end = all.indexOf('--')
  const [own, args] = end === -1 ? [all, []] : [all.slice(0, end), all.slice(end + 1)]
  const types = Object.fromEntries(known.map(flag => [flag, { type: isSwitch(flag) ? 'boolean' : 'string' } as const]))
  const { tokens } = parseArgs({ args: [...own], options: types, strict: false, allowPositionals: true, tokens: true })
  // First: what stands behind an unknown flag looks like a command.
  for (const token of tokens) {
    if (token.kind === 'option' && !known.includes(token.name)) throw new OptionError(`Unknown option \`${token.rawName}\`: did you mean \`--${closest(token.name, known)}\`?`)
  }
  const [name, surplus] = tokens.flatMap(token => token.kind === 'positional' ? token.value : [])
  const command = Object.hasOwn(commands, name ?? 'serve') ? commands[name ?? 'serve'] : undefined
  if (command === undefined) throw new OptionError(`Unknown command \`${name}\`: did you mean \`${closest(name as string, Object.keys(commands))}\`?`)
  if (surplus !== undefined) throw new OptionError(`Expected one command, got \`${surplus}\` too`)
  if (end !== -1 && !command.takesArgs) throw new OptionError('Expected nothing behind `--`: only `run` takes a command there')

  const options: Record<string, string | string[] | boolean> = {}
  const flags: Record<string, string | boolean> = {}
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name: flag, value } = token
    checkFlag(flag, value, name ?? 'serve')
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

function checkFlag (flag: string, value: string | undefined, command: string): void {
  const owner = ownFlags.get(flag)?.command
  if (owner !== undefined && owner !== command) throw new OptionError(`Expected \`--${flag}\` with the command \`${owner}\` only, got it with \`${command}\``)
  if (!isSwitch(flag) && value === undefined) throw new OptionError(`Expected a value after \`--${flag}\``)
  if (isSwitch(flag) && value !== undefined) throw new OptionError(`Expected no value after \`--${flag}\`, got \`${value}\``)
}

function isSwitch (flag: string): boolean {
  const option = optionFlags.get(flag)
  if (option !== undefined) return 'isSwitch' in optionTable[option]
  return GENERAL.includes(flag) || ownFlags.get(flag)?.isSwitch === true
}
