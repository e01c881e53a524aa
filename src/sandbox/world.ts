import type { Guarded } from '../guard.js'
import { createFaultTable } from '../faults/table.js'
import { limits } from '../zoho/limits.js'
import { zoneOf } from '../zoho/time.js'
import { createAttachmentTable } from '../store/attachments.js'
import type { MemoryQuota } from '../store/memory-quota.js'
import { createClock, type ClockSetting } from '../store/clock.js'
import type { User, Users } from '../store/entities.js'
import { codeFrom, draftsFrom, progressFrom, refreshTokenFrom, tokenFrom, userFrom } from '../seed/rows.js'
import { createGrantCodes } from '../store/grant-codes.js'
import { createIds, firstCounters } from '../store/ids.js'
import type { ReadSeed } from '../seed/read.js'
import type { SeededTables } from '../seed/write.js'
import { createRecords } from '../store/records.js'
import { createThrottle, type Throttle } from '../store/throttle.js'
import { createTokenTable } from '../store/tokens.js'

/** All that one sandbox holds. It is one object as long as the sandbox lives; resets and states put other tables into it. */
export interface World extends SeededTables {
  /** Counts access tokens, by what they were asked for with. */
  tokenThrottle: Throttle
}

/** What a server's sandboxes have in common. */
export interface WorldOptions {
  /** Where the seed says nothing of the clock. */
  readonly clock: ClockSetting
  readonly idSeed: string
  readonly memoryQuota: MemoryQuota
  readonly guarded: Guarded
}

type Builder = (world: World, read: ReadSeed, options: WorldOptions) => void

/** How each part of a world is made of a seed. In this order: ids come after those that are there, tokens are somebody's. */
const builders = {
  clock ({ clock }, read, options) {
    clock.set(read.clock ?? options.clock)
  },
  ids ({ ids, attachments }, { seed }, { idSeed }) {
    ids.set(seed.ids ?? firstCounters(idSeed))
    // Attachments are in the order of their ids, and what is there stays older.
    const newest = attachments.newest()
    if (newest) ids.skip(newest.id)
  },
  users (world, { seed }) {
    const { id, zgid, name, timeZone } = seed.org
    world.org = { id, zgid, name, zone: zoneOf(timeZone) }
    world.users = seed.users.map(userFrom) as [User, ...User[]]
    world.clients = seed.clients
  },
  records (world, { seed }) {
    world.records = createRecords(seed)
    world.customModules = seed.modules.map(({ apiName }) => apiName)
    world.linkTitles = new Map(Object.entries(seed.linkTitles))
  },
  tokens (world, { seed }) {
    const [first] = world.users
    const newToken = (): string => unusedToken(world)
    world.tokens = createTokenTable(seed.tokens.map(token => tokenFrom(first.id, token)), newToken, world.clock)
    for (const token of seed.refreshTokens) world.tokens.addRefreshToken(refreshTokenFrom(token))
    world.codes = createGrantCodes(newToken)
    for (const code of seed.codes) world.codes.add(code.code, codeFrom(code))
    for (const code of seed.usedCodes) world.codes.use(code)
    world.tokenThrottle = createThrottle(world.clock, limits.tokensPerSpan, limits.tokenSpan * 1000)
  },
  faults (world, { seed, faults }) {
    world.faults = createFaultTable(world.clock)
    for (const [index, fault] of faults.entries()) world.faults.add(fault, progressFrom(seed.faults[index]))
  },
  attachments (world, read, { memoryQuota, guarded }) {
    const { clock, ids } = world
    const attachments = createAttachmentTable(memoryQuota, ids.next, guarded)
    try {
      for (const draft of draftsFrom(read, clock.now())) ids.skip(attachments.insert(draft, read.isShared).id)
    } catch (error) {
      attachments.release()
      throw error
    }
    world.attachments = attachments
  }
} as const satisfies Record<string, Builder>

/** What of a world can be made anew by itself. */
export type WorldPart = keyof typeof builders
export const worldParts = Object.keys(builders) as readonly WorldPart[]

/**
 * Makes a sandbox's world from a seed.
 * @throws {StoreFullError} where the seed's own attachments do not fit; nothing is held then
 */
export function createWorld (read: ReadSeed, sandbox: string, options: WorldOptions): World {
  const clock = createClock(options.clock)
  const ids = createIds(options.idSeed, sandbox)
  const world = { clock, ids, attachments: createAttachmentTable(options.memoryQuota, ids.next, options.guarded) } as unknown as World
  rebuild(world, worldParts, read, options)
  return world
}

/**
 * Makes parts of a world anew, all of them or, where it throws, none. What the old attachments held is free for the new ones.
 * @throws {StoreFullError}
 */
export function rebuild (world: World, parts: readonly string[], read: ReadSeed, options: WorldOptions): void {
  const { clock, ids } = world
  const [before, setting, counters] = [{ ...world }, clock.setting(), ids.counters()]
  const takeBack = parts.includes('attachments') ? world.attachments.release() : undefined
  try {
    for (const part of worldParts.filter(part => parts.includes(part))) builders[part](world, read, options)
  } catch (error) {
    Object.assign(world, before)
    clock.set(setting)
    ids.set(counters)
    // It is attachments that there may be no room for.
    takeBack?.()
    throw error
  }
  endOrphans(world)
}

/** Puts others in the place of a world's users; the tokens of those who are gone end. */
export function changeUsers (world: World, users: Users): void {
  world.users = users
  endOrphans(world)
}

/** Ends what is of nobody. */
function endOrphans ({ users, tokens, codes }: World): void {
  const known = new Set(users.map(({ id }) => id))
  for (const table of [tokens, codes]) table.invalidateOrphans(id => known.has(id))
}

/** A token or code that nothing in a world has: after a reset the sequence may come by some that are there. */
export function unusedToken ({ ids, tokens, codes }: World): string {
  let value
  do value = ids.token()
  while ((tokens.get(value) ?? tokens.getRefreshToken(value) ?? codes.get(value)) !== undefined)
  return value
}
