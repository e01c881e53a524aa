import { flagOf, optionTable, variableOf, type OptionName } from '../options.js'
import type { CommandRow } from './command.js'
import { commands } from './commands.js'

const PROGRAM = 'zoho-attachments-mock'
const WIDTH = 25

/** The options by what they are about. */
export const optionGroups: ReadonlyArray<readonly [string, readonly OptionName[]]> = [
  ['Where it listens', ['port', 'host', 'portFile', 'publicUrl', 'allowedHosts', 'tlsPort', 'tlsCert', 'tlsKey']],
  ['What there is', ['seed', 'clock', 'idSeed', 'fault', 'fetchLinkTitles', 'linkTitleHosts']],
  ['How it answers', ['answers', 'strictVersion', 'tokenThrottle', 'latency']],
  ['How much it takes and keeps', ['maxFileSize', 'maxStoreSize', 'maxSandboxes', 'journalSize', 'logLevel']]
]

/** What `--help` prints: of the whole program, or of one command. The options come from their table. */
export function help (name?: string): string {
  const row = name === undefined ? undefined : commands[name]
  return row === undefined ? helpOfProgram() : helpOfCommand(row)
}

function helpOfProgram (): string {
  const rows = Object.entries(commands).map(([name, row]) => line(name, row.help))
  return `A test double of Zoho CRM's Attachments API: start it instead of Zoho, point any client at it.

Usage: ${PROGRAM} [command] [options]

${rows.join('\n')}
  COMMAND --help           more about one of them

Examples:
  ${PROGRAM} --port 0 --log-level warn
  ${PROGRAM} --fault upload:INTERNAL_ERROR:2 --fault download:truncate@1000
  ${PROGRAM} run --audit error -- npm test
  eval "$(${PROGRAM} env)"
  ${PROGRAM} env --sdk python

${optionText()}

The token 1000.all may do everything; --seed says what else there is. Every refusal says why in its
header x-mock-explain, and GET /_mock/requests what each check found.`
}

function helpOfCommand ({ help: text, usage, flags }: CommandRow): string {
  const own = Object.entries(flags).map(([flag, { value, help }]) => line(`--${flag}${value === undefined ? '' : ` ${value}`}`, help))
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.

Usage: ${PROGRAM} ${usage}
${own.length === 0 ? '' : `\n${own.join('\n')}\n`}
${optionText()}`
}

function optionText (): string {
  const groups = optionGroups.map(([title, names]) => `${title}:\n${names.map(optionLine).join('\n')}`)
  return `${groups.join('\n\n')}

Each option is an environment variable, too (--max-file-size is ${variableOf('maxFileSize')}); flags win.`
}

function optionLine (name: OptionName): string {
  const { help: text, default: fallback, ...rest } = optionTable[name]
  const shown = fallback === undefined || String(fallback) === '' || fallback === false ? '' : ` [${String(fallback)}]`
  return line(`--${flagOf(name)}${'isSwitch' in rest ? '' : ' …'}`, `${text}${shown}`)
}

function line (left: string, right: string): string {
  return `  ${left.padEnd(WIDTH)}${right}`
}
