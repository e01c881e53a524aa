import type { Seed } from '../sandbox/seed-schema.js'
import type { Control } from './control.js'

/** Which records there are, as a seed says it. */
export type SeededRecords = Required<Pick<Seed, 'records' | 'recordNames' | 'missingRecords'>>

/** The records of a sandbox. */
export interface Records {
  list (): Promise<SeededRecords>
  /** Makes a record, or gives one a name. @param module API name */
  put (record: { readonly module: string, readonly id: string, readonly name?: string }): Promise<void>
  /** Takes every record away; those that are put then are all that there are. */
  clear (): Promise<void>
  /** Takes a record away; where every id is a record, from every module. */
  delete (module: string, id: string): Promise<void>
}

export function recordsOf (control: Control): Records {
  return {
    list: () => control.get('/records'),
    put: async record => { await control.post('/records', record) },
    clear: async () => { await control.delete('/records') },
    delete: async (module, id) => { await control.delete(`/records/${encodeURIComponent(module)}/${encodeURIComponent(id)}`) }
  }
}
