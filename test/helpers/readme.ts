import { flagOf, optionNames, optionTable, variableOf } from '../../src/options.js'
import { limits } from '../../src/zoho/limits.js'
import { ruleNames, rules, type Rule } from '../../src/zoho/rules.js'
import { versions } from '../../src/zoho/versions.js'
import { clients, limits as clientLimits, type Client, type LimitName } from '../sdks/clients.js'
import { steps, type Step } from '../sdks/steps.js'
import { installed } from './installed.js'

/** README's table of answers, one row a rule, made from the catalogue. */
export function answersTable (): string {
  return table(['rule', 'when', 'documented answer', 'evidence', 'observed instead'], ruleNames.map(name => {
    const { when, status, code, evidence, observed }: Rule = rules[name]
    const other = observed && `${observed.status ?? status} ${observed.code ?? code}${observed.message === undefined ? '' : ` “${observed.message}”`} (${observed.evidence})`
    return [`\`${name}\``, when, `${status} ${code ?? ''}`.trim(), evidence, other ?? '']
  }))
}

/** README's table of options, made from the options table. */
export function optionsTable (): string {
  return table(['flag', 'environment variable', 'property', 'default', 'what'], optionNames.map(name => {
    const { default: fallback, help } = optionTable[name]
    return [`\`--${flagOf(name)}\``, `\`${variableOf(name)}\``, `\`${name}\``, fallback === undefined || String(fallback) === '' ? '' : `\`${String(fallback)}\``, help]
  }))
}

/** README's matrix of versions: each row says what differs from the one before. */
export function versionsTable (): string {
  return table(['version', 'modules that take attachments', '`fields` on a list', '`page_token`', 'keys of an attachment in a list'], versions.map((version, index) => {
    const before = versions[index - 1]
    return [
      version.name,
      difference(version.modules, before?.modules),
      version.needsFields ? 'mandatory' : 'optional',
      version.hasPageTokens ? `past ${limits.listedByPage} attachments` : 'none',
      difference(version.attachmentKeys, before?.attachmentKeys)
    ]
  }))
}

function difference (names: readonly string[], before: readonly string[] = []): string {
  const list = (words: readonly string[]): string => words.map(word => `\`${word}\``).join(', ')
  const added = names.filter(name => !before.includes(name))
  const dropped = before.filter(name => !names.includes(name))
  const said = [
    ...added.length > 0 ? [`${before.length > 0 ? 'also ' : ''}${list(added)}`] : [],
    ...dropped.length > 0 ? [`without ${list(dropped)}`] : []
  ]
  return said.join('; ') || 'the same'
}

/** README's matrix of clients: what test/clients runs, with the notes of what a client cannot do. */
export function clientsTable (): string {
  const all = new Set(steps.map(({ name }) => name))
  const heading = ['client', 'version', 'API', ...steps.map(({ name }) => name)]
  const notes = noted.map((limit, index) => `${index + 1}. ${clientLimits[limit].note}`)
  return [table(heading, []), ...clients.map(client => clientRow(client, all)), '', ...notes].join('\n')
}

/** The notes in the order of their numbers. */
const noted = Object.keys(clientLimits) as LimitName[]

/**
 * A client's row of the matrix.
 * @param passed the names of the steps that it went through
 */
export function clientRow (client: Client, passed: ReadonlySet<string>): string {
  const { name, package: installedAs, of, answers, version } = client
  return tableRow([
    `${installedAs === undefined ? name : name.replace(installedAs, `\`${installedAs}\``)}${answers === undefined ? '' : `, \`--answers ${answers}\``}`,
    installedAs === undefined ? of ?? '' : installed(installedAs),
    version,
    ...steps.map(step => passed.has(step.name) ? `✓${notesOf(client, step)}` : '✗')
  ])
}

function notesOf ({ limits }: Client, { name }: Step): string {
  const numbers = noted.flatMap((limit, index) => limits.includes(limit) && (clientLimits[limit].steps as readonly string[]).includes(name) ? [index + 1] : [])
  return numbers.length === 0 ? '' : ` <sup>${numbers.join(', ')}</sup>`
}

function table (heading: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [heading, heading.map(() => '---'), ...rows].map(tableRow).join('\n')
}

function tableRow (cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
