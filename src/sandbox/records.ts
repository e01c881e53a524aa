import type { CompleteSeed } from './default-seed.js'

/** Which records exist. */
export interface Records {
  /** @param module API name */
  has (module: string, id: string): boolean
}

const ID = /^\d{1,20}$/

export function createRecords ({ records, missingRecords }: Pick<CompleteSeed, 'records' | 'missingRecords'>): Records {
  const missing = new Set(missingRecords)
  const known = records === 'any'
    ? undefined
    : new Map(Object.entries(records).map(([module, rows]) => [module, new Set(rows.map(({ id }) => id))]))
  return {
    has: (module, id) => ID.test(id) && !missing.has(id) && (known === undefined || known.get(module)?.has(id) === true)
  }
}
