import { fieldsForName } from '../zoho/fields.js'
import { compareIds, positionOf } from './attachments.js'
import type { RecordRow } from './records.js'

/** How many fields of a module are indexed at most: clients name them. The one that was indexed first is dropped. */
const MAX_FIELDS = 20

/**
 * The text of a value for a comparison: in lower case, and of a lookup its id.
 * @returns `undefined` for no value, and for one that is no text, number, boolean or lookup
 */
export function searchable (value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value.toLowerCase()
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const { id } = Object(value) as { readonly id?: unknown }
  return typeof id === 'string' ? id : undefined
}

/**
 * The rows of a module in the order of ids, and by the values of their fields, so that neither a list nor a search has to look
 * at all of them each time. Both are built when they are first asked for.
 */
export class RecordIndex {
  readonly #module: string
  readonly #rows: ReadonlyMap<string, RecordRow>
  #ordered: RecordRow[] | undefined
  /** Ids by value, by field. */
  readonly #fields = new Map<string, Map<string, Set<string>>>()

  constructor (module: string, rows: ReadonlyMap<string, RecordRow>) {
    this.#module = module
    this.#rows = rows
  }

  /** The rows in the order of ids. The array is live: read it before the next write. */
  inOrder (): readonly RecordRow[] {
    this.#ordered ??= [...this.#rows.values()].sort((a, b) => compareIds(a.id, b.id))
    return this.#ordered
  }

  /**
   * The ids of the records with a value in a field, in no particular order.
   * @param text as `searchable` returns it
   */
  withValue (field: string, text: string): Iterable<string> {
    return this.#indexOf(field).get(text) ?? []
  }

  /** Takes note that a row was added, replaced or deleted. */
  replace (before: RecordRow | undefined, after: RecordRow | undefined): void {
    const { id } = (after ?? before) as RecordRow
    if (this.#ordered !== undefined) this.#ordered.splice(positionOf(this.#ordered, id), before === undefined ? 0 : 1, ...after === undefined ? [] : [after])
    for (const [field, ids] of this.#fields) {
      const old = before && this.#textOf(before, field)
      if (old !== undefined) {
        const others = ids.get(old) as Set<string>
        others.delete(id)
        if (others.size === 0) ids.delete(old)
      }
      if (after !== undefined) this.#add(ids, after, field)
    }
  }

  #indexOf (field: string): Map<string, Set<string>> {
    const known = this.#fields.get(field)
    if (known !== undefined) return known
    const [first] = this.#fields.keys()
    if (this.#fields.size >= MAX_FIELDS) this.#fields.delete(first as string)
    const ids = new Map<string, Set<string>>()
    for (const row of this.#rows.values()) this.#add(ids, row, field)
    this.#fields.set(field, ids)
    return ids
  }

  #add (ids: Map<string, Set<string>>, row: RecordRow, field: string): void {
    const text = this.#textOf(row, field)
    if (text === undefined) return
    const others = ids.get(text)
    if (others === undefined) ids.set(text, new Set([row.id]))
    else others.add(row.id)
  }

  #textOf ({ id, name, record }: RecordRow, field: string): string | undefined {
    const fields = record?.fields ?? fieldsForName(this.#module, name ?? `${this.#module} ${id}`)
    return searchable(fields[field])
  }
}
