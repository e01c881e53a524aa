import { flagOf, optionNames, optionTable, variableOf } from '../../src/options.js'
import { limits } from '../../src/zoho/limits.js'
import { ruleNames, rules, type Rule } from '../../src/zoho/rules.js'
import { versions } from '../../src/zoho/versions.js'

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
    return [`\`--${flagOf(name)}\``, `\`${variableOf(name)}\``, `\`${name}\``, fallback === undefined || fallback === '' ? '' : `\`${String(fallback)}\``, help]
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

function table (heading: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [heading, heading.map(() => '---'), ...rows].map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}
