import { flagOf, optionNames, optionTable, variableOf } from '../../src/options.js'
import { ruleNames, rules, type Rule } from '../../src/zoho/rules.js'
import { versions } from '../../src/zoho/versions.js'

/** README's table of answers, one row a rule, made from the catalogue. */
export function answersTable (): string {
  return table(['rule', 'when', 'documented answer', 'evidence', 'observed instead'], ruleNames.map(name => {
    const { when, status, code, evidence, observed }: Rule = rules[name]
    const other = observed && `${observed.status ?? status} ${observed.code ?? code}${observed.message === undefined ? '' : ` “${observed.message}”`} (${observed.evidence})`
    return [`\`${name}\``, when, `${status} ${code}`, evidence, other ?? '']
  }))
}

/** README's table of options, made from the options table. */
export function optionsTable (): string {
  return table(['flag', 'environment variable', 'property', 'default', 'what'], optionNames.map(name => {
    const { default: fallback, help } = optionTable[name]
    return [`\`--${flagOf(name)}\``, `\`${variableOf(name)}\``, `\`${name}\``, fallback === undefined || String(fallback) === '' ? '' : `\`${String(fallback)}\``, help]
  }))
}

/** README's table of versions: which modules came with each. */
export function versionsTable (): string {
  return table(['version', 'modules that take attachments'], versions.map(({ name, modules }, index) => {
    const before = versions[index - 1]?.modules ?? []
    const added = modules.filter(module => !before.includes(module)).map(module => `\`${module}\``).join(', ')
    return [name, index === 0 ? added : added === '' ? 'the same' : `also ${added}`]
  }))
}

function table (heading: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [heading, heading.map(() => '---'), ...rows].map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}
