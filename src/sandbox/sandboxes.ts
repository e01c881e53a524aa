import { createJournal, type Journal } from '../journal/journal.js'
import { Refusal } from '../zoho/refusal.js'
import type { ReadSeed } from './parse-seed.js'
import { sha256Of } from './sha256.js'
import { worldParts, type World } from './world.js'

/** One complete world of a server, apart from all others. */
export interface Sandbox {
  /** Empty for the default sandbox, which lives at the base URL. */
  readonly name: string
  readonly world: World
  readonly journal: Journal
  /**
   * Back to the server's seed, whatever state it had loaded.
   * @param only parts, whose seed is that of the state; everything where absent
   * @throws {Refusal} `upload.store-full` where the seed's attachments do not fit any more
   */
  reset (only?: readonly Part[]): void
  /**
   * Takes another state in the place of its own.
   * @throws {Refusal} `upload.store-full` where there is no room for both for a moment; its own stays then
   */
  load (state: ReadSeed): void
}

/** What of a sandbox can go back to the seed by itself. */
export const parts = [...worldParts, 'journal'] as const
export type Part = typeof parts[number]

/** The sandboxes of a server. */
export interface Sandboxes {
  /**
   * The sandbox of that name, made from the seed on first use. Where the server has its fill of them, the one that was
   * not used for longest makes room; one that is answering a request never does.
   * @param name the default sandbox where there is none
   * @throws {Refusal} `server.unavailable` where all are answering requests; `url.unknown` for what is no name.
   */
  open (name: string | undefined): Sandbox
  /** Counts a request in, so that its sandbox stays; the caller counts it out with the function that it gets. */
  use (sandbox: Sandbox): () => void
  /** The sandbox whose token endpoint issued a token; at the base URL the token tells the sandbox. */
  issuerOf (token: string): Sandbox | undefined
  /** The named ones that there are, the one that was unused for longest first. */
  all (): readonly SandboxEntry[]
  /** Forgets a sandbox that is answering no request; used again, it starts from the seed. */
  delete (sandbox: SandboxEntry): void
}

/** A sandbox as its server keeps it. */
export interface SandboxEntry extends Sandbox {
  world: World
  /** How many it is answering. */
  requests: number
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/**
 * @param newWorld makes a sandbox's world
 * @param journalSize how many requests each keeps in its journal
 * @param max how many named sandboxes there may be at once
 * @param dropped told of each sandbox that made room, since a client that comes back finds the seed again
 */
export function createSandboxes (newWorld: (name: string, state?: ReadSeed) => World, max: number, journalSize: number, dropped: (name: string) => void): Sandboxes {
  const makeEntry = (name: string): SandboxEntry => ({
    name,
    world: newWorld(name),
    journal: createJournal(journalSize),
    requests: 0,
    reset (only) {
      if (only === undefined) {
        this.world.attachments.release()
        this.world = newWorld(name)
        this.journal.clear()
      } else {
        if (only.includes('journal')) this.journal.clear()
        else if (only.includes('attachments')) keepPrints(this.world)
        this.world.reset(only)
      }
    },
    load (state) {
      const world = newWorld(name, state)
      keepPrints(this.world)
      this.world.attachments.release()
      this.world = world
    }
  })
  // A Map keeps the order of insertion; a sandbox that is used moves to the end.
  const named = new Map<string, SandboxEntry>()
  let unnamed: SandboxEntry | undefined

  function makeRoom (name: string): void {
    if (named.size < max) return
    const idle = [...named.values()].find(({ requests }) => requests === 0)
    if (idle === undefined) {
      throw new Refusal('server.unavailable', `no room for sandbox "${name}": all ${max} are answering requests; raise --max-sandboxes`)
    }
    remove(idle)
    dropped(idle.name)
  }

  function remove (entry: SandboxEntry): void {
    named.delete(entry.name)
    entry.world.attachments.release()
  }

  return {
    open (name) {
      if (name === undefined) {
        unnamed ??= makeEntry('')
        return unnamed
      }
      const known = named.get(name)
      if (known === undefined && !NAME.test(name)) {
        throw new Refusal('url.unknown', `expected a sandbox's name of 1 to 64 letters, digits, ".", "_" or "-", got "${name}"`)
      }
      if (known === undefined) makeRoom(name)
      const entry = known ?? makeEntry(name)
      named.delete(name)
      named.set(name, entry)
      return entry
    },
    use (sandbox) {
      const entry = sandbox as SandboxEntry
      entry.requests++
      return () => { entry.requests-- }
    },
    issuerOf: token => [...named.values()].find(({ world }) => world.tokens.get(token)?.issued),
    all: () => [...named.values()],
    delete: remove
  }
}

/** Takes the hashes of files that are about to go: the journal shows them afterwards. */
function keepPrints ({ attachments }: World): void {
  for (const attachment of attachments.all()) if (attachment.kind === 'file') sha256Of(attachment.content)
}
