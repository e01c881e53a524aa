import { redactSegment } from '../secrets/redact.js'
import type { ReadSeed } from '../seed/read.js'
import { createSandbox, type Sandbox, type SandboxEntry } from './sandbox.js'
import type { WorldOptions } from './world.js'

export type { Sandbox } from './sandbox.js'

/** There is no room for another sandbox: all are answering requests. */
export class SandboxesBusyError extends Error {
  override readonly name = 'SandboxesBusyError'
}

/** What is not the name of a sandbox. */
export class SandboxNameError extends Error {
  override readonly name = 'SandboxNameError'
}

/** The sandboxes of a server. */
export interface Sandboxes {
  /**
   * The sandbox of that name, made from the seed on first use. Where the server has its fill of them, the one that was
   * not used for longest makes room; one that is answering a request never does.
   * @param name the default sandbox where there is none
   * @throws {SandboxesBusyError} where all are answering requests
   * @throws {SandboxNameError} for what is no name
   */
  open (name: string | undefined): Sandbox
  /** Whether there is a named sandbox of that name already. */
  has (name: string): boolean
  /** Counts a request in, so that its sandbox stays; the caller counts it out with the function that it gets. */
  use (sandbox: Sandbox): () => void
  /** The sandbox whose token endpoint issued a token; at the base URL the token tells the sandbox. */
  issuerOf (token: string): Sandbox | undefined
  /** The named ones that there are, the one that was unused for longest first. */
  all (): readonly SandboxEntry[]
  /** Forgets a named sandbox; used again, it starts from the seed. @returns whether there was one */
  delete (name: string): boolean
}

interface SandboxesOptions {
  /** The server's seed, which is read after the sandboxes are made. */
  readonly seed: () => ReadSeed
  readonly world: WorldOptions
  /** How many named sandboxes there may be at once. */
  readonly max: number
  /** How many requests each keeps in its journal. */
  readonly journalSize: number
  /** Told of each sandbox that made room, since a client that comes back finds the seed again. */
  readonly dropped: (name: string) => void
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

export function createSandboxes ({ seed, world, max, journalSize, dropped }: SandboxesOptions): Sandboxes {
  const create = (name: string): SandboxEntry => createSandbox(name, { seed: seed(), world, journalSize })
  // A Map keeps the order of insertion; a sandbox that is used moves to the end.
  const named = new Map<string, SandboxEntry>()
  let unnamed: SandboxEntry | undefined

  function makeRoom (name: string): void {
    if (named.size < max) return
    const idle = [...named.values()].find(({ inFlight }) => inFlight === 0)
    if (idle === undefined) {
      throw new SandboxesBusyError(`no room for sandbox "${name}": all ${max} are answering requests; raise --max-sandboxes`)
    }
    remove(idle)
    dropped(idle.name)
  }

  function remove (entry: SandboxEntry): void {
    named.delete(entry.name)
    entry.drop()
  }

  return {
    open (name) {
      if (name === undefined) {
        unnamed ??= create('')
        return unnamed
      }
      const known = named.get(name)
      if (known === undefined && !NAME.test(name)) {
        throw new SandboxNameError(`expected a sandbox's name of 1 to 64 letters, digits, ".", "_" or "-", got "${redactSegment(name)}"`)
      }
      if (known === undefined) makeRoom(name)
      const entry = known ?? create(name)
      named.delete(name)
      named.set(name, entry)
      return entry
    },
    has: name => named.has(name),
    use (sandbox) {
      const entry = sandbox as SandboxEntry
      entry.inFlight++
      return () => { entry.inFlight-- }
    },
    issuerOf: token => [...named.values()].find(({ world }) => world.tokens.get(token)?.issued),
    all: () => [...named.values()],
    delete (name) {
      const entry = named.get(name)
      if (entry) remove(entry)
      return entry !== undefined
    }
  }
}
