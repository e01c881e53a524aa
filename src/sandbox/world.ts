import type { Guarded } from '../guard.js'
import { createFaultTable } from '../faults/table.js'
import { createStubTable } from '../stubs/table.js'
import type { DataCenterName } from '../zoho/data-centers.js'
import { limits } from '../zoho/limits.js'
import { zoneOf } from '../zoho/time.js'
import { createAttachmentTable } from '../store/attachments.js'
import { createFileTable } from '../store/files.js'
import { createPhotoTable } from '../store/photos.js'
import type { MemoryQuota } from '../store/memory-quota.js'
import { createClock, type ClockSetting } from '../store/clock.js'
import type { User, Users } from '../store/entities.js'
import { codeFrom, draftsFrom, fileDraftsFrom, photosFrom, progressFrom, refreshTokenFrom, tokenFrom, userFrom } from '../seed/rows.js'
import { createGrantCodes } from '../store/grant-codes.js'
import { createIds, firstCounters } from '../store/ids.js'
import type { ReadSeed } from '../seed/read.js'
import type { SeededTables } from '../seed/write.js'
import { FieldTable } from '../store/field-table.js'
import { createRecords } from '../store/records.js'
import { customFieldsFrom, customModulesFrom } from '../seed/module-rows.js'
import { recordsFrom } from '../seed/record-rows.js'
import { createThrottle, type Throttle, createTokenTable } from '../store/tokens.js'

/** The data of one sandbox. The object lives as long as the sandbox; resets and loaded states replace its tables. */
export interface World extends SeededTables {
  /** The name of its sandbox. */
  readonly sandbox: string
  /** Limits access tokens per refresh token, or per client. */
  tokenThrottle: Throttle
}

/** What all sandboxes of a server share. */
export interface WorldOptions {
  /** The clock if the seed has none. */
  readonly clock: ClockSetting
  /** The data center if the seed has none. */
  readonly dataCenter: DataCenterName
  readonly idSeed: string
  readonly memoryQuota: MemoryQuota
  readonly guarded: Guarded
}

type Builder = (world: World, parsed: ReadSeed, options: WorldOptions) => void

/** Builds each part of a world from a seed. The order matters: ids continue after existing attachments, and tokens refer to users. */
const builders = {
  clock ({ clock }, parsed, options) {
    clock.set(parsed.clock ?? options.clock)
  },
  ids ({ ids, attachments }, { seed }, { idSeed }) {
    ids.set(seed.ids ?? firstCounters(idSeed))
    // Attachments are in id order, so new ones need greater ids than existing ones.
    const newest = attachments.newest()
    if (newest) ids.skip(newest.id)
  },
  users (world, { seed }, { dataCenter }) {
    const { id, zgid, name, timeZone, paidType } = seed.org
    world.org = { id, zgid, name, zone: zoneOf(timeZone), paidType }
    world.dataCenter = new Map(Object.entries(seed.dataCenters)).get(world.sandbox) ?? seed.dataCenter ?? dataCenter
    world.users = seed.users.map(userFrom) as [User, ...User[]]
    world.clients = seed.clients
  },
  records (world, { seed }) {
    world.records = createRecords(seed)
    for (const record of recordsFrom(seed, world.clock.now())) world.records.put(record)
    world.uniqueFields = new Map(Object.entries(seed.uniqueFields ?? {}))
    world.customModules = customModulesFrom(seed.modules)
    world.fields = new FieldTable(customFieldsFrom(seed.modules))
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
  stubs (world, { seed, stubs }) {
    world.stubs = createStubTable()
    for (const [index, stub] of stubs.entries()) world.stubs.add(stub, seed.stubs[index]?.hits)
  },
  attachments (world, parsed, { memoryQuota, guarded }) {
    const { clock, ids } = world
    const attachments = createAttachmentTable(memoryQuota, ids.next, guarded)
    const photos = createPhotoTable(memoryQuota, guarded)
    try {
      for (const draft of draftsFrom(parsed, clock.now())) ids.skip(attachments.insert(draft, parsed.isShared).id)
      for (const photo of photosFrom(parsed)) photos.put(photo, parsed.isShared)
    } catch (error) {
      for (const table of [attachments, photos]) table.release()
      throw error
    }
    Object.assign(world, { attachments, photos })
  },
  files (world, parsed, { memoryQuota }) {
    const files = createFileTable(memoryQuota, world.ids.zfsFile)
    files.insert(fileDraftsFrom(parsed, world.clock.now()), parsed.isShared)
    world.files = files
  }
} as const satisfies Record<string, Builder>

/** The parts of a world that can be rebuilt separately. */
export type WorldPart = keyof typeof builders
export const worldParts = Object.keys(builders) as readonly WorldPart[]

/**
 * Creates a sandbox's world from a seed.
 * @param sandbox the name of the sandbox
 * @throws {StoreFullError} if the seed's attachments and files do not fit; no memory stays reserved then
 */
export function createWorld (parsed: ReadSeed, sandbox: string, options: WorldOptions): World {
  const clock = createClock(options.clock)
  const ids = createIds(options.idSeed, sandbox)
  const { memoryQuota, guarded } = options
  const tables = {
    attachments: createAttachmentTable(memoryQuota, ids.next, guarded),
    photos: createPhotoTable(memoryQuota, guarded),
    files: createFileTable(memoryQuota, ids.zfsFile)
  }
  const world = { sandbox, clock, ids, ...tables } as unknown as World
  rebuild(world, worldParts, parsed, options)
  return world
}

/**
 * Rebuilds parts of a world from a seed: all of them, or none if it throws. Photos are rebuilt with the attachments. The memory
 * of the old attachments and files is available for the new ones.
 * @param parts names of parts; others are ignored
 * @throws {StoreFullError}
 */
export function rebuild (world: World, parts: readonly string[], parsed: ReadSeed, options: WorldOptions): void {
  const { clock, ids } = world
  const [before, setting, counters] = [{ ...world }, clock.setting(), ids.counters()]
  const undoReleases = tablesOf(world, parts).map(table => table.release())
  try {
    for (const part of worldParts.filter(part => parts.includes(part))) builders[part](world, parsed, options)
  } catch (error) {
    // Only attachments and files can fail, when they do not fit: the first may be there already.
    const old = tablesOf(before, worldParts)
    for (const table of tablesOf(world, worldParts)) if (!old.includes(table)) table.release()
    Object.assign(world, before)
    clock.set(setting)
    ids.set(counters)
    for (const undo of undoReleases) undo()
    throw error
  }
  invalidateOrphans(world)
}

/** The tables that take memory of the quota, by the part that they are rebuilt with. */
const weighty = { attachments: ['attachments', 'photos'], files: ['files'] } as const satisfies Partial<Record<WorldPart, ReadonlyArray<keyof World>>>

/** The tables of some parts of a world that take memory of the quota. */
function tablesOf (world: World, parts: readonly string[]): ReadonlyArray<World['attachments' | 'files' | 'photos']> {
  return Object.entries(weighty).flatMap(([part, tables]) => parts.includes(part) ? tables.map(table => world[table]) : [])
}

/** The memory that a world has reserved, in bytes. */
export function reservedBytesOf (world: World): number {
  return tablesOf(world, worldParts).reduce((sum, { reservedBytes }) => sum + reservedBytes, 0)
}

/** Releases the memory of a world. */
export function releaseMemory (world: World): void {
  for (const table of tablesOf(world, worldParts)) table.release()
}

/** Replaces a world's users, and invalidates the tokens and codes of those who are no longer among them. */
export function changeUsers (world: World, users: Users): void {
  world.users = users
  invalidateOrphans(world)
}

function invalidateOrphans ({ users, tokens, codes }: World): void {
  const userIds = new Set(users.map(({ id }) => id))
  for (const table of [tokens, codes]) table.invalidateOrphans(id => userIds.has(id))
}

/** @returns a token or code that is not in use; after a reset, the sequence may repeat existing ones */
export function unusedToken ({ ids, tokens, codes }: World): string {
  let value
  do value = ids.token()
  while ((tokens.get(value) ?? tokens.getRefreshToken(value) ?? codes.get(value)) !== undefined)
  return value
}
