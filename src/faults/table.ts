import { createHash } from 'node:crypto'
import { isRepresentable, type Clock } from '../store/clock.js'
import type { FaultyOperation } from '../zoho/operations.js'
import { phaseOf, type Fault, type Phase } from './fault.js'

/** What a request is target, for the faults that are for some requests only. */
export interface FaultTarget {
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
  /** The oldest fault that acts on a request at this phase, which counts as a hit. */
  take (target: FaultTarget, phase: Phase): InstalledFault | undefined
}

type Entry = { -readonly [Name in keyof InstalledFault]: InstalledFault[Name] }

export function createFaultTable (clock: Clock): FaultTable {
  const entries: Entry[] = []
  let made = 0

  const isSpent = ({ hits, fault: { times }, endsAt }: InstalledFault): boolean => hits >= times || endsAt <= clock.now()

  return {
    get isEmpty () { return entries.length === 0 },
    add (fault, { seen = 0, hits = 0, endsAt = endOf(fault, clock) } = {}) {
      const entry: Entry = { id: `fault-${++made}`, fault, seen, hits, endsAt }
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
    take (target, phase) {
      for (const entry of entries) {
        // The cheapest first: most faults are for other requests.
        if (!isFor(entry.fault, target) || phaseOf(entry.fault, target.operation) !== phase || isSpent(entry)) continue
        if (!isDue(entry.fault, entry.seen++)) continue
        entry.hits++
        return entry
      }
      return undefined
    }
  }
}

function isFor ({ operation, module, record, token }: Fault, target: FaultTarget): boolean {
  return (operation === '*' || operation === target.operation) &&
    (module ?? target.module) === target.module &&
    (record ?? target.record) === target.record &&
    (token ?? target.token) === target.token
}

/** When a fault that is made now ends. Where no clock can tell it, never: a clock does not go so far. */
function endOf ({ ttl }: Fault, clock: Clock): number {
  const end = clock.now() + ttl
  return isRepresentable(end) ? end : Infinity
}

/**
 * Whether a fault acts on one of the requests that it is for. Chance is the same in every run, and what it is for a request
 * does not depend on those before it: a fault that was written down goes on where it was, however far that is.
 * @param index of the request, from 0
 */
function isDue ({ after, probability, seed }: Fault, index: number): boolean {
  if (index < after) return false
  if (probability === 1) return true
  return createHash('sha256').update(`${seed}/${index - after}`).digest().readUIntBE(0, 6) / 2 ** 48 < probability
}
