import { bounds } from '../json/bounds.js'
import { nameFrom } from '../zoho/fields.js'
import { compareIds, type RecordRef } from './attachments.js'
import type { Person } from './entities.js'
import { NoteIndex } from './note-index.js'
import { RecordIndex } from './record-index.js'

/** The records of a seed, by module. */
interface SeededRecords {
  /** With `any`, every numeric id is a record of every module. */
  readonly records: 'any' | Readonly<Record<string, ReadonlyArray<{ readonly id: string, readonly name?: string }>>>
  /** Names by id, for `any`. */
  readonly recordNames: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Ids that are not a record of any module. */
  readonly missingRecords: readonly string[]
}

/** The fields of a record, as they were sent. */
export type Fields = Readonly<Record<string, unknown>>

/** A record that has fields. */
export interface ModuleRecord {
  /** API name. */
  readonly module: string
  readonly id: string
  readonly fields: Fields
  readonly owner: Person
  readonly createdBy: Person
  readonly modifiedBy: Person
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly modifiedAt: number
}

/** What is known of a record. */
export interface RecordRow {
  readonly id: string
  /** As a test or a seed says it, before that in the fields. */
  readonly name?: string
  /** Absent if the record is only known to exist. */
  readonly record?: ModuleRecord
}

type RowsOfModule = ReadonlyMap<string, RecordRow>

/** Knows which records exist, their names and their fields. */
export interface Records {
  /** Whether every numeric id is a record of every module. */
  readonly isAny: boolean
  /** Ids that are not a record of any module. */
  readonly missing: ReadonlySet<string>
  /** @param module API name */
  has (module: string, id: string): boolean
  /** A record's name; if it has none, one made from its module and id. */
  nameOf (module: string, id: string): string
  /** The record with this id, if it has fields. */
  get (module: string, id: string): ModuleRecord | undefined
  /** The records of a module that are known by their ids. */
  ofModule (module: string): RowsOfModule
  /** The same in the order of ids. The array is live: read it before the next write. */
  inOrder (module: string): readonly RecordRow[]
  /** The ids of a record's notes, in no order. */
  notesOf (recordRef: RecordRef): readonly string[]
  /**
   * The ids of the records of a module with a value in a field, in the order of ids. Only records that are known by their ids
   * have values.
   * @param text the value as `searchable` returns it
   */
  withValue (module: string, field: string, text: string): string[]
  /** The id of the newest of these records that may be taken, found without putting them in order. */
  newestWith (module: string, field: string, text: string, mayTake: (id: string) => boolean): string | undefined
  /** All records that are known by their ids, by module. */
  all (): ReadonlyMap<string, RowsOfModule>
  /** Adds a record, or names an existing one. Its id is removed from the missing ones. */
  add (module: string, id: string, name: string | undefined): void
  /** Stores a record with its fields, in the place of that with the same id. */
  put (record: ModuleRecord): void
  /** The number of records that are known by their ids, and of missing ids. */
  readonly sizes: { readonly records: number, readonly missingRecords: number }
  /** Deletes a record. If every id is a record, the id is missing from all modules from now on. */
  delete (module: string, id: string): void
  /** Deletes all records. After that, only added records exist. */
  clear (): void
}

const ID = /^\d{1,20}$/
const NONE: RowsOfModule = new Map()

/** Creates the table of records. Those of the seed have no fields yet. */
export function createRecords (seed: SeededRecords): Records {
  const missing = new Set(seed.missingRecords)
  let isAny = seed.records === 'any'
  /** Rows by id, by module. If every id is a record, only those with a name or fields. */
  const rowsByModule = new Map<string, Map<string, RecordRow>>()
  const indexes = new Map<string, RecordIndex>()
  const notes = new NoteIndex()

  function indexOf (module: string): RecordIndex {
    const index = indexes.get(module) ?? new RecordIndex(module, rowsOf(module))
    indexes.set(module, index)
    return index
  }

  // What has fields exists, even if the same id was deleted from another module.
  function has (module: string, id: string): boolean {
    const row = rowsByModule.get(module)?.get(id)
    return row?.record !== undefined || (ID.test(id) && !missing.has(id) && (isAny || row !== undefined))
  }

  function rowsOf (module: string): Map<string, RecordRow> {
    const rows = rowsByModule.get(module) ?? new Map<string, RecordRow>()
    rowsByModule.set(module, rows)
    return rows
  }

  /** Drops the id that was deleted longest ago, so that clients cannot fill the memory. Those of the seed stay. */
  function forgetOldest (): void {
    const seeded = new Set(seed.missingRecords)
    for (const id of missing) {
      if (seeded.has(id)) continue
      missing.delete(id)
      break
    }
  }

  function put (module: string, id: string, changes: Omit<RecordRow, 'id'>): void {
    const rows = rowsOf(module)
    const before = rows.get(id)
    const after = { ...before, ...changes, id }
    rows.set(id, after)
    indexes.get(module)?.replace(before, after)
  }

  if (seed.records !== 'any') {
    for (const [module, rows] of Object.entries(seed.records)) {
      rowsOf(module)
      for (const { id, name } of rows) put(module, id, { ...name !== undefined && { name } })
    }
  }
  for (const [module, names] of Object.entries(seed.recordNames)) {
    for (const [id, name] of Object.entries(names)) put(module, id, { name })
  }

  return {
    get isAny () { return isAny },
    missing,
    has,
    nameOf (module, id) {
      const { name, record } = rowsByModule.get(module)?.get(id) ?? {}
      return name ?? (record && nameFrom(module, record.fields)) ?? `${module} ${id}`
    },
    get: (module, id) => rowsByModule.get(module)?.get(id)?.record,
    ofModule: module => rowsByModule.get(module) ?? NONE,
    notesOf: recordRef => notes.of(recordRef),
    inOrder: module => rowsByModule.has(module) ? indexOf(module).inOrder() : [],
    withValue: (module, field, text) => rowsByModule.has(module) ? [...indexOf(module).withValue(field, text)].filter(id => has(module, id)).sort(compareIds) : [],
    newestWith (module, field, text, mayTake) {
      let newest: string | undefined
      for (const id of rowsByModule.has(module) ? indexOf(module).withValue(field, text) : []) {
        if ((newest === undefined || compareIds(id, newest) > 0) && mayTake(id) && has(module, id)) newest = id
      }
      return newest
    },
    all: () => rowsByModule,
    get sizes () {
      let records = 0
      for (const { size } of rowsByModule.values()) records += size
      return { records, missingRecords: missing.size }
    },
    add (module, id, name) {
      missing.delete(id)
      if (!isAny || name !== undefined) put(module, id, { ...name !== undefined && { name } })
    },
    put (record) {
      notes.remove(rowsByModule.get(record.module)?.get(record.id)?.record)
      notes.add(record)
      put(record.module, record.id, { record })
    },
    delete (module, id) {
      const rows = rowsByModule.get(module)
      const before = rows?.get(id)
      if (before !== undefined) {
        notes.remove(before.record)
        rows?.delete(id)
        indexes.get(module)?.replace(before, undefined)
      }
      if (!isAny) return
      missing.add(id)
      if (missing.size > bounds.missingRecords) forgetOldest()
      // The exported seed should not have a module without records.
      if (rows?.size === 0) {
        rowsByModule.delete(module)
        indexes.delete(module)
      }
    },
    clear () {
      isAny = false
      rowsByModule.clear()
      notes.clear()
      indexes.clear()
    }
  }
}
