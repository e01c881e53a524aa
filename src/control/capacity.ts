import { seedOf } from '../seed/write.js'
import type { World } from '../sandbox/world.js'
import { bounds } from '../json/bounds.js'

/** What is added one by one, and what it is called. */
const NAMES = { users: 'users', tokens: 'access tokens', records: 'records', missingRecords: 'missing records', faults: 'faults' } as const

/** About how many characters a world had when it was measured last, and what was added since; what has gone is not taken off. */
const weights = new WeakMap<World, number>()

/**
 * Whether a sandbox has room for more; to be asked before it is added, which is counted then.
 * @param had how many there are
 * @param added what is to be added, by how much there will be more
 * @returns why there is no room: there would be too many, or too much in all
 */
export function lackOfRoom (world: World, name: keyof typeof NAMES, had: number, { rows, more }: { readonly rows: object, readonly more: number }): string | undefined {
  const [count, max] = [had + more, bounds[name]]
  if (more > 0 && count > max) return `Expected at most ${max} ${NAMES[name]} in a sandbox, got ${count}: delete some first`
  const added = JSON.stringify(rows).length
  const known = weights.get(world)
  const weight = known !== undefined && known + added <= bounds.characters ? known + added : measured(world) + added
  if (weight > bounds.characters) return `Expected a sandbox to hold at most ${bounds.characters} characters beside its attachments, got ${weight}: delete some of its records, tokens, users or faults first`
  weights.set(world, weight)
  return undefined
}

/** What a state of the world would hold beside its attachments, in characters. */
function measured (world: World): number {
  return JSON.stringify(seedOf(world)).length
}
