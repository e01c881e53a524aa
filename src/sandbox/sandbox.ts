import { createJournal, type Journal } from '../journal/journal.js'
import type { ReadSeed } from '../seed/read.js'
import { keepDigests, type Content } from '../store/content.js'
import { createWorld, rebuild, releaseMemory, worldParts, type World, type WorldOptions, type WorldPart } from './world.js'

/** One isolated world of a server, with its journal. */
export interface Sandbox {
  /** Empty for the default sandbox, which is at the base URL. */
  readonly name: string
  readonly world: World
  readonly journal: Journal
  /**
   * Resets to the server's seed, even if another state was loaded.
   * @param only the parts to reset; everything if absent
   * @returns the parts that were reset
   * @throws {StoreFullError} if the seed's attachments no longer fit; nothing has changed then
   */
  reset (only?: readonly Part[]): Part[]
  /**
   * Replaces its state, and keeps the journal. The memory of the old attachments is available for the new ones.
   * @throws {StoreFullError} if the new attachments do not fit; nothing has changed then
   */
  load (state: ReadSeed): void
}

/** The parts of a sandbox that can be reset separately. */
export const parts = [...worldParts, 'journal'] as const
export type Part = typeof parts[number]

/** A sandbox as the server manages it. */
export interface SandboxEntry extends Sandbox {
  /** The number of requests that it is answering. */
  inFlight: number
  /** Releases its memory. Requests in progress are still answered, from a world that no new request can reach. */
  drop (): void
}

interface SandboxOptions {
  /** The server's seed, which may be replaced. */
  readonly seed: () => ReadSeed
  readonly world: WorldOptions
  /** The number of requests that the journal keeps. */
  readonly journalSize: number
  /** Called after a reset or a loaded state, with the parts that it replaced. It must not throw. */
  readonly rebuilt: (parts: readonly WorldPart[]) => void
}

export function createSandbox (name: string, { seed, world: options, journalSize, rebuilt }: SandboxOptions): SandboxEntry {
  const world = createWorld(seed(), name, options)
  const journal = createJournal(journalSize, options.guarded)
  let isDropped = false

  function rebuildParts (only: readonly Part[], from: ReadSeed): void {
    const keepsEntries = journal.size > 0 && !only.includes('journal')
    if (keepsEntries) keepDigests(contentsOf(world, only), options.guarded)
    rebuild(world, only, from, options)
    if (isDropped) releaseMemory(world)
    rebuilt(worldParts.filter(part => only.includes(part)))
  }

  return {
    name,
    world,
    journal,
    inFlight: 0,
    reset (only = parts) {
      rebuildParts(only, seed())
      if (only.includes('journal')) journal.clear()
      return parts.filter(part => only.includes(part))
    },
    load (state) { rebuildParts(worldParts, state) },
    drop () {
      isDropped = true
      releaseMemory(world)
    }
  }
}

/** @returns the bytes in some parts of a world */
function contentsOf ({ attachments, photos, files }: World, only: readonly Part[]): Content[] {
  return [
    ...only.includes('attachments') ? [...[...attachments.all()].flatMap(attachment => attachment.kind === 'file' ? attachment.content : []), ...[...photos.all()].map(({ content }) => content)] : [],
    ...only.includes('files') ? [...files.all()].map(({ content }) => content) : []
  ]
}
