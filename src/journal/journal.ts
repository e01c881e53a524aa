import { pack, unpack, type Batch } from './batch.js'
import type { Entry } from './entry.js'

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

/** @param maxEntries how many requests it keeps; none where 0 */
export function createJournal (maxEntries: number): Journal {
  // The oldest first, and the first of them without those that had to go.
  const batches: Batch[] = []
  let gone = 0
  let packed = 0
  const recent: Entry[] = []
  const listeners = new Set<(entry: Entry) => void>()
  let bytes = 0
  let dropped = 0

  const size = (): number => packed + recent.length
  const all = (): Entry[] => [...batches.flatMap(unpack).slice(gone), ...recent]

  function tell (entry: Entry): void {
    for (const listener of listeners) listener(entry)
  }

  /** Writes down what came first, once all of it is over. */
  function packOldest (): void {
    if (recent.length < 2 * BATCH || !recent.slice(0, BATCH).every(({ isOver }) => isOver)) return
    const entries = recent.splice(0, BATCH)
    const batch = pack(entries)
    batches.push(batch)
    packed += BATCH
    bytes += batch.bytes.length - weightOf(entries)
  }

  function dropOldest (): void {
    dropped++
    const [batch] = batches
    if (batch === undefined) {
      bytes -= weightOf(recent.splice(0, 1))
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
      recent.push(entry)
      bytes += weightOf([entry])
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
      batches.length = recent.length = packed = gone = bytes = dropped = 0
      return cleared
    },
    subscribe (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    }
  }
}

function weightOf (entries: readonly Entry[]): number {
  let weight = 0
  for (const { url, headers, notes: { parts = [] } } of entries) {
    weight += OVERHEAD + url.length
    for (const name in headers) weight += name.length + String(headers[name]).length
    for (const { name, filename = '', value = '' } of parts) weight += name.length + filename.length + value.length
  }
  return weight
}
