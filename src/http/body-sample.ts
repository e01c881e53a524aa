import type { IncomingMessage } from 'node:http'

/** How many bytes of the beginning of a body are kept for the journal. */
export const SAMPLE_BYTES = 2048

/** The beginning of a request's body. */
export interface BodySample {
  readonly bytes: Buffer
  /** Of the body, as far as it came in, in bytes. */
  readonly size: number
}

interface Sample {
  bytes: Buffer
  size: number
  /** Whether the rest is only counted. */
  isComplete: boolean
}

/** Only of bodies that are no good form: a table of all requests would slow down each garbage collection. */
const samples = new WeakMap<IncomingMessage, Sample>()

/** Adds bytes of a body to its sample. To be called by whoever reads a body, with each chunk: nothing is read for it. */
export function sampleBody (raw: IncomingMessage, chunk: Buffer): void {
  const sample = samples.get(raw) ?? { bytes: Buffer.alloc(0), size: 0, isComplete: false }
  // A copy: the chunk may be a part of a file.
  if (!sample.isComplete) sample.bytes = Buffer.concat([sample.bytes, chunk.subarray(0, SAMPLE_BYTES - sample.bytes.length)])
  sample.isComplete ||= sample.bytes.length === SAMPLE_BYTES
  sample.size += chunk.length
  samples.set(raw, sample)
}

/** Sets the sample of a form that could not be read. What is drained of it later is only counted. */
export function setBodySample (raw: IncomingMessage, bytes: Buffer, size: number): void {
  samples.set(raw, { bytes: Buffer.from(bytes.subarray(0, SAMPLE_BYTES)), size, isComplete: true })
}

/**
 * The sample of a body that was read, or that has arrived as a whole and that nobody will read.
 * @returns `undefined` if there is none
 */
export function bodySampleOf (raw: IncomingMessage): BodySample | undefined {
  return samples.get(raw) ?? unreadSample(raw)
}

/** Looks at a body that waits in memory, and puts it back. */
function unreadSample (raw: IncomingMessage): BodySample | undefined {
  const { readableLength: size } = raw
  if (size === 0 || !raw.complete || raw.readableDidRead || raw.readableFlowing === true || raw.destroyed) return undefined
  // All of it is there, so that nothing is asked of the socket.
  const bytes = raw.read(Math.min(size, SAMPLE_BYTES)) as Buffer
  raw.unshift(bytes)
  return { bytes, size }
}
