import type { Fingerprint } from '../sandbox/content.js'
import type { Entry, PartNote } from './entry.js'

/** Requests that are over, written down. */
export interface Batch {
  readonly count: number
  /** JSON, outside of the heap. */
  readonly bytes: Buffer
  /** Of each request the hash of what it stored, where it is not known yet. */
  readonly prints: ReadonlyArray<Fingerprint | undefined>
}

/**
 * Writes requests down. As objects, ten thousand of them give every collection of garbage so much to look through that an
 * upload of 10 MiB took a quarter longer (`npm run bench`).
 */
export function pack (entries: readonly Entry[]): Batch {
  return { count: entries.length, bytes: Buffer.from(JSON.stringify(entries)), prints: entries.map(printOf) }
}

/** Reads what was written down. */
export function unpack ({ bytes, prints }: Batch): Entry[] {
  const entries = JSON.parse(bytes.toString()) as Entry[]
  return entries.map((entry, index) => withPrint(entry, prints[index]))
}

/** Of several files none is stored, and all are hashed by then. */
function printOf ({ notes: { parts = [] } }: Entry): Fingerprint | undefined {
  return parts.find(isOpen)?.print
}

function withPrint (entry: Entry, print: Fingerprint | undefined): Entry {
  const { notes } = entry
  if (print === undefined || notes.parts === undefined) return entry
  return { ...entry, notes: { ...notes, parts: notes.parts.map(part => isOpen(part) ? { ...part, print } : part) } }
}

function isOpen ({ print }: PartNote): boolean {
  return print !== undefined && print.sha256 === undefined
}
