import { createHash } from 'node:crypto'
import { isRepresentable, type Clock } from '../store/clock.js'
import type { FaultableOperation } from '../zoho/operations.js'
import { phaseOf, type Fault, type Phase } from './fault.js'

/** The properties of a request that faults are matched against. */
export interface FaultTarget {
  readonly operation: FaultableOperation
  readonly module?: string | undefined
  readonly record?: string | undefined
  readonly token?: string | undefined
}

/** What has become of a fault so far. */
export interface Progress {
  /** The number of requests that it matched. */
  readonly seen: number
  /** The number of times that it acted. */
  readonly hits: number
  /** When it expires, by the sandbox's clock, in milliseconds since 1970; may be Infinity. */
  readonly endsAt: number
  /** Whether it is on. One that is off matches no request. */
  readonly isEnabled: boolean
}

/** A fault in a sandbox. */
export interface InstalledFault extends Progress {
  readonly id: string
  readonly fault: Fault
}

/** The faults of one sandbox. */
export interface FaultTable {
  /** Whether there are no faults, as for most requests. */
  readonly isEmpty: boolean
  /** Grows with every change of a fault's counts. */
  readonly revision: number
  /** @param progress that of a fault in a state; a new fault starts from zero */
  add (fault: Fault, progress?: Partial<Progress>): InstalledFault
  /** Oldest first. */
  all (): readonly InstalledFault[]
  /** Whether it will never act again. */
  isSpent (installed: InstalledFault): boolean
  /** Turns a fault on or off; `undefined` if it does not exist. It keeps its counts, and a `ttl` goes on. */
  enable (id: string, isEnabled: boolean): InstalledFault | undefined
  /** @returns whether it existed */
  delete (id: string): boolean
  /** Finds the oldest fault that acts on a request in this phase, and counts a hit. */
  trigger (target: FaultTarget, phase: Phase): InstalledFault | undefined
}

type Entry = { -readonly [Name in keyof InstalledFault]: InstalledFault[Name] }

export function createFaultTable (clock: Clock): FaultTable {
  const entries: Entry[] = []
  let lastNumber = 0
  let revision = 0

  const isSpent = ({ hits, fault: { times }, endsAt }: InstalledFault): boolean => hits >= times || endsAt <= clock.now()

  return {
    get isEmpty () { return entries.length === 0 },
    get revision () { return revision },
    add (fault, { seen = 0, hits = 0, endsAt = endOf(fault, clock), isEnabled = true } = {}) {
      const entry: Entry = { id: `fault-${++lastNumber}`, fault, seen, hits, endsAt, isEnabled }
      entries.push(entry)
      return entry
    },
    all: () => entries,
    isSpent,
    enable (id, isEnabled) {
      const entry = entries.find(entry => entry.id === id)
      return entry && Object.assign(entry, { isEnabled })
    },
    delete (id) {
      const index = entries.findIndex(entry => entry.id === id)
      if (index !== -1) entries.splice(index, 1)
      return index !== -1
    },
    trigger (target, phase) {
      for (const entry of entries) {
        // Cheapest check first: most faults do not match.
        if (!entry.isEnabled || !matches(entry.fault, target) || phaseOf(entry.fault, target.operation) !== phase || isSpent(entry)) continue
        revision++
        if (!isDue(entry.fault, entry.seen++)) continue
        entry.hits++
        return entry
      }
      return undefined
    }
  }
}

function matches ({ operation, module, record, token }: Fault, target: FaultTarget): boolean {
  return (operation === '*' || operation === target.operation) &&
    (module ?? target.module) === target.module &&
    (record ?? target.record) === target.record &&
    (token ?? target.token) === target.token
}

/** @returns when a new fault expires; Infinity if that is beyond the range of clocks */
function endOf ({ ttl }: Fault, clock: Clock): number {
  const end = clock.now() + ttl
  return isRepresentable(end) ? end : Infinity
}

/**
 * Whether a fault acts on a request that it matches. The outcome is pseudo-random, the same in every run. It depends only on
 * the seed and the index, so that a fault of a state can continue from any count.
 * @param index the number of matching requests before this one
 */
function isDue ({ after, probability, seed }: Fault, index: number): boolean {
  if (index < after) return false
  if (probability === 1) return true
  return createHash('sha256').update(`${seed}/${index - after}`).digest().readUIntBE(0, 6) / 2 ** 48 < probability
}
