import { flagOf, optionNames, optionTable, variableOf } from '../options.js'

/** What `--help` prints; its options come from the one table. */
export function help (): string {
  const rows = optionNames.map(name => {
    const { help: text, default: fallback, ...rest } = optionTable[name]
    const flag = `--${flagOf(name)}${'isSwitch' in rest ? '' : ' …'}`
    const shown = fallback === undefined || String(fallback) === '' || fallback === false ? '' : ` [${String(fallback)}]`
    return `  ${flag.padEnd(22)} ${text}${shown}`
  })
  return `A test double of Zoho CRM's Attachments API.

Usage: zoho-attachments-mock [command] [options]

Commands:
  serve                  answer as Zoho would; the default
  readyz                 exit with 0 if the server at --host and --port is ready, with 1 if not
    --wait               wait until it is, at most 30 seconds

Options, each also as an environment variable (--max-file-size is ${variableOf('maxFileSize')}; flags win):
${rows.join('\n')}
  --help                 print this
  --version              print the version`
}
