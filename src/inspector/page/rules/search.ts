import type { CatalogueRule } from '../../../control/shapes/server.js'
import type { Summary } from '../../../control/shapes/summary.js'

/** What is looked for in the catalogue. Of the families and of the evidence one has to fit, where any are chosen. */
export interface Search {
  readonly text: string
  readonly families: readonly string[]
  readonly evidence: readonly string[]
}

/** The part of a rule’s name before the dot: `auth` of `auth.token-expired`. */
export function familyOf (name: string): string {
  return name.slice(0, name.indexOf('.'))
}

/** Every family once, in the order of the catalogue. */
export function familiesOf (rules: readonly CatalogueRule[]): string[] {
  return [...new Set(rules.map(({ name }) => familyOf(name)))]
}

/** The rules that match; each word of the text has to be in one of their texts. */
export function searchRules (rules: readonly CatalogueRule[], { text, families, evidence }: Search): CatalogueRule[] {
  const words = text.toLowerCase().split(/\s+/)
  return rules.filter(rule => {
    const { name, when, documented, observed } = rule
    const answers = observed === undefined ? [documented] : [documented, observed]
    const searched = [name, when, ...answers.flatMap(({ status, code, message, source }) => [status, code, message, source])].join(' ').toLowerCase()
    return words.every(word => searched.includes(word)) &&
      (families.length === 0 || families.includes(familyOf(name))) &&
      (evidence.length === 0 || answers.some(answer => evidence.includes(answer.evidence)))
  })
}

/** How often each rule was given. */
export function countByRule (requests: readonly Summary[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { rule } of requests) if (rule !== undefined) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return counts
}

/** A text without its Markdown: what stood between backticks is at the odd places. */
export function codesIn (text: string): string[] {
  return text.split('`')
}
