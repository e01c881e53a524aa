import type { World } from '../sandbox/world.js'
import type { ModuleRecord } from '../store/records.js'
import { fieldsForName } from '../zoho/fields.js'

/** When a record was made that is only known to exist, in milliseconds since 1970: before everything that a test does. */
const BEFORE = Date.UTC(2020, 0, 1)

/**
 * The record with an id, which has to exist. One that no client has written has nothing but its name, and belongs to the first
 * user.
 */
export function recordOf ({ records, users: [user] }: World, module: string, id: string): ModuleRecord {
  return records.get(module, id) ??
    { module, id, fields: fieldsForName(module, records.nameOf(module, id)), owner: user, createdBy: user, modifiedBy: user, createdAt: BEFORE, modifiedAt: BEFORE }
}

/**
 * The records of a module that are known by their ids, in the order of ids. In a world in which every id is a record, the others
 * cannot be listed.
 */
export function recordsOf (world: World, module: string): ModuleRecord[] {
  const { records } = world
  const { missing } = records
  return records.inOrder(module)
    .filter(({ id, record }) => record !== undefined || !missing.has(id))
    .map(({ id, record }) => record ?? recordOf(world, module, id))
}
