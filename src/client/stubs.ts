import type { StubState } from '../control/shapes/stub.js'
import type { StubRule } from '../stubs/stub-schema.js'
import type { Control } from './control.js'

/** The stubs of a sandbox: answers to what is not mocked. */
export interface Stubs {
  /** Lists the stubs, with how often each has answered. */
  list (): Promise<StubState[]>
  /** Adds a stub. @throws {MockError} if it is invalid, or can never answer */
  add (stub: StubRule): Promise<StubState>
  /** Removes a stub. @throws {MockError} if none has this id */
  remove (id: string): Promise<void>
  /** Removes all stubs. */
  clear (): Promise<void>
}

export function stubsOf (control: Control): Stubs {
  return {
    list: async () => (await control.ask('GET /stubs')).stubs,
    // One stub was sent, so the answer contains one.
    add: async stub => (await control.ask('POST /stubs', { body: stub })).stubs[0] as StubState,
    remove: async id => { await control.ask('DELETE /stubs/:id', { params: { id } }) },
    clear: async () => { await control.ask('DELETE /stubs') }
  }
}
