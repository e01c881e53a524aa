import type { ReadSeed } from './parse-seed.js'
import { createWorld, remake, worldParts, type World, type WorldOptions } from './world.js'

/** One complete world of a server, apart from all others. */
export interface Sandbox {
  /** Empty for the default sandbox, which lives at the base URL. */
  readonly name: string
  readonly world: World
  /**
   * Back to the server's seed, whatever state was loaded.
   * @param only parts; everything where absent
   * @returns what went back
   * @throws {Refusal} `upload.store-full` where the seed's attachments do not fit any more; nothing has changed then
   */
  reset (only?: readonly Part[]): Part[]
  /**
   * Takes another state in the place of its own, whose memory is free for it.
   * @throws {Refusal} `upload.store-full`; nothing has changed then
   */
  load (state: ReadSeed): void
}

/** What of a sandbox can go back to the seed by itself. */
export const parts = [...worldParts] as const
export type Part = typeof parts[number]

/** A sandbox as its server keeps it. */
export interface SandboxEntry extends Sandbox {
  /** How many it is answering. */
  requests: number
  /** Gives back its memory. Requests that are on their way still get their answers, of a world that nobody else sees. */
  drop (): void
}

/** @param seed the server's */
export function createSandbox (name: string, seed: ReadSeed, options: WorldOptions): SandboxEntry {
  const world = createWorld(seed, name, options)
  let isDropped = false

  function make (only: readonly Part[], read: ReadSeed): void {
    remake(world, only, read, options)
    if (isDropped) world.attachments.release()
  }

  return {
    name,
    world,
    requests: 0,
    reset (only = parts) {
      make(only, seed)
      return parts.filter(part => only.includes(part))
    },
    load (state) { make(parts, state) },
    drop () {
      isDropped = true
      world.attachments.release()
    }
  }
}
