import { assertError } from '../guard.js'
import type { World } from '../sandbox/world.js'
import { CapacityError, claimRoom } from '../sandbox/capacity.js'
import { searchable } from '../store/record-index.js'
import type { Fields, ModuleRecord } from '../store/records.js'
import type { User } from '../store/entities.js'
import { Refusal } from '../zoho/rules.js'
import { recordOf } from './record-of.js'

/**
 * The records that a request is about to write. All rows are checked before anything is written, and each has to see those before
 * it: two rows of an upsert may be the same record.
 */
export class StagedRecords {
  readonly #world: World
  readonly #module: string
  readonly #user: User
  readonly #written = new Map<string, ModuleRecord>()
  readonly #counters

  constructor (world: World, module: string, user: User) {
    this.#world = world
    this.#module = module
    this.#user = user
    this.#counters = world.ids.counters()
  }

  has (id: string): boolean {
    return this.#written.has(id) || this.#world.records.has(this.#module, id)
  }

  /** The record with an id, which has to exist. */
  get (id: string): ModuleRecord {
    return this.#written.get(id) ?? recordOf(this.#world, this.#module, id)
  }

  /** The id of the newest record with a value in a field; `undefined` if there is none, or no value. */
  find (field: string, value: unknown): string | undefined {
    const text = searchable(value)
    if (text === undefined) return undefined
    const staged = [...this.#written.values()].findLast(({ fields }) => searchable(fields[field]) === text)
    return staged?.id ?? this.#world.records.newestWith(this.#module, field, text, id => !this.#written.has(id))
  }

  create (fields: Fields, owner: unknown): ModuleRecord {
    const { clock, ids, records } = this.#world
    let id
    // A seed may have records with ids of the sequence.
    do id = ids.next()
    while (records.ofModule(this.#module).has(id) || records.missing.has(id))
    const now = clock.now()
    return this.#stage({ module: this.#module, id, fields, owner: this.#ownerFrom(owner, this.#user), createdBy: this.#user, modifiedBy: this.#user, createdAt: now, modifiedAt: now })
  }

  /** Gives a record, which has to exist, other values in some fields. */
  update (id: string, fields: Fields, owner: unknown): ModuleRecord {
    const before = this.get(id)
    return this.#stage({ ...before, fields: { ...before.fields, ...fields }, owner: this.#ownerFrom(owner, before.owner), modifiedBy: this.#user, modifiedAt: this.#world.clock.now() })
  }

  /**
   * Writes what was staged.
   * @throws {Refusal} `records.store-full`; then nothing is written
   */
  write (): void {
    const { records, ids } = this.#world
    const rows = [...this.#written.values()]
    if (rows.length === 0) return
    try {
      const more = rows.filter(({ id }) => !records.ofModule(this.#module).has(id)).length
      claimRoom(this.#world, 'records', records.sizes.records, { rows, more })
    } catch (error) {
      assertError(error, CapacityError)
      ids.set(this.#counters)
      throw new Refusal('records.store-full', error.message, { cause: error })
    }
    for (const record of rows) records.put(record)
  }

  #stage (record: ModuleRecord): ModuleRecord {
    this.#written.set(record.id, record)
    return record
  }

  /** A user of the org, or whoever the client says: no source says that Zoho refuses another. */
  #ownerFrom (owner: unknown, otherwise: ModuleRecord['owner']): ModuleRecord['owner'] {
    const given = typeof owner === 'string' ? { id: owner } : Object(owner) as { readonly id?: unknown, readonly name?: unknown, readonly email?: unknown }
    if (typeof given.id !== 'string' || !/^\d{1,20}$/.test(given.id)) return otherwise
    const { id, name, email } = { name: undefined, email: undefined, ...given, id: given.id }
    return this.#world.users.find(user => user.id === id) ?? { id, name: typeof name === 'string' ? name : `User ${id}`, email: typeof email === 'string' ? email : '' }
  }
}
