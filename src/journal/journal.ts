import type { Digest } from '../store/content.js'
import type { ObservedPart } from '../upload/form.js'
import type { Entry } from './entry.js'
import { createGuard, type Guarded } from '../guard.js'

/** The requests of one sandbox, as many as it has room for. */
export interface Journal {
  add (entry: Entry): void
  /** Tells of an entry again, which ended otherwise than it seemed. */
  changed (entry: Entry): void
  get (id: string): Entry | undefined
  /** Oldest first. */
  all (): Entry[]
  /** Whether anything is to be added: it keeps requests, or somebody listens. */
  readonly isRead: boolean
  /** How many had to make room for others. */
  readonly dropped: number
  readonly size: number
  /** @returns how many there were */
  clear (): number
  /** Tells of each request that is added from now on, and of those that end otherwise than it seemed. @returns what ends that */
  subscribe (listener: (entry: Entry) => void): () => void
}

/** In bytes, of one sandbox: ten thousand requests of a usual client. */
const MAX_BYTES = 16 * 1024 ** 2
/** How many requests are written down together. */
const BATCH = 32
/** What an entry weighs beside its texts until it is written down; a round figure. */
const OVERHEAD = 600

/**
 * Nothing that it is given makes it throw, and whatever fails in it leaves it whole: a request that cannot be measured is
 * kept, one that cannot be written down is dropped and counted, and one listener's failure is no other's.
 * @param maxEntries how many requests it keeps; none where 0
 * @param guarded runs what may fail
 */
export function createJournal (maxEntries: number, guarded: Guarded = createGuard(() => {})): Journal {
  // The oldest first, and the first of them without those that had to go.
  const batches: Batch[] = []
  let gone = 0
  let packed = 0
  const recent: Entry[] = []
  // Of each of them, as it was counted in: an entry changes until it is over.
  const weights: number[] = []
  const listeners = new Set<(entry: Entry) => void>()
  let bytes = 0
  let dropped = 0

  const size = (): number => packed + recent.length
  const all = (): Entry[] => [...batches.flatMap(unpack).slice(gone), ...recent]

  function tell (entry: Entry): void {
    for (const listener of listeners) guarded('a listener of the journal', () => listener(entry))
  }

  /** Writes down what came first, once all of it is over. */
  function packOldest (): void {
    if (recent.length < 2 * BATCH || !recent.slice(0, BATCH).every(({ isOver }) => isOver)) return
    const batch = batchOf(recent.slice(0, BATCH))
    recent.splice(0, BATCH)
    for (const weight of weights.splice(0, BATCH)) bytes -= weight
    dropped += BATCH - batch.count
    if (batch.count === 0) return
    batches.push(batch)
    packed += batch.count
    bytes += batch.bytes.length
  }

  /** Of what cannot be written down only the others. */
  function batchOf (entries: readonly Entry[]): Batch {
    const written = (some: readonly Entry[]): Batch | undefined => guarded('the journal', () => pack(some))
    return written(entries) ?? pack(entries.filter(entry => written([entry])))
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
    gone++
    if (gone < batch.count) return
    batches.shift()
    gone = 0
    bytes -= batch.bytes.length
  }

  return {
    get isRead () { return maxEntries > 0 || listeners.size > 0 },
    add (entry) {
      const weight = guarded('the journal', () => weightOf(entry)) ?? OVERHEAD
      recent.push(entry)
      weights.push(weight)
      bytes += weight
      packOldest()
      while (size() > maxEntries || bytes > MAX_BYTES) dropOldest()
      tell(entry)
    },
    changed: tell,
    get: id => recent.find(entry => entry.id === id) ?? all().find(entry => entry.id === id),
    all,
    get size () { return size() },
    get dropped () { return dropped },
    clear () {
      const cleared = size()
      batches.length = recent.length = weights.length = packed = gone = bytes = dropped = 0
      return cleared
    },
    subscribe (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    }
  }
}

/** In bytes, roughly; a parser may leave out what its types promise. */
function weightOf ({ url, headers, observations: { parts = [] } }: Entry): number {
  let weight = OVERHEAD + url.length
  for (const name in headers) weight += name.length + lengthOf(headers[name])
  for (const { name, filename, value } of parts) weight += lengthOf(name) + lengthOf(filename) + lengthOf(value)
  return weight
}

function lengthOf (text: string | readonly string[] | undefined): number {
  return text === undefined ? 0 : String(text).length
}

/** Requests that are over, written down. */
export interface Batch {
  readonly count: number
  /** JSON, outside of the heap. */
  readonly bytes: Buffer
  /** Of each request the hash of what it stored, where it is not known yet. */
  readonly digests: ReadonlyArray<Digest | undefined>
}

/**
 * Writes requests down. As objects, ten thousand of them give every collection of garbage so much to look through that an
 * upload of 10 MiB took a quarter longer (`npm run bench`).
 */
export function pack (entries: readonly Entry[]): Batch {
  return { count: entries.length, bytes: Buffer.from(JSON.stringify(entries)), digests: entries.map(printOf) }
}

/** Reads what was written down. */
export function unpack ({ bytes, digests }: Batch): Entry[] {
  const entries = JSON.parse(bytes.toString()) as Entry[]
  return entries.map((entry, index) => withPrint(entry, digests[index]))
}

/** Of several files none is stored, and all are hashed by then. */
function printOf ({ observations: { parts = [] } }: Entry): Digest | undefined {
  return parts.find(isOpen)?.digest
}

function withPrint (entry: Entry, digest: Digest | undefined): Entry {
  const { observations } = entry
  if (digest === undefined || observations.parts === undefined) return entry
  return { ...entry, observations: { ...observations, parts: observations.parts.map(part => isOpen(part) ? { ...part, digest } : part) } }
}

function isOpen ({ digest }: ObservedPart): boolean {
  return digest !== undefined && digest.sha256 === undefined
}
