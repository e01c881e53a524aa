import { statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { FastifyBaseLogger } from 'fastify'
import { readFaults } from '../faults/read-faults.js'
import type { Guarded } from '../guard.js'
import { filesOf, parseSeed, type ReadSeed } from '../seed/read.js'
import { sha256Of } from '../store/content.js'
import { OVERHEAD, type MemoryQuota } from '../store/memory-quota.js'
import { releaseMemory, reservedBytesOf, worldParts } from './world.js'
import type { Sandboxes } from './sandboxes.js'

/** How often the file is looked at, in milliseconds. */
const INTERVAL = 100

interface WatchOptions {
  /** The seed's file. */
  readonly path: string
  /** The option `fault`. */
  readonly faults: readonly unknown[]
  /** The server's seed. */
  readonly seed: () => ReadSeed
  readonly setSeed: (seed: ReadSeed) => void
  readonly sandboxes: Sandboxes
  readonly memoryQuota: MemoryQuota
  readonly log: Pick<FastifyBaseLogger, 'error' | 'info'>
  readonly guarded: Guarded
}

/**
 * Replaces the server's seed when its file changes, and resets all sandboxes to it; they keep their journals. A seed that
 * cannot be used, or does not fit the store, changes nothing.
 *
 * The file is polled, because events are not reliable here: `fs.watch` of a file loses it when an editor puts another in its
 * place, and sees nothing of what a host changes in some mounts of containers and on network drives. `fs.watchFile` polls, too,
 * but takes its first look at a later time, and misses what changes before.
 * @returns stops watching
 */
export function watchSeed (options: WatchOptions): () => void {
  const { path, guarded } = options
  let read = versionOf(path)
  let last = read
  const timer = setInterval(() => {
    const now = versionOf(path)
    // Editors write in several steps: the file is read once it has been the same in two looks.
    if (now !== read && now === last) {
      read = now
      guarded('reloading the seed', () => reload(options))
    }
    last = now
  }, INTERVAL).unref()
  return () => clearInterval(timer)
}

/** Differs between two versions of a file, also where they have the same size and time. */
function versionOf (path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true })
    return [ino, size, mtimeNs, ctimeNs].join()
  } catch (error) {
    // Deleted, for a moment or for good: reading it says so.
    return String(error)
  }
}

function reload (options: WatchOptions): void {
  const { path, seed, sandboxes, log } = options
  try {
    const read = readAgain(options)
    if (isSame(read, seed())) {
      log.info(`${path} was written, and is the same seed as before`)
      return
    }
    replace(read, options)
    log.info(`reloaded the seed ${path}, and reset to it the base URL and ${sandboxes.all().length} named sandboxes`)
  } catch (error) {
    log.error(`kept the old seed, since the new one cannot be used: ${(error as Error).message}`)
  }
}

/** @throws {SeedError | FaultError | StoreFullError} */
function readAgain (options: WatchOptions): ReadSeed {
  const { path, faults, memoryQuota } = options
  const reservation = memoryQuota.openReservation(replaceable(options))
  try {
    const read = parseSeed(path, reservation)
    return { ...read, faults: [...read.faults, ...readFaults(faults, read.seed.modules.map(({ apiName }) => apiName))] }
  } finally {
    reservation.release()
  }
}

/** The memory that a new seed may take: that of the old one, and of everything that was added to sandboxes. */
function replaceable ({ seed, sandboxes }: WatchOptions): number {
  return sandboxes.opened().reduce((sum, { world }) => sum + reservedBytesOf(world), sizeOf(seed()))
}

/** A file that is only touched, or formatted anew, must not reset what tests work with. */
function isSame (a: ReadSeed, b: ReadSeed): boolean {
  const others = filesOf(b)
  return isDeepStrictEqual(a.seed, b.seed) && filesOf(a).every((content, index) => {
    const other = others[index]
    return content === other || (content !== undefined && other !== undefined && sha256Of(content) === sha256Of(other))
  })
}

/** @throws {StoreFullError} if it does not fit; nothing has changed then */
function replace (next: ReadSeed, options: WatchOptions): void {
  const { seed, setSeed, sandboxes, memoryQuota } = options
  const opened = sandboxes.opened()
  const check = memoryQuota.openReservation(replaceable(options))
  try {
    check.reserve(sizeOf(next) + opened.length * filesOf(next).length * OVERHEAD)
  } finally {
    check.release()
  }
  // Nothing below can fail, since all of it fits once all of the old is gone.
  memoryQuota.release(sizeOf(seed()))
  for (const { world } of opened) releaseMemory(world)
  setSeed(next)
  for (const sandbox of opened) sandbox.reset(worldParts)
  memoryQuota.reserve(sizeOf(next))
}

/** The memory of a seed's files, in bytes. All sandboxes share them. */
function sizeOf (seed: ReadSeed): number {
  return [...new Set(filesOf(seed))].reduce((sum, content) => sum + (content?.size ?? 0), 0)
}
