import type { World } from '../sandbox/world.js'
import type { ModuleRecord, RecordRow } from '../store/records.js'
import { fieldsForName } from '../zoho/fields.js'

/** When a record was made that is only known to exist, in milliseconds since 1970: before everything that a test does. */
const BEFORE = Date.UTC(2020, 0, 1)

/**
 * The record with an id, which has to exist. One that no client has written has nothing but its name, and belongs to the first
 * user.
 */
export function recordOf (world: World, module: string, id: string): ModuleRecord {
  const { records } = world
  return records.get(module, id) ?? unwritten(world, module, id, records.nameOf(module, id))
}

/** The record of a row. */
export function recordFrom (world: World, module: string, { id, name = `${module} ${id}`, record }: RecordRow): ModuleRecord {
  return record ?? unwritten(world, module, id, name)
}

function unwritten ({ users: [user] }: World, module: string, id: string, name: string): ModuleRecord {
  return { module, id, fields: fieldsForName(module, name), owner: user, createdBy: user, modifiedBy: user, createdAt: BEFORE, modifiedAt: BEFORE }
}

/**
 * The rows of the records of a module that are known by their ids, in the order of ids. In a world in which every id is a record,
 * the others cannot be listed.
 */
export function rowsOf ({ records }: World, module: string): RecordRow[] {
  const { missing } = records
  const rows = records.inOrder(module)
  return missing.size === 0 ? [...rows] : rows.filter(({ id, record }) => record !== undefined || !missing.has(id))
}

/** The same records. */
export function recordsOf (world: World, module: string): ModuleRecord[] {
  return rowsOf(world, module).map(row => recordFrom(world, module, row))
}
