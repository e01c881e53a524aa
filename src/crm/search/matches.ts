import { compareIds } from '../../store/attachments.js'
import type { World } from '../../sandbox/world.js'
import type { ModuleRecord } from '../../store/records.js'
import type { FieldType } from '../../zoho/field-types.js'
import { nameFrom } from '../../zoho/fields.js'
import { recordOf, recordsOf } from '../record-of.js'
import type { Condition, Criteria } from './criteria.js'
import { searchable, wordsOf } from './values.js'

/** Types of fields whose values have words, so that `equals` may find one among others. */
const WORDED: ReadonlySet<FieldType> = new Set(['text', 'textarea'])

/**
 * The records of a module that meet the criteria, oldest first. Where criteria name an id, only the record with that id is looked
 * at.
 * @param equalsContains whether `equals` finds a text with more words around it as the only condition, too. With several
 *   conditions it always does: zoho.com/crm/developer/docs/api/v2/search-records.html.
 */
export function matching (world: World, module: string, criteria: Criteria, equalsContains: boolean): ModuleRecord[] {
  const isWide = equalsContains || criteria.kind !== 'condition'
  const worded = new Set(isWide ? wordedFields(world, module) : [])
  const ids = idsIn(criteria)
  const records = ids === undefined
    ? recordsOf(world, module)
    : [...new Set(ids)].filter(id => world.records.has(module, id)).sort(compareIds).map(id => recordOf(world, module, id))
  return records.filter(record => meets(record, criteria, worded))
}

/** The ids of all records that can meet the criteria; `undefined` if these do not say. */
function idsIn (criteria: Criteria): readonly string[] | undefined {
  if (criteria.kind === 'condition') return criteria.field === 'id' && criteria.operator === 'equals' ? [criteria.value] : undefined
  const lists = criteria.parts.map(idsIn)
  const known = lists.filter(list => list !== undefined)
  if (criteria.kind === 'and') return known[0]
  return known.length === lists.length ? known.flat() : undefined
}

/** @param worded the fields in which `equals` may find words among others */
function meets (record: ModuleRecord, criteria: Criteria, worded: ReadonlySet<string>): boolean {
  switch (criteria.kind) {
    case 'and': return criteria.parts.every(part => meets(record, part, worded))
    case 'or': return criteria.parts.some(part => meets(record, part, worded))
    case 'condition': return meetsCondition(record, criteria, worded)
  }
}

function meetsCondition (record: ModuleRecord, { field, operator, value }: Condition, worded: ReadonlySet<string>): boolean {
  const actual = searchable(valueOf(record, field))
  const wanted = value.toLowerCase()
  if (actual === undefined) return false
  if (operator === 'starts_with') return actual.startsWith(wanted)
  return actual === wanted || (worded.has(field) && containsWords(actual, wanted))
}

function valueOf (record: ModuleRecord, field: string): unknown {
  switch (field) {
    case 'id': return record.id
    case 'Owner': return record.owner
    case 'Full_Name': return nameFrom(record.module, record.fields)
    default: return record.fields[field]
  }
}

function wordedFields ({ fields }: World, module: string): string[] {
  return ['Full_Name', ...fields.of(module).fields.filter(({ type }) => WORDED.has(type)).map(({ apiName }) => apiName)]
}

/** Whether the words of one text stand beside each other in another. */
function containsWords (text: string, wanted: string): boolean {
  return ` ${wordsOf(text).join(' ')} `.includes(` ${wordsOf(wanted).join(' ')} `)
}

/** The records of a module with an email address, in any of its fields for one. */
export function withEmail (world: World, module: string, email: string): ModuleRecord[] {
  const names = namesOfType(world, module, 'email')
  const wanted = email.toLowerCase()
  return recordsOf(world, module).filter(({ fields }) => names.some(name => searchable(fields[name]) === wanted))
}

/** The records of a module with a phone number, in any of its fields for one. Only digits are compared, which is inferred. */
export function withPhone (world: World, module: string, phone: string): ModuleRecord[] {
  const names = namesOfType(world, module, 'phone')
  const digits = (value: unknown): string => String(value).replaceAll(/\D/g, '')
  const wanted = digits(phone)
  return recordsOf(world, module).filter(({ fields }) => names.some(name => fields[name] !== undefined && digits(fields[name]) === wanted))
}

/** The records of a module in which some text has words that begin with those searched for. That it is the beginning is inferred. */
export function withWord (world: World, module: string, word: string): ModuleRecord[] {
  const wanted = wordsOf(word)
  return recordsOf(world, module).filter(({ fields }) => {
    const words = Object.values(fields).flatMap(value => typeof value === 'string' ? wordsOf(value) : [])
    return wanted.every(beginning => words.some(one => one.startsWith(beginning)))
  })
}

function namesOfType ({ fields }: World, module: string, type: FieldType): string[] {
  return fields.of(module).fields.filter(field => field.type === type).map(({ apiName }) => apiName)
}
