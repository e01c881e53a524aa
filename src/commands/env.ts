import { didYouMean } from '../closest.js'
import { reachableHost } from '../http/listen.js'
import { OptionError } from '../option-error.js'
import { accountsUrlOf } from '../http/base-url.js'
import type { Command } from './command.js'
import type { CompleteOptions } from '../options.js'
import { fileFor, findSdk, listOfSdks, sdks, TLS_PORT, type Sdk } from '../samples/sdks.js'
import { serverPort } from './readyz.js'
import { shellOf } from './shells.js'
import { variablesFor } from './variables.js'

/** Prints lines for a shell to `eval`, or with `--sdk` the code that points an SDK at the double. The server need not run. */
export const env: Command = async ({ options, flags, output: { stdout, stderr } }) => {
  const sdk = sdkOf(flags['sdk'])
  if (sdk !== undefined) {
    stdout.write(fileFor(sdk, sdk.isHttpsOnly ? httpsUrl(options) : await httpUrl(options)))
    return 0
  }
  const shell = shellOf(flags['shell']?.toString())
  const url = await httpUrl(options)
  const variables = variablesFor({ url, accountsUrl: accountsUrlOf(url), tlsUrl: options.tlsPort === undefined ? undefined : httpsUrl(options) })
  const lines = Object.entries(variables).map(([name, value]) => shell.line(name, value))
  stdout.write(`${lines.join('\n')}\n`)
  if (stdout.isTTY) stderr.write(`To set them in this shell: ${shell.usage}\n`)
  return 0
}

async function httpUrl (options: CompleteOptions): Promise<string> {
  return options.publicUrl ?? `http://${reachableHost(options.host)}:${await serverPort(options)}`
}

function httpsUrl ({ publicUrl, host, tlsPort }: CompleteOptions): string {
  if (publicUrl?.startsWith('https:')) return publicUrl
  // The URL for HTTP tells under which name the server is reached.
  const name = publicUrl === undefined ? reachableHost(host) : new URL(publicUrl).hostname
  return `https://${name}:${tlsPort || TLS_PORT}`
}

/** @throws {OptionError} for what is no SDK, with the list of them */
function sdkOf (name: string | boolean | undefined): Sdk | undefined {
  if (typeof name !== 'string') return undefined
  const sdk = findSdk(name)
  if (sdk !== undefined) return sdk
  const names = sdks.flatMap(({ name, language }) => [name, language])
  throw new OptionError(`Unknown SDK \`${name}\`${didYouMean(name, names) || ':'} There are ${listOfSdks()}; without a version it is the newest`)
}
