import { didYouMean } from '../closest.js'
import type { Listening } from '../http/listen.js'
import { optionNames, variableOf } from '../options.js'

/** A token that may do everything, in the default world. */
const TOKEN = '1000.all'

/** The environment variables that tell tests where the double is. */
export function variablesFor ({ url, accountsUrl, tlsUrl }: Pick<Listening, 'url' | 'accountsUrl' | 'tlsUrl'>): Readonly<Record<string, string>> {
  return { ZOHO_MOCK_URL: url, ZOHO_MOCK_ACCOUNTS_URL: accountsUrl, ZOHO_MOCK_TOKEN: TOKEN, ...tlsUrl !== undefined && { ZOHO_MOCK_TLS_URL: tlsUrl } }
}

type Environment = Readonly<Record<string, string | undefined>>

/** Collects options from environment variables. An empty variable counts as unset, because compose files leave such variables. */
export function optionsFromEnvironment (environment: Environment): Record<string, string> {
  return Object.fromEntries(optionNames.flatMap(name => {
    const value = environment[variableOf(name)]
    return value ? [[name, value]] : []
  }))
}

/** @returns a sentence for each variable that is named like one of ours and is none */
export function unknownVariables (environment: Environment): string[] {
  const known = [...optionNames.map(variableOf), ...Object.keys(variablesFor({ url: '', accountsUrl: '', tlsUrl: '' }))]
  return Object.entries(environment)
    .filter(([name, value]) => name.startsWith('ZOHO_MOCK_') && value !== '' && !known.includes(name))
    .map(([name]) => `Unknown variable \`${name}\`${didYouMean(name.slice('ZOHO_MOCK_'.length), known.map(one => one.slice('ZOHO_MOCK_'.length)), 'ZOHO_MOCK_') || ': it sets no option'}`)
}
