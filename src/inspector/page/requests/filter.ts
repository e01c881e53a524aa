import type { Summary } from '../../../control/shapes/summary.js'
import { numberOf } from '../../../http/request-id.js'
import { toggled } from '../format.js'

export type FilterKey = keyof typeof predicates
type Key = FilterKey
type Predicate = (row: Summary) => boolean

/** Whether the answer was a refusal. */
export function isRefused ({ rule, status = 0 }: { readonly rule?: string | undefined, readonly status?: number | undefined }): boolean {
  return rule !== undefined && status >= 400
}

/**
 * Reads a filter such as `status:4xx op:upload -op:token "two words"`. All terms have to hold; `-` in front of one turns it
 * around; a term without a known key is looked for in the URL, the file’s name, the rule, the code and the ids.
 * @returns what tells whether a row matches
 */
export function parseFilter (text: string): Predicate {
  const terms = termsOf(text).map(({ isNegative, key, value }): Predicate => {
    const matches = key === undefined ? textPredicate(value) : predicates[key](value)
    return isNegative ? row => !matches(row) : matches
  })
  return row => terms.every(term => term(row))
}

/** A part of a filter. */
export interface Term {
  readonly text: string
  readonly isNegative: boolean
  readonly key: Key | undefined
  readonly value: string
}

/** Splits a filter into its terms. */
export function termsOf (text: string): Term[] {
  return [...text.matchAll(/-?(?:[\w-]+:)?(?:"[^"]*"?|\S+)/g)].map(([term]) => {
    const isNegative = term.startsWith('-') && term.length > 1
    const positive = isNegative ? term.slice(1) : term
    const colon = positive.indexOf(':')
    const name = positive.slice(0, Math.max(0, colon)).toLowerCase()
    const key = Object.hasOwn(predicates, name) ? name as Key : undefined
    return { text: term, isNegative, key, value: unquote(key === undefined ? positive : positive.slice(colon + 1)) }
  })
}

/** Adds a term to a filter, or takes it away where it is. */
export function toggleTerm (text: string, term: string): string {
  return toggled(termsOf(text).map(({ text }) => text), term).join(' ')
}

/** Puts a term in the place of those with the same key. */
export function replaceTerm (text: string, key: Key, value: string): string {
  return [...termsOf(text).filter(term => term.key !== key).map(({ text }) => text), `${key}:${value}`].join(' ')
}

function unquote (text: string): string {
  return text.replaceAll('"', '')
}

const equals = (actual: string | undefined, expected: string): boolean => actual?.toLowerCase() === expected.toLowerCase()
const contains = (actual: string | undefined, expected: string): boolean => actual?.toLowerCase().includes(expected.toLowerCase()) ?? false

const states: Readonly<Record<string, Predicate>> = {
  refused: isRefused,
  faulted: ({ fault }) => fault !== undefined,
  ignored: ({ ignored }) => ignored > 0,
  aborted: ({ outcome }) => outcome === 'aborted',
  slow: ({ duration }) => duration >= 1000
}

/** How the value of each key is compared. A value that is still empty, or that nothing can have, matches as far as it goes. */
const predicates = {
  status: statusPredicate,
  op: value => row => equals(row.operation, value),
  rule: value => row => row.rule?.startsWith(value) ?? false,
  code: value => row => equals(row.code, value),
  module: value => row => equals(row.module, value),
  record: value => row => row.record === value,
  file: value => row => contains(row.file?.name, value),
  token: value => row => row.token?.endsWith(value) ?? false,
  method: value => row => equals(row.method, value),
  sandbox: value => row => equals(row.sandbox === '' ? 'default' : row.sandbox, value),
  id: idPredicate,
  is: value => states[value.toLowerCase()] ?? (() => false)
} satisfies Readonly<Record<string, (value: string) => Predicate>>

function statusPredicate (value: string): Predicate {
  if (value === 'none') return ({ status }) => status === undefined
  const { sign, number } = /^(?<sign>[<>]=?)(?<number>\d+)$/.exec(value)?.groups ?? {}
  if (sign !== undefined) return ({ status }) => status !== undefined && compare(status, sign, Number(number))
  return ({ status }) => status !== undefined && String(status).startsWith(value.replace(/x+$/i, ''))
}

function compare (a: number, sign: string, b: number): boolean {
  if (sign.endsWith('=') && a === b) return true
  return sign.startsWith('<') ? a < b : a > b
}

function idPredicate (value: string): Predicate {
  const { from, to } = /^(?<from>[\da-z]+)-(?<to>[\da-z]+)$/.exec(value)?.groups ?? {}
  if (from === undefined || to === undefined || from === 'req') return ({ id }) => id === value || id === `req-${value}`
  return ({ id }) => numberOf(id) >= numberOf(from) && numberOf(id) <= numberOf(to)
}

// Ten thousand rows are searched at each key that is pressed.
const searched = new WeakMap<Summary, string>()

function textPredicate (value: string): Predicate {
  const wanted = value.toLowerCase()
  return row => {
    let text = searched.get(row)
    if (text === undefined) {
      const { id, method, url, operation, file, rule, code, sandbox, attachment, userAgent } = row
      text = [id, method, url, operation, file?.name, rule, code, sandbox, attachment, userAgent].join(' ').toLowerCase()
      searched.set(row, text)
    }
    return text.includes(wanted)
  }
}
