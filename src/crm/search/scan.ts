import { setImmediate } from 'node:timers/promises'
import type { World } from '../../sandbox/world.js'
import type { ModuleRecord } from '../../store/records.js'
import { recordFrom, rowsOf } from '../record-of.js'

/** How long other requests may have to wait, in milliseconds. */
const SLICE = 10

/**
 * The records of a module that meet a condition, in the order of ids. Where there are many, other requests are answered in between:
 * what they write does not change the rows that are searched.
 */
export async function scan (world: World, module: string, meets: (record: ModuleRecord) => boolean): Promise<ModuleRecord[]> {
  const found: ModuleRecord[] = []
  let end = performance.now() + SLICE
  for (const row of rowsOf(world, module)) {
    const record = recordFrom(world, module, row)
    if (meets(record)) found.push(record)
    // One record may have a megabyte of text.
    if (performance.now() < end) continue
    await setImmediate()
    end = performance.now() + SLICE
  }
  return found
}
