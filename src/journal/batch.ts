import { numberOf } from '../http/request-id.js'
import type { Digest } from '../store/content.js'
import type { ObservedPart } from '../upload/form.js'
import type { Entry } from './entry.js'

/** Final entries, serialized. */
export interface Batch {
  readonly count: number
  /** The lowest and the highest number of an id. */
  readonly first: number
  readonly last: number
  readonly isRefused: readonly boolean[]
  /** JSON, outside of the heap. */
  readonly bytes: Buffer
  /** The digest of each entry's file, if it was still pending. */
  readonly digests: ReadonlyArray<Digest | undefined>
}

/**
 * Serializes entries. As objects, ten thousand of them slow down every garbage collection so much that an upload of 10 MiB
 * took a quarter longer (`npm run bench`).
 */
export function pack (entries: readonly Entry[]): Batch {
  const numbers = entries.map(({ id }) => numberOf(id))
  return {
    count: entries.length,
    first: Math.min(...numbers),
    last: Math.max(...numbers),
    isRefused: entries.map(isRefusal),
    bytes: Buffer.from(JSON.stringify(entries)),
    digests: entries.map(pendingDigestOf)
  }
}

/** Restores serialized entries. */
export function unpack ({ bytes, digests }: Batch): Entry[] {
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

/** Whether a request was refused: an empty list and an unchanged one have a rule, too. */
export function isRefusal ({ refusal, status }: Entry): boolean {
  return refusal !== null && status !== 204 && status !== 304
}
