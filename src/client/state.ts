import type { Seed } from '../sandbox/seed-schema.js'
import type { Control } from './control.js'

/** The whole of a sandbox in the format of seeds, bytes included. */
export interface MockState {
  get (): Promise<Seed>
  /**
   * Takes a state, or a seed that names no files, in the place of the sandbox's own; a reset goes back to the server's seed.
   * @throws {MockError} where it cannot be used; nothing has changed then
   */
  put (state: Seed): Promise<void>
}

export function stateOf (control: Control): MockState {
  return {
    get: () => control.get('/state'),
    put: async state => { await control.put('/state', state) }
  }
}
