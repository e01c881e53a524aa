import { createJournal, type Journal } from '../journal/journal.js'
import type { ReadSeed } from '../seed/read.js'
import { keepDigests, type Content } from '../store/content.js'
import { createWorld, rebuild, worldParts, type World, type WorldOptions } from './world.js'

/** One complete world of a server, apart from all others. */
export interface Sandbox {
  /** Empty for the default sandbox, which lives at the base URL. */
  readonly name: string
  readonly world: World
  readonly journal: Journal
  /**
   * Back to the server's seed, whatever state was loaded.
   * @param only parts; everything where absent
   * @returns what went back
   * @throws {StoreFullError} where the seed's attachments do not fit any more; nothing has changed then
   */
  reset (only?: readonly Part[]): Part[]
  /**
   * Takes another state in the place of its own, whose memory is free for it. The journal goes on.
   * @throws {StoreFullError}; nothing has changed then
   */
  load (state: ReadSeed): void
}

/** What of a sandbox can go back to the seed by itself. */
export const parts = [...worldParts, 'journal'] as const
export type Part = typeof parts[number]

/** A sandbox as its server keeps it. */
export interface SandboxEntry extends Sandbox {
  /** How many requests it is answering. */
  inFlight: number
  /** Gives back its memory. Requests that are on their way still get their answers, of a world that nobody else sees. */
  drop (): void
}

interface SandboxOptions {
  /** The server's. */
  readonly seed: ReadSeed
  readonly world: WorldOptions
  /** How many requests the journal keeps. */
  readonly journalSize: number
}

export function createSandbox (name: string, { seed, world: options, journalSize }: SandboxOptions): SandboxEntry {
  const world = createWorld(seed, name, options)
  const journal = createJournal(journalSize, options.guarded)
  let isDropped = false

  function make (only: readonly Part[], read: ReadSeed): void {
    const hasReaders = journal.size > 0 && !only.includes('journal')
    if (hasReaders && only.includes('attachments')) keepDigests(contentsOf(world), options.guarded)
    rebuild(world, only, read, options)
    if (isDropped) world.attachments.release()
  }

  return {
    name,
    world,
    journal,
    inFlight: 0,
    reset (only = parts) {
      make(only, seed)
      if (only.includes('journal')) journal.clear()
      return parts.filter(part => only.includes(part))
    },
    load (state) { make(worldParts, state) },
    drop () {
      isDropped = true
      world.attachments.release()
    }
  }
}

/** The files that a world holds. */
function contentsOf ({ attachments }: World): Content[] {
  return [...attachments.all()].flatMap(attachment => attachment.kind === 'file' ? attachment.content : [])
}
