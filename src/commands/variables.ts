import { didYouMean } from '../closest.js'
import { optionNames, variableOf } from '../options.js'

/** What `run` and `env` set for the programs that use the double. */
export const clientVariables = ['ZOHO_MOCK_URL', 'ZOHO_MOCK_ACCOUNTS_URL', 'ZOHO_MOCK_TOKEN', 'ZOHO_MOCK_TLS_URL'] as const

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
  const known = [...optionNames.map(variableOf), ...clientVariables]
  return Object.entries(environment)
    .filter(([name, value]) => name.startsWith('ZOHO_MOCK_') && value !== '' && !known.includes(name))
    .map(([name]) => `Unknown variable \`${name}\`${didYouMean(name.slice('ZOHO_MOCK_'.length), known.map(one => one.slice('ZOHO_MOCK_'.length)), 'ZOHO_MOCK_') || ': it sets no option'}`)
}
