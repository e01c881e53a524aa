import { flagOf, optionTable, shownDefault, variableOf, type OptionName } from '../options.js'
import type { CommandRow } from './command.js'
import { commands } from './commands.js'
import { letters } from './parse.js'

const PROGRAM = 'zoho-attachments-mock'
const WIDTH = 25

/** The options by topic. */
export const optionGroups: ReadonlyArray<readonly [string, readonly OptionName[]]> = [
  ['Network', ['port', 'host', 'portFile', 'publicUrl', 'allowedHosts', 'cors', 'tlsPort', 'tlsCert', 'tlsKey']],
  ['Data and faults', ['seed', 'watch', 'clock', 'idSeed', 'fault', 'fetchLinkTitles', 'linkTitleHosts']],
  ['Answers', ['answers', 'dataCenter', 'strictVersion', 'strictConsent', 'tokenThrottle', 'latency']],
  ['Limits and logging', ['maxFileSize', 'maxStoreSize', 'maxSandboxes', 'journalSize', 'logLevel', 'logFormat']]
]

/** @returns the help of a command; the general help if there is no such command */
export function help (name?: string): string {
  const row = name === undefined ? undefined : commands[name]
  return row === undefined ? helpOfProgram() : helpOfCommand(row)
}

function helpOfProgram (): string {
  const rows = Object.entries(commands).map(([name, row]) => line(name, row.help))
  return `A test double of Zoho CRM's Attachments API. Start it, and point your client at it instead of Zoho.

Usage: ${PROGRAM} [command] [options]

${rows.join('\n')}
  COMMAND -h, --help       show the help of a command
  -v, --version            show the version

Examples:
  ${PROGRAM} --port 0 --log-level warn
  ${PROGRAM} --fault upload:INTERNAL_ERROR:2 --fault download:truncate@1000
  ${PROGRAM} run --audit error -- npm test
  eval "$(${PROGRAM} env)"
  ${PROGRAM} env --sdk python

${optionText()}

The token 1000.all has access to everything; use --seed to load other data. Every refusal gives its reason
in the header x-mock-explain, and GET /_mock/requests shows the result of each check.`
}

function helpOfCommand ({ help: text, usage, flags, options }: CommandRow): string {
  const flagLines = Object.entries(flags).map(([flag, { value, help }]) => line(`--${flag}${value === undefined ? '' : ` ${value}`}`, help))
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.

Usage: ${PROGRAM} ${usage}
${flagLines.length === 0 ? '' : `\n${flagLines.join('\n')}\n`}
${optionText(options)}`
}

function optionText (used?: readonly OptionName[]): string {
  const shown: typeof optionGroups = used === undefined ? optionGroups : [['Options', used]]
  const groups = shown.map(([title, names]) => `${title}:\n${names.map(optionLine).join('\n')}`)
  return `${groups.join('\n\n')}

Each option has an environment variable, such as ${variableOf('maxFileSize')}. Flags take precedence.
The exit code is 2 for a mistake in them, and 1 for other errors.`
}

function optionLine (name: OptionName): string {
  const row = optionTable[name]
  const shown = shownDefault(name)
  const flag = flagOf(name)
  const letter = letters[flag]
  return line(`${letter === undefined ? '' : `-${letter}, `}--${flag}${'isSwitch' in row ? '' : ' …'}`, `${row.help}${shown === '' ? '' : ` [${shown}]`}`)
}

function line (left: string, right: string): string {
  return `  ${left.padEnd(WIDTH)}${right}`
}
