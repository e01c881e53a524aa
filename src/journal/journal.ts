import { numberOf } from '../http/request-id.js'
import { isRefusal, pack, unpack, type Batch } from './batch.js'
import type { Entry } from './entry.js'
import { createGuard, type Guarded } from '../guard.js'

/** The latest requests of one sandbox. */
export interface Journal {
  add (entry: Entry): void
  /** Notifies subscribers again, of an entry that ended differently than expected. */
  update (entry: Entry): void
  get (id: string): Entry | undefined
  /** Oldest first. */
  all (): Entry[]
  /** The newest entries by the numbers of their ids, which is the order in which they came in; newest first. */
  newest (count: number, before?: string): Entry[]
  /** Whether entries have to be added at all: the journal keeps requests, or has subscribers. */
  readonly isActive: boolean
  /** The number of entries dropped to make room. */
  readonly dropped: number
  readonly size: number
  /** The number of entries that were refused. */
  readonly refused: number
  /** @returns the number of entries deleted */
  clear (): number
  /**
   * Calls the listener for each entry that is added or updated from now on.
   * @param cleared called when the journal is emptied
   * @returns a function that unsubscribes both
   */
  subscribe (listener: (entry: Entry) => void, cleared?: () => void): () => void
}

/**
 * The most that one sandbox's journal may take: ten thousand requests of a typical client, which take 1.7 to 2.4 KiB each with the
 * beginning of their answers.
 */
const MAX_BYTES = 24 * 1024 ** 2
/** The number of entries that are serialized together. */
const BATCH_SIZE = 32
/** Bytes counted for an entry besides its texts, until it is serialized; a round figure. */
const OVERHEAD = 600

/**
 * Creates a journal. Its methods never throw, and a failure leaves it consistent: an entry that cannot be measured is kept,
 * one that cannot be serialized is dropped and counted, and a failing listener does not affect the others.
 * @param maxEntries the number of requests to keep; may be 0
 * @param guarded runs code that may fail
 */
export function createJournal (maxEntries: number, guarded: Guarded = createGuard(() => {})): Journal {
  // Oldest first. The first batch may contain entries that have been dropped.
  const batches: Batch[] = []
  let droppedOfFirst = 0
  let packed = 0
  const recent: Entry[] = []
  // The weight of each recent entry when it was added: an entry may change until it is final.
  const weights: number[] = []
  const listeners = new Set<{ readonly listener: (entry: Entry) => void, readonly cleared: () => void }>()
  let bytes = 0
  let dropped = 0

  const size = (): number => packed + recent.length
  const kept = (batch: Batch): Entry[] => unpack(batch).slice(batch === batches[0] ? droppedOfFirst : 0)
  const all = (): Entry[] => [...batches.flatMap(kept), ...recent]

  function notify (entry: Entry): void {
    for (const { listener } of listeners) guarded('a listener of the journal', () => listener(entry))
  }

  /** Serializes the oldest entries, once all of them are final. */
  function packOldest (): void {
    if (recent.length < 2 * BATCH_SIZE || !recent.slice(0, BATCH_SIZE).every(({ isOver }) => isOver)) return
    const batch = batchOf(recent.slice(0, BATCH_SIZE))
    recent.splice(0, BATCH_SIZE)
    for (const weight of weights.splice(0, BATCH_SIZE)) bytes -= weight
    dropped += BATCH_SIZE - batch.count
    if (batch.count === 0) return
    batches.push(batch)
    packed += batch.count
    bytes += batch.bytes.length
  }

  /** Serializes entries, without those that cannot be serialized. */
  function batchOf (entries: readonly Entry[]): Batch {
    const tryPack = (some: readonly Entry[]): Batch | undefined => guarded('the journal', () => pack(some))
    return tryPack(entries) ?? pack(entries.filter(entry => tryPack([entry])))
  }

  function dropOldest (): void {
    dropped++
    const [batch] = batches
    if (batch === undefined) {
      recent.shift()
      bytes -= weights.shift() as number
      return
    }
    packed--
    droppedOfFirst++
    if (droppedOfFirst < batch.count) return
    batches.shift()
    droppedOfFirst = 0
    bytes -= batch.bytes.length
  }

  return {
    get isActive () { return maxEntries > 0 || listeners.size > 0 },
    add (entry) {
      const weight = guarded('the journal', () => weightOf(entry)) ?? OVERHEAD
      recent.push(entry)
      weights.push(weight)
      bytes += weight
      packOldest()
      while (size() > maxEntries || bytes > MAX_BYTES) dropOldest()
      notify(entry)
    },
    update: notify,
    get (id) {
      const number = numberOf(id)
      // Only the batches that may have it are restored: all of ten thousand entries take a tenth of a second.
      const candidates = (): Entry[] => batches.filter(({ first, last }) => !(number < first || number > last)).flatMap(kept)
      return recent.find(entry => entry.id === id) ?? candidates().find(entry => entry.id === id)
    },
    all,
    newest (count, before) {
      const limit = before === undefined ? Infinity : numberOf(before)
      let found = recent.filter(({ id }) => numberOf(id) < limit)
      for (const [index, batch] of [...batches.entries()].reverse()) {
        found = newestFirst(found)
        const least = found[count - 1]
        // A request that took long is in a later batch than those that came in after it.
        const isComplete = least !== undefined && batches.slice(0, index + 1).every(({ last }) => last < numberOf(least.id))
        if (isComplete) break
        if (!(batch.first >= limit)) found.push(...kept(batch).filter(({ id }) => numberOf(id) < limit))
      }
      return newestFirst(found).slice(0, count)
    },
    get size () { return size() },
    get refused () {
      const packedCount = batches.reduce((sum, { isRefused }) => sum + isRefused.filter(Boolean).length, 0)
      const droppedCount = batches[0]?.isRefused.slice(0, droppedOfFirst).filter(Boolean).length ?? 0
      return packedCount - droppedCount + recent.filter(isRefusal).length
    },
    get dropped () { return dropped },
    clear () {
      const cleared = size()
      batches.length = recent.length = weights.length = packed = droppedOfFirst = bytes = dropped = 0
      for (const { cleared } of listeners) guarded('a listener of the journal', cleared)
      return cleared
    },
    subscribe (listener, cleared = () => {}) {
      const subscription = { listener, cleared }
      listeners.add(subscription)
      return () => { listeners.delete(subscription) }
    }
  }
}

/** @returns the approximate size in bytes; a parser may leave out texts that the types require */
function weightOf ({ url, headers, observations: { parts = [] }, body, answer }: Entry): number {
  let weight = OVERHEAD + url.length + lengthOf(body?.text) + lengthOf(answer?.text)
  for (const name in headers) weight += name.length + lengthOf(headers[name])
  for (const { name, filename, value } of parts) weight += lengthOf(name) + lengthOf(filename) + lengthOf(value)
  return weight
}

function lengthOf (text: string | readonly string[] | undefined): number {
  return text === undefined ? 0 : String(text).length
}

function newestFirst (entries: readonly Entry[]): Entry[] {
  return entries.map(entry => ({ entry, number: numberOf(entry.id) })).sort((a, b) => b.number - a.number).map(({ entry }) => entry)
}
