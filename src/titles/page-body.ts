import type { IncomingMessage } from 'node:http'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { NoTitle } from './no-title.js'

/** For servers that compress although they were asked not to. */
const decompressors = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress]
])

/**
 * The first bytes of a page, decompressed.
 * @param maxBytes of what comes out, so that a small page that unfolds to a large one is cut too
 * @throws {NoTitle} for a compression that is not known
 */
export async function * pageBody (response: IncomingMessage, maxBytes: number): AsyncGenerator<Buffer> {
  let left = maxBytes
  for await (const chunk of decompressed(response) as AsyncIterable<Buffer>) {
    yield chunk.subarray(0, left)
    left -= chunk.length
    if (left <= 0) return
  }
}

function decompressed (response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() || 'identity'
  if (encoding === 'identity') return response
  const decompressor = decompressors.get(encoding)?.()
  if (decompressor === undefined) throw new NoTitle(`expected a page without compression, got the Content-Encoding "${encoding}"`)
  // What goes wrong comes out of the decompressor.
  return pipeline(response, decompressor, () => {})
}
