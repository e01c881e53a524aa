import { isSandboxName } from '../http/sandbox-name.js'
import { redactSegment } from '../secrets/redact.js'
import type { ReadSeed } from '../seed/read.js'
import { createSandbox, type Sandbox, type SandboxEntry } from './sandbox.js'
import type { WorldOptions, WorldPart } from './world.js'

export type { Sandbox } from './sandbox.js'

/** There is no room for another sandbox, because all are answering requests. */
export class SandboxesBusyError extends Error {
  override readonly name = 'SandboxesBusyError'
}

/** The name is not a valid name of a sandbox. */
export class SandboxNameError extends Error {
  override readonly name = 'SandboxNameError'
}

/** What happens to sandboxes. */
export interface SandboxObserver {
  opened (sandbox: SandboxEntry): void
  /** It was deleted, or dropped to make room. */
  closed (sandbox: SandboxEntry): void
  /** These parts were reset, or replaced by those of a state. */
  rebuilt (sandbox: SandboxEntry, parts: readonly WorldPart[]): void
}

/** The sandboxes of a server. */
export interface Sandboxes {
  /**
   * Returns the sandbox of that name, and creates it from the seed on first use. If there are too many, the least recently
   * used one is dropped, but never one that is answering a request.
   * @param name `undefined` for the default sandbox
   * @throws {SandboxesBusyError} if all are answering requests
   * @throws {SandboxNameError} for an invalid name
   */
  open (name: string | undefined): Sandbox
  /** Whether a named sandbox exists. */
  has (name: string): boolean
  /** Counts a request in progress, so that the sandbox is not dropped. @returns a function to call at its end */
  use (sandbox: Sandbox): () => void
  /** The sandbox whose token endpoint issued a token. At the base URL, the token selects the sandbox. */
  issuerOf (token: string): Sandbox | undefined
  /** All named sandboxes, least recently used first. */
  all (): readonly SandboxEntry[]
  /** All sandboxes, with the default one. */
  opened (): readonly SandboxEntry[]
  /** Deletes a named sandbox. When it is used again, it starts from the seed. @returns whether it existed */
  delete (name: string): boolean
  /** Tells an observer of everything from now on. @returns a function that ends this */
  observe (observer: SandboxObserver): () => void
}

interface SandboxesOptions {
  /** The server's seed, which is read later than this object is created, and may be replaced. */
  readonly seed: () => ReadSeed
  readonly world: WorldOptions
  /** The maximum number of named sandboxes. */
  readonly max: number
  /** The number of requests that each keeps in its journal. */
  readonly journalSize: number
  /** Called for each sandbox dropped to make room. A client that still uses it will find the seed's state. */
  readonly dropped: (name: string) => void
}

export function createSandboxes ({ seed, world, max, journalSize, dropped }: SandboxesOptions): Sandboxes {
  const observers = new Set<SandboxObserver>()

  function notify (tell: (observer: SandboxObserver) => void): void {
    for (const observer of observers) world.guarded('an observer of the sandboxes', () => tell(observer))
  }

  function create (name: string): SandboxEntry {
    const entry: SandboxEntry = createSandbox(name, { seed, world, journalSize, rebuilt: parts => notify(observer => observer.rebuilt(entry, parts)) })
    notify(observer => observer.opened(entry))
    return entry
  }

  // In insertion order: a sandbox moves to the end when it is used.
  const named = new Map<string, SandboxEntry>()
  let defaultSandbox: SandboxEntry | undefined

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
    notify(observer => observer.closed(entry))
  }

  function opened (): SandboxEntry[] {
    return [defaultSandbox, ...named.values()].filter(entry => entry !== undefined)
  }

  return {
    open (name) {
      if (name === undefined) {
        defaultSandbox ??= create('')
        return defaultSandbox
      }
      const existing = named.get(name)
      if (existing === undefined && !isSandboxName(name)) {
        throw new SandboxNameError(`expected a sandbox's name of 1 to 64 letters, digits, ".", "_" or "-", got "${redactSegment(name)}"`)
      }
      if (existing === undefined) makeRoom(name)
      const entry = existing ?? create(name)
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
    issuerOf: token => opened().find(({ world }) => world.tokens.get(token)?.issued),
    all: () => [...named.values()],
    opened,
    delete (name) {
      const entry = named.get(name)
      if (entry) remove(entry)
      return entry !== undefined
    },
    observe (observer) {
      observers.add(observer)
      return () => { observers.delete(observer) }
    }
  }
}
