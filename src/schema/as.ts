import { Type } from 'typebox'
import { answerOf, ruleNames, rules, type Rule, type RuleName } from '../zoho/rules.js'

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
