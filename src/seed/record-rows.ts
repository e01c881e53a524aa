import type { Person } from '../store/entities.js'
import type { ModuleRecord, RecordRow, Records } from '../store/records.js'
import type { CompleteSeed } from './default.js'
import { peopleOf } from './rows.js'
import type { Seed } from './schema.js'
import { writtenInstant, writtenPerson } from './values.js'

/** A row of `records` in a seed. */
type SeededRow = Exclude<CompleteSeed['records'], 'any'>[string][number]

/** The parts of a seed that are about records, without the unique fields. */
export type SeededRecords = Pick<CompleteSeed, 'records' | 'recordNames' | 'createdRecords' | 'missingRecords'>

/** The rows of a seed that may have fields, with their paths in it. */
export function * recordRowsOf ({ records, createdRecords = {} }: Pick<CompleteSeed, 'records' | 'createdRecords'>): Generator<{ readonly module: string, readonly path: string, readonly row: SeededRow }> {
  for (const [list, rowsByModule] of Object.entries({ records: records === 'any' ? {} : records, createdRecords })) {
    for (const [module, rows] of Object.entries(rowsByModule)) {
      for (const [index, row] of rows.entries()) yield { module, path: `${list}.${module}[${index}]`, row }
    }
  }
}

/**
 * Creates the records of a seed that have fields.
 * @param now the time of records without one, in milliseconds since 1970
 */
export function * recordsFrom (seed: CompleteSeed, now: number): Generator<ModuleRecord> {
  const personOf = peopleOf(seed)
  for (const { module, row: { id, fields, owner, createdBy, modifiedBy = createdBy, createdAt, modifiedAt = createdAt } } of recordRowsOf(seed)) {
    if (fields === undefined) continue
    yield {
      module,
      id,
      fields,
      owner: personOf(owner ?? createdBy),
      createdBy: personOf(createdBy),
      modifiedBy: personOf(modifiedBy),
      createdAt: createdAt === undefined ? now : Date.parse(createdAt),
      modifiedAt: modifiedAt === undefined ? now : Date.parse(modifiedAt)
    }
  }
}

/** All records in the format of seeds. */
export function seededRecords (records: Records): SeededRecords {
  const missingRecords = [...records.missing]
  const modules = [...records.all()].map(([module, rows]) => [module, [...rows]] as const)
  if (!records.isAny) {
    return { records: Object.fromEntries(modules.map(([module, rows]) => [module, rows.map(([id, row]) => seededRow(id, row))])), recordNames: {}, missingRecords }
  }
  const names = modules.map(([module, rows]) => [module, rows.flatMap(([id, { name }]) => name === undefined ? [] : [[id, name] as const])] as const)
  const created = modules.map(([module, rows]) => [module, rows.flatMap(([id, { record }]) => record === undefined ? [] : [{ id, ...writtenFields(record) }])] as const)
  const createdRecords: Seed['createdRecords'] = Object.fromEntries(created.filter(([, rows]) => rows.length > 0))
  return {
    records: 'any',
    recordNames: Object.fromEntries(names.filter(([, rows]) => rows.length > 0).map(([module, rows]) => [module, Object.fromEntries(rows)])),
    ...Object.keys(createdRecords).length > 0 && { createdRecords },
    missingRecords
  }
}

function seededRow (id: string, { name, record }: RecordRow): SeededRow {
  return { id, ...name !== undefined && { name }, ...record !== undefined && writtenFields(record) }
}

/** What `recordsFrom` takes from the creation is left out, which lets a state hold twice as many records. */
function writtenFields ({ fields, owner, createdBy, modifiedBy, createdAt, modifiedAt }: ModuleRecord): Omit<SeededRow, 'id' | 'name'> & { fields: object } {
  return {
    fields,
    ...!isSame(owner, createdBy) && { owner: writtenPerson(owner) },
    createdBy: writtenPerson(createdBy),
    ...!isSame(modifiedBy, createdBy) && { modifiedBy: writtenPerson(modifiedBy) },
    createdAt: writtenInstant(createdAt),
    ...modifiedAt !== createdAt && { modifiedAt: writtenInstant(modifiedAt) }
  }
}

function isSame (a: Person, b: Person): boolean {
  return a.id === b.id && a.name === b.name && a.email === b.email
}
