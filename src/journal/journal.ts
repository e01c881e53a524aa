import type { Entry } from './entry.js'

/** The requests of one sandbox, as many as it has room for. */
export interface Journal {
  add (entry: Entry): void
  /** Tells of an entry again, which ended otherwise than it seemed. */
  changed (entry: Entry): void
  get (id: string): Entry | undefined
  /** Oldest first. */
  all (): Entry[]
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
/** What an entry weighs beside its texts; a round figure. */
const OVERHEAD = 600

/** @param maxEntries how many requests it keeps; none where 0 */
export function createJournal (maxEntries: number): Journal {
  // A Map keeps the order of insertion, and gives up its oldest as cheaply as a ring.
  const entries = new Map<string, Entry>()
  const listeners = new Set<(entry: Entry) => void>()
  let bytes = 0
  let dropped = 0

  function tell (entry: Entry): void {
    for (const listener of listeners) listener(entry)
  }

  function makeRoom (): void {
    for (const [id, entry] of entries) {
      if (entries.size <= maxEntries && bytes <= MAX_BYTES) return
      entries.delete(id)
      bytes -= weightOf(entry)
      dropped++
    }
  }

  return {
    add (entry) {
      entries.set(entry.id, entry)
      bytes += weightOf(entry)
      makeRoom()
      tell(entry)
    },
    changed: tell,
    get: id => entries.get(id),
    all: () => [...entries.values()],
    get dropped () { return dropped },
    get size () { return entries.size },
    clear () {
      const { size } = entries
      entries.clear()
      bytes = 0
      dropped = 0
      return size
    },
    subscribe (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    }
  }
}

function weightOf ({ url, headers, notes: { parts = [] } }: Entry): number {
  let weight = OVERHEAD + url.length
  for (const name in headers) weight += name.length + String(headers[name]).length
  for (const { name, filename = '', value = '' } of parts) weight += name.length + filename.length + value.length
  return weight
}
