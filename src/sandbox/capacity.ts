import { seedOf } from '../seed/write.js'
import type { World } from './world.js'
import { bounds } from '../json/bounds.js'

/** A sandbox has no room for what a request adds to it. */
export class CapacityError extends Error {
  override readonly name = 'CapacityError'
}

/** What can be added one at a time, with the name that messages use. */
const NAMES = { users: 'users', tokens: 'access tokens', records: 'records', missingRecords: 'missing records', faults: 'faults', stubs: 'stubs' } as const

/**
 * The approximate size of each world in characters: the last measurement plus what was added since. Deletions are not
 * subtracted.
 */
const weights = new WeakMap<World, number>()

/** How much of each there was in a world that was full, so that it is not measured again before something is deleted. */
const full = new WeakMap<World, string>()

/**
 * Checks that a sandbox has room for more rows, and counts them. Call it before adding them.
 * @param had how many rows there are now
 * @param added the rows to add, and by how much their number will grow
 * @throws {CapacityError} for too many rows, or too many characters in all
 */
export function claimRoom (world: World, name: keyof typeof NAMES, had: number, { rows, more }: { readonly rows: object, readonly more: number }): void {
  const [count, max] = [had + more, bounds[name]]
  if (more > 0 && count > max) throw new CapacityError(`Expected at most ${max} ${NAMES[name]} in a sandbox, got ${count}: delete some first`)
  const added = weightOf([[[rows]]])
  const known = weights.get(world)
  const weight = added + (known !== undefined && (known + added <= bounds.characters || full.get(world) === countsOf(world)) ? known : measured(world))
  if (weight > bounds.characters) {
    full.set(world, countsOf(world))
    weights.set(world, weight - added)
    throw new CapacityError(`Expected a sandbox to hold at most ${bounds.characters} characters beside its attachments, got ${weight}: delete some of its records, tokens, users, faults or stubs first`)
  }
  weights.set(world, weight)
}

/** The numbers of what can be deleted. */
function countsOf ({ users, tokens, records: { sizes }, faults, stubs }: World): string {
  return [users.length, tokens.all().length, tokens.refreshTokens().length, sizes.records, sizes.missingRecords, faults.all().length, stubs.all().length].join()
}

/** What the world's state weighs without its attachments. */
function measured (world: World): number {
  return weightOf(seedOf(world))
}

/**
 * The length of a part of a state in characters; more where it would reach another limit for loading the state first, that of its
 * bytes or that of its values, each of which is written on a line.
 */
function weightOf (part: object): number {
  const text = JSON.stringify(part, null, 2)
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return Math.ceil(Math.max(JSON.stringify(part).length, Buffer.byteLength(text) * bounds.characters / bounds.state, lines * bounds.characters / bounds.values))
}
