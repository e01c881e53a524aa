import { didYouMean } from '../closest.js'
import { reachableHost, type Listening } from '../http/listen.js'
import { OptionError } from '../option-error.js'
import { accountsUrlOf } from '../http/base-url.js'
import type { Command } from './command.js'
import type { CompleteOptions } from '../options.js'
import { fileFor, findSdk, listOfSdks, sdks, type Sdk } from './sdks.js'
import { serverPort } from './readyz.js'

/** Prints lines for a shell to `eval`, or with `--sdk` the code that points an SDK at the double. The server need not run. */
export const env: Command = async ({ options, flags, output: { stdout, stderr } }) => {
  const sdk = sdkOf(flags['sdk'])
  if (sdk !== undefined) {
    stdout.write(fileFor(sdk, sdk.isHttpsOnly ? httpsUrl(options) : await httpUrl(options)))
    return 0
  }
  const url = await httpUrl(options)
  const lines = Object.entries(variablesFor({ url, accountsUrl: accountsUrlOf(url) })).map(([name, value]) => exportLine(name, value))
  stdout.write(`${lines.join('\n')}\n`)
  if (stdout.isTTY) stderr.write('# For a shell: eval "$(zoho-attachments-mock env)"\n')
  return 0
}

async function httpUrl (options: CompleteOptions): Promise<string> {
  return options.publicUrl ?? `http://${reachableHost(options.host)}:${await serverPort(options)}`
}

/** The port for HTTPS in what is printed, where none is given, or one that the system chooses. */
const TLS_PORT = 4151

function httpsUrl ({ publicUrl, host, tlsPort }: CompleteOptions): string {
  return publicUrl ?? `https://${reachableHost(host)}:${tlsPort || TLS_PORT}`
}

/** @throws {OptionError} for what is no SDK, with the list of them */
function sdkOf (name: string | boolean | undefined): Sdk | undefined {
  if (typeof name !== 'string') return undefined
  const sdk = findSdk(name)
  if (sdk !== undefined) return sdk
  const names = sdks.flatMap(({ name, language }) => [name, language])
  throw new OptionError(`Unknown SDK \`${name}\`${didYouMean(name, names) || ':'} There are ${listOfSdks()}; without a version it is the newest`)
}

/** A token that may do everything, in the default world. */
const TOKEN = '1000.all'

/** The environment variables that tell tests where the double is. */
export function variablesFor ({ url, accountsUrl }: Pick<Listening, 'url' | 'accountsUrl'>): Readonly<Record<string, string>> {
  return { ZOHO_MOCK_URL: url, ZOHO_MOCK_ACCOUNTS_URL: accountsUrl, ZOHO_MOCK_TOKEN: TOKEN }
}

/** A line that sets a variable in a POSIX shell. */
function exportLine (name: string, value: string): string {
  return `export ${name}='${value.replaceAll('\'', '\'\\\'\'')}'`
}
