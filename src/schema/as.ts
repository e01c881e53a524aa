import { Type } from 'typebox'
import { ruleNames, rules, type Rule } from '../zoho/rules.js'

/** An answer of the catalogue. */
export const As = Type.Enum([...new Set<string>([...ruleNames, ...ruleNames.flatMap(name => (rules[name] as Rule).code ?? [])])], {
  description: 'A rule of the catalogue (see /_mock/rules) or one of Zoho’s codes.'
})
