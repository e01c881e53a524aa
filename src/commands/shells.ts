import { OptionError } from '../option-error.js'

/** How a shell sets a variable, and how it reads such lines from a command. */
interface Shell {
  readonly line: (name: string, value: string) => string
  readonly usage: string
}

const PROGRAM = 'zoho-attachments-mock env'

/** The shells that `env` prints variables for. */
export const shells: Readonly<Record<string, Shell>> = {
  posix: {
    line: (name, value) => `export ${name}='${value.replaceAll('\'', '\'\\\'\'')}'`,
    usage: `eval "$(${PROGRAM})"`
  },
  fish: {
    line: (name, value) => `set -gx ${name} '${value.replaceAll(/[\\']/g, '\\$&')}'`,
    usage: `${PROGRAM} --shell fish | source`
  },
  powershell: {
    // Typographic quotes end a text there, too.
    line: (name, value) => `$env:${name} = '${value.replaceAll(/['‘’‚‛]/g, '$&$&')}'`,
    usage: `${PROGRAM} --shell powershell | Out-String | Invoke-Expression`
  },
  cmd: {
    line (name, value) {
      if (UNQUOTABLE.test(value)) throw new OptionError(`Expected \`${name}\` to have no quotes, percent signs, exclamation marks and line ends, which cmd cannot quote, got \`${value}\``)
      return `set "${name}=${value}"`
    },
    usage: `for /f "delims=" %i in ('${PROGRAM} --shell cmd') do @%i`
  }
}

/** What cmd replaces or ends a text at, even between quotes. */
const UNQUOTABLE = /["%!\r\n]/

/** @throws {OptionError} for what is no shell */
export function shellOf (name = 'posix'): Shell {
  const shell = Object.hasOwn(shells, name) ? shells[name] : undefined
  if (shell === undefined) throw new OptionError(`Expected \`shell\` to be \`posix\`, \`fish\`, \`powershell\` or \`cmd\`, got \`${name}\``)
  return shell
}
