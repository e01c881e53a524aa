import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { mersenne } from 'pure-rand/generator/mersenne'
import type { Clock } from '../sandbox/clock.js'
import { momentOf, type Fault, type FaultyOperation, type Moment } from './fault.js'

/** What a request is about, for the faults that are for some requests only. */
export interface About {
  readonly operation: FaultyOperation
  readonly module?: string | undefined
  readonly record?: string | undefined
  readonly token?: string | undefined
}

/** How far a fault has come. */
export interface Progress {
  /** How many requests it was for. */
  readonly seen: number
  /** How often it has acted. */
  readonly hits: number
  /** Milliseconds since 1970, by the sandbox's clock; Infinity for never. */
  readonly endsAt: number
}

/** A fault in a sandbox. */
export interface InstalledFault extends Progress {
  readonly id: string
  readonly fault: Fault
}

/** The faults of one sandbox. */
export interface FaultTable {
  /** Whether none is installed, which is so for most requests. */
  readonly isEmpty: boolean
  add (fault: Fault, progress?: Partial<Progress>): InstalledFault
  /** Oldest first. */
  all (): readonly InstalledFault[]
  /** Whether it will never act again. */
  isSpent (installed: InstalledFault): boolean
  /** @returns whether there was one */
  delete (id: string): boolean
  /** The oldest fault that acts on a request at this moment, which counts as a hit. */
  take (about: About, moment: Moment): InstalledFault | undefined
}

type Entry = { -readonly [Name in keyof InstalledFault]: InstalledFault[Name] } & { readonly isDue: () => boolean }

export function createFaultTable (clock: Clock): FaultTable {
  const entries: Entry[] = []
  let made = 0

  const isSpent = ({ hits, fault: { times }, endsAt }: InstalledFault): boolean => hits >= times || endsAt <= clock.now()

  return {
    get isEmpty () { return entries.length === 0 },
    add (fault, { seen = 0, hits = 0, endsAt = clock.now() + fault.ttl } = {}) {
      const isDue = chanceOf(fault)
      // A fault that was written down goes on with the sequence where it was.
      for (let drawn = fault.after; drawn < seen; drawn++) isDue()
      const entry: Entry = { id: `fault-${++made}`, fault, seen, hits, endsAt, isDue }
      entries.push(entry)
      return entry
    },
    all: () => entries,
    isSpent,
    delete (id) {
      const index = entries.findIndex(entry => entry.id === id)
      if (index !== -1) entries.splice(index, 1)
      return index !== -1
    },
    take (about, moment) {
      for (const entry of entries) {
        // The cheapest first: most faults are for other requests.
        if (!isFor(entry.fault, about) || momentOf(entry.fault, about.operation) !== moment || isSpent(entry)) continue
        if (entry.seen++ < entry.fault.after || !entry.isDue()) continue
        entry.hits++
        return entry
      }
      return undefined
    }
  }
}

function isFor ({ operation, module, record, token }: Fault, about: About): boolean {
  return (operation === '*' || operation === about.operation) &&
    (module ?? about.module) === about.module &&
    (record ?? about.record) === about.record &&
    (token ?? about.token) === about.token
}

/** Chance that is the same in every run. */
function chanceOf ({ probability, seed }: Fault): () => boolean {
  if (probability === 1) return () => true
  // Of the library's generators the one that small seeds do not show in: the first number of xoroshiro128plus is next to 1 for each of them.
  const generator = mersenne(seed)
  return () => uniformFloat64(generator) < probability
}
