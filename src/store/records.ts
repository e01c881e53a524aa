/** Which records there are, as a seed says it; by module. */
interface SeededRecords {
  /** `any`: every id of digits is a record of every module. */
  readonly records: 'any' | Record<string, Array<{ id: string, name?: string }>>
  /** Names by id, where every id is a record. */
  readonly recordNames: Record<string, Record<string, string>>
  /** Ids that are no records, of any module. */
  readonly missingRecords: string[]
}

/** Which records exist. */
export interface Records {
  /** @param module API name */
  has (module: string, id: string): boolean
  /** A record's name in the seed, or one made of its module and id. */
  nameOf (module: string, id: string): string
  /** Makes a record, or gives one a name; its id is missing no longer. */
  add (module: string, id: string, name: string | undefined): void
  /** How many records are listed or have a name, and how many ids are missing. */
  readonly sizes: { readonly records: number, readonly missingRecords: number }
  /** Takes a record away; where every id is a record, the id is missing from every module from now on. */
  delete (module: string, id: string): void
  /** Takes every record away: none is one any more but what is added from now on. */
  clear (): void
  /** All that there is, as a seed says it. */
  seeded (): SeededRecords
}

const ID = /^\d{1,20}$/

export function createRecords (seed: SeededRecords): Records {
  const missing = new Set(seed.missingRecords)
  let isAny = seed.records === 'any'
  /** By module, the names of records by id; where every id is a record, of those that have one. */
  const known = new Map<string, Map<string, string | undefined>>()

  function keep (module: string, id: string, name: string | undefined): void {
    const rows = known.get(module) ?? new Map<string, string | undefined>()
    known.set(module, rows.set(id, name ?? rows.get(id)))
  }

  if (seed.records !== 'any') {
    for (const [module, rows] of Object.entries(seed.records)) {
      known.set(module, new Map())
      for (const { id, name } of rows) keep(module, id, name)
    }
  }
  for (const [module, names] of Object.entries(seed.recordNames)) {
    for (const [id, name] of Object.entries(names)) keep(module, id, name)
  }

  return {
    has: (module, id) => ID.test(id) && !missing.has(id) && (isAny || known.get(module)?.has(id) === true),
    nameOf: (module, id) => known.get(module)?.get(id) ?? `${module} ${id}`,
    get sizes () {
      let records = 0
      for (const { size } of known.values()) records += size
      return { records, missingRecords: missing.size }
    },
    add (module, id, name) {
      missing.delete(id)
      if (!isAny || name !== undefined) keep(module, id, name)
    },
    delete (module, id) {
      const rows = known.get(module)
      rows?.delete(id)
      if (!isAny) return
      missing.add(id)
      // A seed that names none does not name the module.
      if (rows?.size === 0) known.delete(module)
    },
    clear () {
      isAny = false
      known.clear()
    },
    seeded: () => ({
      ...isAny
        ? { records: 'any', recordNames: Object.fromEntries([...known].map(([module, rows]) => [module, Object.fromEntries(rows) as Record<string, string>])) }
        : { records: Object.fromEntries([...known].map(([module, rows]) => [module, [...rows].map(([id, name]) => ({ id, ...name !== undefined && { name } }))])), recordNames: {} },
      missingRecords: [...missing]
    })
  }
}
