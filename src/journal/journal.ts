import type { Digest } from '../store/content.js'
import type { ObservedPart } from '../upload/form.js'
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
  /** Whether entries have to be added at all: the journal keeps requests, or has subscribers. */
  readonly isActive: boolean
  /** The number of entries dropped to make room. */
  readonly dropped: number
  readonly size: number
  /** @returns the number of entries deleted */
  clear (): number
  /** Calls the listener for each entry that is added or updated from now on. @returns a function that unsubscribes it */
  subscribe (listener: (entry: Entry) => void): () => void
}

/** The most that one sandbox's journal may take: ten thousand requests of a typical client. */
const MAX_BYTES = 16 * 1024 ** 2
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
  const listeners = new Set<(entry: Entry) => void>()
  let bytes = 0
  let dropped = 0

  const size = (): number => packed + recent.length
  const all = (): Entry[] => [...batches.flatMap(unpack).slice(droppedOfFirst), ...recent]

  function notify (entry: Entry): void {
    for (const listener of listeners) guarded('a listener of the journal', () => listener(entry))
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
    get: id => recent.find(entry => entry.id === id) ?? all().find(entry => entry.id === id),
    all,
    get size () { return size() },
    get dropped () { return dropped },
    clear () {
      const cleared = size()
      batches.length = recent.length = weights.length = packed = droppedOfFirst = bytes = dropped = 0
      return cleared
    },
    subscribe (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    }
  }
}

/** @returns the approximate size in bytes; a parser may leave out texts that the types require */
function weightOf ({ url, headers, observations: { parts = [] } }: Entry): number {
  let weight = OVERHEAD + url.length
  for (const name in headers) weight += name.length + lengthOf(headers[name])
  for (const { name, filename, value } of parts) weight += lengthOf(name) + lengthOf(filename) + lengthOf(value)
  return weight
}

function lengthOf (text: string | readonly string[] | undefined): number {
  return text === undefined ? 0 : String(text).length
}

/** Final entries, serialized. */
interface Batch {
  readonly count: number
  /** JSON, outside of the heap. */
  readonly bytes: Buffer
  /** The digest of each entry's file, if it was still pending. */
  readonly digests: ReadonlyArray<Digest | undefined>
}

/**
 * Serializes entries. As objects, ten thousand of them slow down every garbage collection so much that an upload of 10 MiB
 * took a quarter longer (`npm run bench`).
 */
function pack (entries: readonly Entry[]): Batch {
  return { count: entries.length, bytes: Buffer.from(JSON.stringify(entries)), digests: entries.map(pendingDigestOf) }
}

/** Restores serialized entries. */
function unpack ({ bytes, digests }: Batch): Entry[] {
  const entries = JSON.parse(bytes.toString()) as Entry[]
  return entries.map((entry, index) => withDigest(entry, digests[index]))
}

/** One is enough: an upload with several files is refused, and their digests are computed by then. */
function pendingDigestOf ({ observations: { parts = [] } }: Entry): Digest | undefined {
  return parts.find(isDigestPending)?.digest
}

function withDigest (entry: Entry, digest: Digest | undefined): Entry {
  const { observations } = entry
  if (digest === undefined || observations.parts === undefined) return entry
  return { ...entry, observations: { ...observations, parts: observations.parts.map(part => isDigestPending(part) ? { ...part, digest } : part) } }
}

function isDigestPending ({ digest }: ObservedPart): boolean {
  return digest !== undefined && digest.sha256 === undefined
}
