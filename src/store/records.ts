/** The records of a seed, by module. */
interface SeededRecords {
  /** With `any`, every numeric id is a record of every module. */
  readonly records: 'any' | Record<string, Array<{ id: string, name?: string }>>
  /** Names by id, for `any`. */
  readonly recordNames: Record<string, Record<string, string>>
  /** Ids that are not a record of any module. */
  readonly missingRecords: string[]
}

/** Knows which records exist, and their names. */
export interface Records {
  /** @param module API name */
  has (module: string, id: string): boolean
  /** A record's name; if it has none, one made from its module and id. */
  nameOf (module: string, id: string): string
  /** Adds a record, or names an existing one. Its id is removed from the missing ones. */
  add (module: string, id: string, name: string | undefined): void
  /** The number of records that are listed or named, and of missing ids. */
  readonly sizes: { readonly records: number, readonly missingRecords: number }
  /** Deletes a record. If every id is a record, the id is missing from all modules from now on. */
  delete (module: string, id: string): void
  /** Deletes all records. After that, only added records exist. */
  clear (): void
  /** All records in the format of seeds. */
  seeded (): SeededRecords
}

const ID = /^\d{1,20}$/

export function createRecords (seed: SeededRecords): Records {
  const missing = new Set(seed.missingRecords)
  let isAny = seed.records === 'any'
  /** Names by id, by module. If every id is a record, only those with a name. */
  const namesByModule = new Map<string, Map<string, string | undefined>>()

  function put (module: string, id: string, name: string | undefined): void {
    const rows = namesByModule.get(module) ?? new Map<string, string | undefined>()
    namesByModule.set(module, rows.set(id, name ?? rows.get(id)))
  }

  if (seed.records !== 'any') {
    for (const [module, rows] of Object.entries(seed.records)) {
      namesByModule.set(module, new Map())
      for (const { id, name } of rows) put(module, id, name)
    }
  }
  for (const [module, names] of Object.entries(seed.recordNames)) {
    for (const [id, name] of Object.entries(names)) put(module, id, name)
  }

  return {
    has: (module, id) => ID.test(id) && !missing.has(id) && (isAny || namesByModule.get(module)?.has(id) === true),
    nameOf: (module, id) => namesByModule.get(module)?.get(id) ?? `${module} ${id}`,
    get sizes () {
      let records = 0
      for (const { size } of namesByModule.values()) records += size
      return { records, missingRecords: missing.size }
    },
    add (module, id, name) {
      missing.delete(id)
      if (!isAny || name !== undefined) put(module, id, name)
    },
    delete (module, id) {
      const rows = namesByModule.get(module)
      rows?.delete(id)
      if (!isAny) return
      missing.add(id)
      // The exported seed should not have a module without records.
      if (rows?.size === 0) namesByModule.delete(module)
    },
    clear () {
      isAny = false
      namesByModule.clear()
    },
    seeded: () => ({
      ...isAny
        ? { records: 'any', recordNames: Object.fromEntries([...namesByModule].map(([module, rows]) => [module, Object.fromEntries(rows) as Record<string, string>])) }
        : { records: Object.fromEntries([...namesByModule].map(([module, rows]) => [module, [...rows].map(([id, name]) => ({ id, ...name !== undefined && { name } }))])), recordNames: {} },
      missingRecords: [...missing]
    })
  }
}
