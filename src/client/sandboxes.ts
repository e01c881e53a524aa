import type { ShownSandbox } from '../control/routes/sandboxes.js'
import type { Control } from './control.js'

/** The named sandboxes of a double. */
export interface MockSandboxes {
  /** The one that was unused for longest first. */
  list (): Promise<ShownSandbox[]>
  /** Forgets one, even while it answers; used again, it starts from the seed. @throws {MockError} where there is none */
  delete (name: string): Promise<void>
}

export function sandboxesOf (control: Control): MockSandboxes {
  return {
    list: async () => (await control.get<{ sandboxes: ShownSandbox[] }>('/sandboxes')).sandboxes,
    delete: async name => { await control.delete(`/sandboxes/${encodeURIComponent(name)}`) }
  }
}
