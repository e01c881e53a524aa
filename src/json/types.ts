import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { answerOf, ruleNames, rules, type Rule, type RuleName } from '../zoho/rules.js'

/** A JSON Schema that is an object, not `true` or `false`. */
export type Schema = Exclude<JSONSchema, boolean>

/** The named properties of an object, without the index signature for further ones. */
type Named<Value> = { [Key in keyof Value as string extends Key ? never : Key]: Closed<Value[Key]> }
type Closed<Value> = Value extends ReadonlyArray<infer Item>
  ? Array<Closed<Item>>
  : Value extends object ? (keyof Named<Value> extends never ? Value : Named<Value>) : Value

/** The type of a schema's values, without further properties: answers may have them, but nothing here writes or reads them. */
export type TypeOf<Literal extends Schema> = Closed<FromSchema<Literal>>

/** A Zoho id. */
export const Id = { type: 'string', pattern: '^[0-9]{1,20}$', description: 'A Zoho id: decimal digits.' } as const

export const ModuleName = { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_]{0,99}$', description: 'A module’s API name, such as Price_Books.' } as const

// Narrowed to what Date.parse reads: `date-time` also allows leap seconds, and years before 1970.
export const Instant = { type: 'string', format: 'date-time', pattern: '^(197[1-9]|19[89][0-9]|[2-9][0-9]{3})-.{12}[0-5][0-9]', description: 'An instant with its offset, such as 2026-01-02T03:04:05+05:30.' } as const

const expected = 'a rule or a code of the catalogue'
const description = 'A rule of the catalogue (see /_mock/rules) or one of Zoho’s codes.'

/** The names of rules and their codes, documented and observed, in one list. */
function namesOf (names: readonly RuleName[]): string[] {
  return [...new Set<string>([...names, ...names.flatMap(name => [(rules[name] as Rule).code, (rules[name] as Rule).observed?.code].flatMap(code => code ?? []))])]
}

/** An answer of the catalogue, by its rule or its code. */
export const As = { enum: namesOf(ruleNames), 'x-expected': expected, description } as const

/** A refusal of the CRM, which a user or a token can be set to get for every request. */
export const RefusedAs = { enum: namesOf(ruleNames.filter(isRefusal)), 'x-expected': expected, description } as const

function isRefusal (name: RuleName): boolean {
  const { code, status } = answerOf(name, 'documented')
  return !name.startsWith('accounts.') && code !== undefined && status >= 400
}
