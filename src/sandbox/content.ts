/** A file's bytes, in the pieces in which they came: joining them would cost as much as receiving them. */
export interface Content {
  /** In bytes. */
  readonly size: number
  readonly chunks: readonly Buffer[]
}

/** Below this on average, in bytes, pieces weigh more than joining them costs. */
const SMALL = 16 * 1024
/** What a piece may keep alive beside itself, in bytes: the headers and the envelope of its request. */
const SLACK = 4 * 1024

/**
 * Keeps the pieces of a file, or one copy of them where they are many and small, or views of buffers that are far
 * larger than they: a client that sends byte by byte would fill the memory otherwise.
 */
export function contentOf (chunks: readonly Buffer[]): Content {
  const size = chunks.reduce((sum, { length }) => sum + length, 0)
  const kept = chunks.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)
  const isScattered = chunks.length > 1 && size < chunks.length * SMALL
  return { size, chunks: isScattered || kept > size * 1.5 + SLACK ? [Buffer.concat(chunks)] : chunks }
}
