import type { Listening } from '../listen.js'

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
