import { NOTES, parentOf } from '../zoho/notes.js'
import { recordKey, type RecordRef } from './attachments.js'
import type { ModuleRecord } from './records.js'

/** Finds the notes of a record without looking at all notes. */
export class NoteIndex {
  /** Ids of notes by their parents. */
  readonly #notes = new Map<string, Set<string>>()

  /** Adds a record, if it is a note that names its parent. */
  add (record: ModuleRecord): void {
    const key = keyFrom(record)
    if (key === undefined) return
    const ids = this.#notes.get(key) ?? new Set()
    this.#notes.set(key, ids.add(record.id))
  }

  /** Removes a record, if it was added. */
  remove (record: ModuleRecord | undefined): void {
    const key = record && keyFrom(record)
    const ids = key === undefined ? undefined : this.#notes.get(key)
    if (ids?.delete((record as ModuleRecord).id) && ids.size === 0) this.#notes.delete(key as string)
  }

  /** The ids of a record's notes, in no order. */
  of (recordRef: RecordRef): readonly string[] {
    return [...this.#notes.get(recordKey(recordRef)) ?? []]
  }

  clear (): void { this.#notes.clear() }
}

function keyFrom ({ module, fields }: ModuleRecord): string | undefined {
  if (module !== NOTES) return undefined
  const parent = parentOf(fields)
  return typeof parent.module === 'string' && typeof parent.id === 'string' ? recordKey({ module: parent.module, record: parent.id }) : undefined
}
