import t from 'tap'
import { contentOf, type Content } from '../../src/store/content.js'

const KiB = 1024

/** The bytes that a content keeps in memory. */
function weightOf ({ chunks }: Content): number {
  return [...new Set(chunks.map(({ buffer }) => buffer))].reduce((sum, { byteLength }) => sum + byteLength, 0)
}

/** A received piece: a view of the buffer in which its request arrived. */
function pieceOf (size: number, received: number, value = 'x'): Buffer {
  return Buffer.from(new ArrayBuffer(received), 10, size).fill(value)
}

t.test('a large file is kept in the pieces in which it arrived', async t => {
  const chunks = [pieceOf(60 * KiB, 64 * KiB), pieceOf(63 * KiB, 64 * KiB)]
  t.equal(contentOf(chunks).chunks, chunks)
})

t.test('a small file that fills most of its form is kept as it arrived', async t => {
  const chunks = [pieceOf(KiB, KiB + 250)]
  t.equal(contentOf(chunks).chunks, chunks)
})

t.test('a small file does not keep the rest of its form in memory', async t => {
  for (const size of [1, 20, KiB]) {
    const content = contentOf([pieceOf(size, 5 * KiB)])
    t.equal(content.size, size)
    t.equal(weightOf(content), size)
    t.equal(Buffer.concat(content.chunks).toString(), 'x'.repeat(size))
  }
})

t.test('a file that arrived in many small pieces is joined', async t => {
  const content = contentOf(['a', 'b', 'c'].map(value => pieceOf(KiB, 2 * KiB, value)))
  t.equal(content.size, 3 * KiB)
  t.equal(weightOf(content), 3 * KiB)
  t.equal(Buffer.concat(content.chunks).toString(), ['a', 'b', 'c'].map(value => value.repeat(KiB)).join(''))
})
