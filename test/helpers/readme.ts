import { findSdk, sdks, type Sdk } from '../../src/samples/sdks.js'
import { traps } from '../../src/samples/snippets/traps.js'
import { flagOf, optionTable, shownDefault, type OptionName } from '../../src/options.js'
import { limits } from '../../src/zoho/limits.js'
import { ruleNames, rules, type Rule } from '../../src/zoho/rules.js'
import { versions } from '../../src/zoho/versions.js'
import { clients, limits as clientLimits, type Client, type LimitName } from '../sdks/clients.js'
import { steps, type Step } from '../sdks/steps.js'
import { installed } from './installed.js'

/** What is made from the source in each README, by the name of its marks. */
export const made: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'README.md': { options: optionsTable, nodejs: nodejsSnippet },
  'src/zoho/README.md': { answers: answersTable, versions: versionsTable },
  'test/sdks/README.md': { sdks: sdksTable, traps: trapsList, clients: clientsTable }
}

/** The table of answers, one row a rule, made from the catalogue. */
function answersTable (): string {
  return table(['rule', 'when', 'documented answer', 'evidence', 'observed instead'], ruleNames.map(name => {
    const { when, status, code, evidence, observed }: Rule = rules[name]
    const other = observed && `${observed.status ?? status} ${observed.code ?? code}${observed.message === undefined ? '' : ` “${observed.message}”`} (${observed.evidence})`
    return [`\`${name}\``, when, `${status} ${code ?? ''}`.trim(), evidence, other ?? '']
  }))
}

const firstOptions: readonly OptionName[] = ['port', 'host', 'seed', 'watch', 'fault', 'answers', 'clock', 'latency', 'tlsPort']

/** The options that most readers want; `--help` has them all. */
function optionsTable (): string {
  return table(['flag', 'default', 'what'], firstOptions.map(name => {
    const shown = shownDefault(name)
    return [`\`--${flagOf(name)}\``, shown === '' ? '' : `\`${shown}\``, optionTable[name].help]
  }))
}

/** The code for the newest SDK for Node.js, as `env --sdk nodejs` prints it. */
function nodejsSnippet (): string {
  return `\`\`\`js\n${findSdk('nodejs')?.code('http://127.0.0.1:4150')}\`\`\``
}

/** The SDKs that there is code for, one row a language, by how far it was tried. */
function sdksTable (): string {
  const languages = [...new Set(sdks.map(({ language }) => language))]
  const ways: ReadonlyArray<Sdk['tried']> = ['in CI', 'by hand', 'no']
  return table(['`--sdk`', 'the newest package', 'run in CI', 'run by hand', 'not run'], languages.map(language => [
    `\`${language}\``,
    `\`${findSdk(language)?.package}\``,
    ...ways.map(way => sdks.filter(sdk => sdk.language === language && sdk.tried === way).map(({ version }) => version).join(', '))
  ]))
}

/** What surprises those who point an SDK elsewhere. */
function trapsList (): string {
  return Object.values(traps).map(({ what, why }) => `- **${what}** ${why}`).join('\n')
}

/** The matrix of versions: each row says what differs from the one before. */
function versionsTable (): string {
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

/** The matrix of clients: what test/sdks runs, with the notes of what a client cannot do. */
function clientsTable (): string {
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
