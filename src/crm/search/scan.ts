import { setImmediate } from 'node:timers/promises'
import type { ModuleRecord } from '../../store/records.js'

/** How long other requests may have to wait, in milliseconds. */
const SLICE = 10
/** After how many records the time is looked at. */
const STEP = 64

/**
 * The records that meet a condition, in the same order. Where there are many, other requests are answered in between: those
 * that are searched do not change, since a write makes a new one.
 */
export async function scan (records: readonly ModuleRecord[], meets: (record: ModuleRecord) => boolean): Promise<ModuleRecord[]> {
  const found: ModuleRecord[] = []
  let end = performance.now() + SLICE
  for (const [index, record] of records.entries()) {
    if (meets(record)) found.push(record)
    if (index % STEP !== STEP - 1 || performance.now() < end) continue
    await setImmediate()
    end = performance.now() + SLICE
  }
  return found
}
