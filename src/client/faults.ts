import type { ShownFault } from '../control/shapes/fault.js'
import type { FaultRule } from '../faults/fault-schema.js'
import type { Control } from './control.js'

/** What fails in a sandbox, when and how. */
export interface Faults {
  /** With how often each has acted. */
  list (): Promise<ShownFault[]>
  /** @throws {MockError} for a fault that cannot be read, or can never act */
  add (fault: FaultRule): Promise<ShownFault>
  /** @throws {MockError} where there is none with this id */
  delete (id: string): Promise<void>
  /** Takes every fault away. */
  clear (): Promise<void>
}

export function faultsOf (control: Control): Faults {
  return {
    list: async () => (await control.get<{ faults: ShownFault[] }>('/faults')).faults,
    add: async fault => (await control.post<{ faults: [ShownFault] }>('/faults', fault)).faults[0],
    delete: async id => { await control.delete(`/faults/${encodeURIComponent(id)}`) },
    clear: async () => { await control.delete('/faults') }
  }
}
