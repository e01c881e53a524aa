import { Type } from 'typebox'
import { answerOf, ruleNames, rules, type Rule, type RuleName } from '../zoho/rules.js'

/** A Zoho id. */
export const Id = Type.String({ pattern: '^[0-9]{1,20}$', description: 'A Zoho id: decimal digits.' })

export const ModuleName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,99}$', description: 'A module’s API name, such as Price_Books.' })

// What Date.parse reads: `date-time` has leap seconds too, and years before 1970.
export const Instant = Type.String({ format: 'date-time', pattern: '^(197[1-9]|19[89][0-9]|[2-9][0-9]{3})-.{12}[0-5][0-9]', description: 'An instant with its offset, such as 2026-01-02T03:04:05+05:30.' })

const description = 'A rule of the catalogue (see /_mock/rules) or one of Zoho’s codes.'

/** Rules and their codes, of either variant, as one list. */
function namesOf (names: readonly RuleName[]): string[] {
  return [...new Set<string>([...names, ...names.flatMap(name => [(rules[name] as Rule).code, (rules[name] as Rule).observed?.code].flatMap(code => code ?? []))])]
}

/** An answer of the catalogue. */
export const As = Type.Enum(namesOf(ruleNames), { description })

/** A refusal of the CRM: what a user or a token may be given for every request. */
export const RefusedAs = Type.Enum(namesOf(ruleNames.filter(isRefusal)), { description })

function isRefusal (name: RuleName): boolean {
  const { code, status } = answerOf(name, 'documented')
  return !name.startsWith('accounts.') && code !== undefined && status >= 400
}
