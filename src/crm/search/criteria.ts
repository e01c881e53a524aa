import { redactName } from '../../secrets/redact.js'
import { limits } from '../../zoho/limits.js'
import { Refusal } from '../../zoho/rules.js'

/** How a condition compares. Zoho has more operators from v4 on. */
const OPERATORS = ['equals', 'starts_with'] as const
export type Operator = typeof OPERATORS[number]

/** A condition of a search. */
export interface Condition {
  readonly kind: 'condition'
  /** API name. */
  readonly field: string
  readonly operator: Operator
  readonly value: string
}

/** What a search asks for. */
export type Criteria =
  | Condition
  | { readonly kind: 'and' | 'or', readonly parts: readonly Criteria[] }

/**
 * Parses the criteria of a search: `((Last_Name:equals:Burns\,B)and(First_Name:starts_with:M))`. Parentheses and commas in a value are
 * escaped with a backslash. The outermost parentheses may be left out, as in Zoho's own samples. Source:
 * zoho.com/crm/developer/docs/api/v7/search-records.html. That `and` binds tighter than `or` is inferred.
 * @throws {Refusal} `search.criteria-invalid`
 */
export function parseCriteria (text: string): Criteria {
  const parser = new Parser(text)
  const criteria = parser.parseAny()
  parser.end()
  return criteria
}

class Parser {
  readonly #text: string
  #at = 0
  #depth = 0
  #conditions = 0

  constructor (text: string) {
    this.#text = text
  }

  parseAny (): Criteria {
    if (++this.#depth > limits.criteria * 2) throw invalid(`expected criteria with at most ${limits.criteria} conditions, got deeper parentheses than these need`)
    const alternatives = [this.#parseAll()]
    while (this.#skip('or')) alternatives.push(this.#parseAll())
    this.#depth--
    return joined('or', alternatives)
  }

  /** @throws {Refusal} if something follows */
  end (): void {
    this.#skipBlanks()
    if (this.#at < this.#text.length) throw this.#unexpected('"and", "or" or the end')
  }

  #parseAll (): Criteria {
    const parts = [this.#parseOne()]
    while (this.#skip('and')) parts.push(this.#parseOne())
    return joined('and', parts)
  }

  #parseOne (): Criteria {
    if (!this.#skip('(')) return this.#parseCondition()
    const inner = this.parseAny()
    if (!this.#skip(')')) throw this.#unexpected('")"')
    return inner
  }

  #parseCondition (): Criteria {
    const [start = '', field = '', operator = ''] = /^\s*([\w.$]+):(\w+):/.exec(this.#text.slice(this.#at)) ?? []
    if (start === '') throw this.#unexpected('a condition such as (Last_Name:equals:Boyle)')
    const known = OPERATORS.find(name => name === operator)
    if (known === undefined) throw invalid(`expected the operator ${OPERATORS.join(' or ')}, which are those that the double has; got "${redactName(operator)}"`, field, 'invalid operator found')
    if (++this.#conditions > limits.criteria) throw invalid(`expected at most ${limits.criteria} conditions, got more`)
    this.#at += start.length
    const value = this.#parseValue()
    if (value === '') throw invalid(`expected a value behind ${redactName(field)}:${operator}:, got none`, field, 'invalid value found')
    return { kind: 'condition', field, operator: known, value }
  }

  /** Reads a value up to the next parenthesis that is not escaped. */
  #parseValue (): string {
    const [raw] = /^(?:\\.|[^\\()])*/s.exec(this.#text.slice(this.#at)) as RegExpExecArray
    this.#at += raw.length
    return raw.replaceAll(/\\(.)/gs, '$1').trim()
  }

  #skipBlanks (): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++
  }

  #skip (word: string): boolean {
    this.#skipBlanks()
    const isThere = this.#text.slice(this.#at, this.#at + word.length).toLowerCase() === word
    if (isThere) this.#at += word.length
    return isThere
  }

  #unexpected (expected: string): Refusal {
    return invalid(`expected ${expected} at character ${this.#at + 1} of criteria, got ${this.#at < this.#text.length ? 'another text' : 'its end'}`)
  }
}

function joined (kind: 'and' | 'or', parts: readonly Criteria[]): Criteria {
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : { kind, parts }
}

function invalid (explain: string, field?: string, reason?: string): Refusal {
  return new Refusal('search.criteria-invalid', explain, field === undefined ? {} : { details: { reason, api_name: field } })
}
