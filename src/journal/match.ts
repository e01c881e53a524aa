import { bounds } from '../json/bounds.js'
import type { TypeOf } from '../json/types.js'
import type { Entry } from './entry.js'
import { maskToken, redactUrl } from '../secrets/redact.js'
import { operationNames } from '../zoho/operations.js'
import type { Journal } from './journal.js'

const Text = { type: 'string', maxLength: bounds.parameter } as const

/** What requests are to be like; each that is given has to hold. */
export const CriteriaSchema = {
  type: 'object',
  properties: {
    operation: { enum: [...operationNames, 'stub'] },
    stub: { ...Text, description: 'The id of the stub that answered.' },
    method: Text,
    url: { ...Text, description: 'A text that is in it, as the journal shows it: without its secrets.' },
    module: Text,
    record: Text,
    token: { ...Text, description: 'The access token, whole.' },
    status: { type: 'integer', minimum: 100, maximum: 999 },
    rule: { ...Text, description: 'What it was refused with.' },
    outcome: { enum: ['answered', 'aborted', 'broken'] }
  },
  additionalProperties: false
} as const

export type Criteria = TypeOf<typeof CriteriaSchema>

export type Criterion = keyof Criteria

/** The value of an entry that each criterion is compared with. */
const criterionValues: { readonly [Name in Criterion]: (entry: Entry) => unknown } = {
  operation: ({ operation }) => operation,
  stub: ({ stub }) => stub,
  method: ({ method }) => method,
  url: ({ url }) => redactUrl(url),
  module: ({ facts }) => facts.recordRef?.module ?? facts.module,
  record: ({ facts }) => facts.recordRef?.record,
  token: ({ facts }) => facts.credential,
  status: ({ status }) => status,
  rule: ({ refusal }) => refusal?.rule,
  outcome: ({ outcome }) => outcome
}

/** @returns a sentence for each criterion that the entry does not meet, such as `status: expected 200, got 401` */
export function differences (entry: Entry, criteria: Criteria): string[] {
  return (Object.keys(criteria) as Criterion[]).flatMap(name => {
    const expected = criteria[name]
    const actual = criterionValues[name](entry)
    if (name === 'url' ? String(actual).includes(String(expected)) : actual === expected) return []
    return `${name}: expected ${describeCriterion(name, expected)}, got ${actual === undefined ? 'none' : describeCriterion(name, actual)}`
  })
}

/** @returns an expected or actual value as text, with its secrets redacted */
export function describeCriterion (criterion: Criterion, value: unknown): string {
  const text = String(value)
  if (criterion === 'token') return maskToken(text)
  return criterion === 'url' ? redactUrl(text) : text
}

/** An entry that does not match, with the differences. */
export interface Miss {
  readonly entry: Entry
  readonly differs: readonly string[]
}

/** The maximum number of misses reported. */
const MAX_MISSES = 3

/** @returns the entries with the fewest differences, nearest first; among equals, the latest first */
export function nearestMisses (entries: readonly Entry[], criteria: Criteria): Miss[] {
  return entries
    .map(entry => ({ entry, differs: differences(entry, criteria) }))
    .filter(({ differs }) => differs.length > 0)
    .reverse()
    .sort((a, b) => a.differs.length - b.differs.length)
    .slice(0, MAX_MISSES)
}

/** What to wait for. */
interface Wait {
  readonly criteria: Criteria
  readonly count: number
  /** Milliseconds of the machine's time. */
  readonly timeout: number
  /** Ends the wait early. */
  readonly signal: AbortSignal
}

/**
 * Waits until a journal has `count` matching entries, including existing ones.
 * @returns the matching entries; fewer than `count` if the wait ended early
 */
export async function waitFor (journal: Journal, { criteria, count, timeout, signal }: Wait): Promise<Entry[]> {
  const isMatch = (entry: Entry): boolean => differences(entry, criteria).length === 0
  const matches = journal.all().filter(isMatch)
  if (matches.length >= count) return matches
  return await new Promise(resolve => {
    const end = (): void => {
      unsubscribe()
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve(matches)
    }
    const unsubscribe = journal.subscribe(entry => {
      if (isMatch(entry) && !matches.includes(entry)) matches.push(entry)
      if (matches.length >= count) end()
    })
    const timer = setTimeout(end, timeout)
    signal.addEventListener('abort', end)
  })
}
