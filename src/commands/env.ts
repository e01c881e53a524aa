import { closest } from '../closest.js'
import { reachableHost, type Listening } from '../http/listen.js'
import { OptionError } from '../option-error.js'
import { accountsUrlOf } from '../http/base-url.js'
import type { Command } from './command.js'
import { findSdk, listOfSdks, sdks, type Sdk } from './sdks.js'
import { serverPort } from './readyz.js'

/** Prints lines for a shell to `eval`, and in comments the environment class of an SDK. The server need not run. */
export const env: Command = async ({ options, flags, output: { stdout, stderr } }) => {
  const sdk = sdkOf(flags['sdk'])
  const url = options.publicUrl ?? `http://${reachableHost(options.host)}:${await serverPort(options)}`
  const target = { url, accountsUrl: accountsUrlOf(url) }
  const lines = Object.entries(variablesFor(target)).map(([name, value]) => exportLine(name, value))
  const comments = sdk === undefined ? [] : ['', `${sdk.name}, ${sdk.package}`, ...sdk.environment(target).split('\n')].map(line => line === '' ? '' : `# ${line}`)
  stdout.write(`${[...lines, ...comments].join('\n')}\n`)
  if (stdout.isTTY) stderr.write(`# For a shell: eval "$(zoho-attachments-mock env${sdk === undefined ? '' : ` --sdk ${sdk.name}`})"\n`)
  return 0
}

/** @throws {OptionError} for what is no SDK, with the list of them */
function sdkOf (name: string | boolean | undefined): Sdk | undefined {
  if (typeof name !== 'string') return undefined
  const sdk = findSdk(name)
  if (sdk !== undefined) return sdk
  const close = closest(name, sdks.map(sdk => sdk.name))
  throw new OptionError(`Unknown SDK \`${name}\`: did you mean \`${close}\`? There are ${listOfSdks()}; without a version it is the newest`)
}

/** A token that may do everything, in the default world. */
const TOKEN = '1000.all'

/** The environment variables that tell tests where the double is. */
export function variablesFor ({ url, accountsUrl }: Pick<Listening, 'url' | 'accountsUrl'>): Readonly<Record<string, string>> {
  return { ZOHO_MOCK_URL: url, ZOHO_MOCK_ACCOUNTS_URL: accountsUrl, ZOHO_MOCK_TOKEN: TOKEN }
}

/** A line that sets a variable in a POSIX shell. */
export function exportLine (name: string, value: string): string {
  return `export ${name}='${value.replaceAll('\'', '\'\\\'\'')}'`
}
