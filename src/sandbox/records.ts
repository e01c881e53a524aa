import type { CompleteSeed } from './default-seed.js'

/** Which records exist. */
export interface Records {
  /** @param module API name */
  has (module: string, id: string): boolean
  /** A record's name in the seed, or one made of its module and id. */
  nameOf (module: string, id: string): string
}

const ID = /^\d{1,20}$/

export function createRecords ({ records, missingRecords }: Pick<CompleteSeed, 'records' | 'missingRecords'>): Records {
  const missing = new Set(missingRecords)
  const known = records === 'any'
    ? undefined
    : new Map(Object.entries(records).map(([module, rows]) => [module, new Map(rows.map(({ id, name }) => [id, name]))]))
  return {
    has: (module, id) => ID.test(id) && !missing.has(id) && (known === undefined || known.get(module)?.has(id) === true),
    nameOf: (module, id) => known?.get(module)?.get(id) ?? `${module} ${id}`
  }
}
