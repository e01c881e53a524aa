import { limits } from '../zoho/limits.js'
import { zoneOf } from '../zoho/time.js'
import type { Fault } from '../faults/fault.js'
import { createFaultTable, type FaultTable } from '../faults/table.js'
import { createAttachmentTable, type AttachmentTable } from './attachments.js'
import type { Budget } from './budget.js'
import { createClock, type Clock, type ClockSetting } from './clock.js'
import type { Client, Org, User } from './entities.js'
import { codeFrom, draftsFrom, refreshTokenFrom, tokenFrom, userFrom } from './from-seed.js'
import { createGrantCodes, type GrantCodes } from './grant-codes.js'
import { createIds, firstCounters, type Ids } from './ids.js'
import type { ReadSeed } from './parse-seed.js'
import { createRecords, type Records } from './records.js'
import { createThrottle, type Throttle } from './throttle.js'
import { createTokenTable, type TokenTable } from './tokens.js'
import type { Users } from './users.js'

/** What of a world can go back to the seed by itself, in the order in which it does. */
export const worldParts = ['clock', 'ids', 'users', 'records', 'tokens', 'faults', 'attachments'] as const
export type WorldPart = typeof worldParts[number]

/** All that one sandbox holds. */
export interface World {
  readonly org: Org
  readonly clock: Clock
  readonly ids: Ids
  /** Tokens and attachments keep the user that they were made with; who is allowed what stands here. */
  users: Users
  readonly clients: 'any' | readonly Client[]
  readonly tokens: TokenTable
  readonly codes: GrantCodes
  /** Counts access tokens, by what they were asked for with. */
  readonly tokenThrottle: Throttle
  /** API names. */
  readonly customModules: readonly string[]
  readonly records: Records
  readonly faults: FaultTable
  readonly attachments: AttachmentTable
  /** Titles of links that are uploaded without one, by link. */
  readonly linkTitles: ReadonlyMap<string, string>
  /**
   * Takes parts back to the seed, and leaves the others.
   * @throws {Refusal} `upload.store-full` where the seed's attachments do not fit any more
   */
  reset (only: readonly string[]): void
}

/** What a server's sandboxes have in common. */
export interface WorldOptions {
  readonly clock: ClockSetting
  readonly idSeed: string
  readonly budget: Budget
  /** Those that every sandbox starts with beside the seed's. */
  readonly faults: readonly Fault[]
}

/**
 * Makes a sandbox's world from a seed.
 * @throws {Refusal} `upload.store-full` where the seed's own attachments do not fit.
 */
export function createWorld (read: ReadSeed, sandbox: string, options: WorldOptions): World {
  const { seed, clock: startingClock = options.clock } = read
  const counters = { ...firstCounters(options.idSeed), ...seed.ids }
  const clock = createClock(startingClock)
  const ids = createIds(options.idSeed, sandbox)
  const world = {
    org: { id: seed.org.id, zgid: seed.org.zgid, name: seed.org.name, zone: zoneOf(seed.org.timeZone) },
    clock,
    ids,
    clients: seed.clients,
    customModules: seed.modules.map(({ apiName }) => apiName),
    linkTitles: new Map(Object.entries(seed.linkTitles)),
    reset (only: readonly string[]) {
      // Ids come after those that are there, so what goes has to be gone by then.
      if (only.includes('attachments')) world.attachments.release()
      for (const part of worldParts.filter(part => only.includes(part))) make[part]()
    }
  } as unknown as { -readonly [Name in keyof World]: World[Name] }

  const make: Readonly<Record<WorldPart, () => void>> = {
    clock: () => clock.set(startingClock),
    ids () {
      ids.set({ ids: counters.ids })
      // They are in order of age, and what is there stays older.
      const newest = world.attachments?.newest()
      if (newest) ids.skip(newest.id)
    },
    users () { world.users = seed.users.map(userFrom) as [User, ...User[]] },
    records () { world.records = createRecords(seed) },
    tokens () {
      const { users } = world
      ids.set({ tokens: counters.tokens })
      world.tokens = createTokenTable(seed.tokens.map(token => tokenFrom(token, users)), ids.token, clock)
      for (const token of seed.refreshTokens) world.tokens.addRefreshToken(refreshTokenFrom(token, users))
      world.codes = createGrantCodes(ids.token)
      for (const code of seed.codes) world.codes.add(code.code, codeFrom(code, users))
      for (const code of seed.usedCodes) world.codes.use(code)
      world.tokenThrottle = createThrottle(clock, limits.tokensPerSpan, limits.tokenSpan * 1000)
    },
    faults () {
      world.faults = createFaultTable(clock)
      for (const [index, { seen, hits, endsAt }] of seed.faults.entries()) {
        world.faults.add(read.faults[index] as Fault, {
          ...seen !== undefined && { seen },
          ...hits !== undefined && { hits },
          ...endsAt !== undefined && { endsAt: Date.parse(endsAt) }
        })
      }
      if (read.isShared) for (const fault of options.faults) world.faults.add(fault)
    },
    attachments () {
      world.attachments?.release()
      world.attachments = createAttachmentTable(options.budget, ids.next)
      try {
        for (const draft of draftsFrom(read, world.users, clock.now())) {
          const { id } = world.attachments.insert(draft, read.isShared)
          ids.skip(id)
        }
      } catch (error) {
        // A world that there is no room for keeps no part of it.
        world.attachments.release()
        throw error
      }
    }
  }
  for (const part of worldParts) make[part]()
  return world
}
