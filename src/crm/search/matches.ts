import type { World } from '../../sandbox/world.js'
import { compareIds } from '../../store/attachments.js'
import { searchable } from '../../store/record-index.js'
import type { ModuleRecord } from '../../store/records.js'
import type { FieldType } from '../../zoho/field-types.js'
import { nameFrom } from '../../zoho/fields.js'
import { recordOf } from '../record-of.js'
import type { Condition, Criteria } from './criteria.js'
import { scan } from './scan.js'
import { wordsOf } from './values.js'

type Meets = (record: ModuleRecord) => boolean

/** Types of fields whose values have words, so that `equals` may find one among others. */
const WORDED: ReadonlySet<FieldType> = new Set(['text', 'textarea'])

/**
 * The records of a module that meet the criteria, oldest first. Where criteria ask for an id, or for the whole value of a field,
 * only the records that have it are looked at.
 * @param equalsContains whether `equals` finds a text with more words around it as the only condition, too. With several
 *   conditions it always does: zoho.com/crm/developer/docs/api/v2/search-records.html.
 */
export async function matching (world: World, module: string, criteria: Criteria, equalsContains: boolean): Promise<ModuleRecord[]> {
  const isWide = equalsContains || criteria.kind !== 'condition'
  const ids = idsIn(world, module, criteria, isWide)
  const meets = compile(world, module, criteria, isWide)
  return ids === undefined ? scan(world, module, meets) : recordsWith(world, module, ids).filter(meets)
}

function recordsWith (world: World, module: string, ids: readonly string[]): ModuleRecord[] {
  return [...new Set(ids)].sort(compareIds).map(id => recordOf(world, module, id))
}

/** The ids of all records that can meet the criteria; `undefined` if these do not say. */
function idsIn (world: World, module: string, criteria: Criteria, isWide: boolean): readonly string[] | undefined {
  if (criteria.kind === 'condition') {
    const { field, operator, value } = criteria
    if (operator !== 'equals') return undefined
    if (field === 'id') return world.records.has(module, value) ? [value] : []
    return Object.hasOwn(derivedValues, field) || (isWide && isWorded(world, module, field)) ? undefined : world.records.withValue(module, field, value.toLowerCase())
  }
  const lists = criteria.parts.map(part => idsIn(world, module, part, isWide))
  const known = lists.filter(list => list !== undefined)
  if (criteria.kind === 'and') return known.sort((a, b) => a.length - b.length)[0]
  return known.length === lists.length ? known.flat() : undefined
}

/** Makes a function of the criteria, since there may be many records. */
function compile (world: World, module: string, criteria: Criteria, isWide: boolean): Meets {
  if (criteria.kind === 'condition') return compileCondition(world, module, criteria, isWide)
  const parts = criteria.parts.map(part => compile(world, module, part, isWide))
  return criteria.kind === 'and'
    ? record => parts.every(meets => meets(record))
    : record => parts.some(meets => meets(record))
}

function compileCondition (world: World, module: string, { field, operator, value }: Condition, isWide: boolean): Meets {
  const wanted = value.toLowerCase()
  const valueOf = Object.hasOwn(derivedValues, field) ? derivedValues[field as keyof typeof derivedValues] : ({ fields }: ModuleRecord) => fields[field]
  const meets: (actual: string) => boolean = operator === 'starts_with'
    ? actual => actual.startsWith(wanted)
    : isWide && isWorded(world, module, field) ? containsWords(wanted) : actual => actual === wanted
  return record => {
    const actual = searchable(valueOf(record))
    return actual !== undefined && meets(actual)
  }
}

/** Values that are not among the fields of a record. */
const derivedValues = {
  id: ({ id }: ModuleRecord): unknown => id,
  Owner: ({ owner }: ModuleRecord): unknown => owner,
  Full_Name: ({ module, fields }: ModuleRecord): unknown => nameFrom(module, fields)
} as const

function isWorded ({ fields }: World, module: string, field: string): boolean {
  const known = fields.of(module).fields.find(({ apiName }) => apiName === field)
  return known === undefined ? field === 'Full_Name' : WORDED.has(known.type)
}

/** Whether a text is the one that is wanted, or has its words beside each other. */
function containsWords (wanted: string): (text: string) => boolean {
  const words = wordsOf(wanted)
  const [first = ''] = words
  const beside = ` ${words.join(' ')} `
  // Most texts do not even have the first word: splitting them all takes long.
  return text => text === wanted || (text.includes(first) && ` ${wordsOf(text).join(' ')} `.includes(beside))
}

/** The records of a module with an email address, in any of its fields for one. */
export function withEmail (world: World, module: string, email: string): ModuleRecord[] {
  return recordsWith(world, module, namesOfType(world, module, 'email').flatMap(name => world.records.withValue(module, name, email.toLowerCase())))
}

/** The records of a module with a phone number, in any of its fields for one. Only digits are compared, which is inferred. */
export function withPhone (world: World, module: string, phone: string): Promise<ModuleRecord[]> {
  const names = namesOfType(world, module, 'phone')
  const digits = (value: unknown): string | undefined => searchable(value)?.replaceAll(/\D/g, '')
  const wanted = digits(phone)
  return scan(world, module, ({ fields }) => names.some(name => digits(fields[name]) === wanted))
}

/** The records of a module in which some text has words that begin with those searched for. That it is the beginning is inferred. */
export function withWord (world: World, module: string, word: string): Promise<ModuleRecord[]> {
  const wanted = [...new Set(wordsOf(word))]
  return scan(world, module, ({ fields }) => {
    const texts = Object.values(fields).filter(value => typeof value === 'string').map(text => text.toLowerCase())
    // Most records lack one of the words: splitting all of their texts takes long.
    return wanted.every(beginning => texts.some(text => text.includes(beginning))) && hasBeginnings(texts.flatMap(wordsOf), wanted)
  })
}

/** Whether each beginning is that of a word. Both may be many, so the words are not searched from the start for each. */
function hasBeginnings (words: readonly string[], beginnings: readonly string[]): boolean {
  const sorted = words.toSorted()
  return beginnings.every(beginning => sorted[lowerBound(sorted, beginning)]?.startsWith(beginning) === true)
}

/** The index of the first text that does not come before another. */
function lowerBound (sorted: readonly string[], text: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] as string < text) low = middle + 1
    else high = middle
  }
  return low
}

function namesOfType ({ fields }: World, module: string, type: FieldType): string[] {
  return fields.of(module).fields.filter(field => field.type === type).map(({ apiName }) => apiName)
}
