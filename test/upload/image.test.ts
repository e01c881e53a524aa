import fc from 'fast-check'
import t from 'tap'
import { contentOf } from '../../src/store/content.js'
import { imageOf } from '../../src/upload/image.js'

const PNG = Buffer.concat([Buffer.from('\u0089PNG\r\n\u001a\n\0\0\0\rIHDR', 'latin1'), Buffer.from([0, 0, 1, 0, 0, 0, 0, 2])])
const GIF = Buffer.concat([Buffer.from('GIF87a'), Buffer.from([3, 0, 4, 0])])
const BMP = Buffer.concat([Buffer.from('BM'), Buffer.alloc(16), Buffer.from([5, 0, 0, 0, 250, 255, 255, 255])])
/** An APP0 segment, a comment, and the frame with the dimensions. */
const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), Buffer.alloc(14), Buffer.from([0xff, 0xfe, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 7, 0, 8, 1, 1, 0x11, 0])])

t.test('the dimensions of each format are read from its header, however the bytes arrived', async t => {
  const rows = [[PNG, 'image/png', 256, 2], [JPEG, 'image/jpeg', 8, 7], [GIF, 'image/gif', 3, 4], [BMP, 'image/bmp', 5, 6]] as const
  for (const [bytes, mediaType, width, height] of rows) {
    t.strictSame(imageOf(contentOf([bytes, Buffer.alloc(100)])), { mediaType, width, height })
    t.strictSame(imageOf({ size: bytes.length, digest: {}, chunks: [...bytes].map(byte => Buffer.from([byte])) }), { mediaType, width, height })
  }
})

t.test('what is no image, or lacks its dimensions, is none', async t => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('Hello'), PNG.subarray(0, 20), Buffer.from('\u0089PNG\r\n\u001a\n\0\0\0\rIDAT', 'latin1'), GIF.subarray(0, 9), Buffer.from('GIF89a\0\0\0\0'), JPEG.subarray(0, 30), Buffer.from('<svg width="1" height="1"/>')]) {
    t.equal(imageOf(contentOf([bytes])), undefined, bytes.toString('latin1'))
  }
})

t.test('bytes behind a header that is cut short are not read, although they are in the same memory', async t => {
  const memory = Buffer.from('GIF89a\u0001\u0000\u0001\u0000', 'latin1')
  t.equal(imageOf({ size: 7, digest: {}, chunks: [memory.subarray(0, 7)] }), undefined)
})

t.test('hostile bytes of each format are read without an error', async () => {
  const starts = fc.constantFrom(PNG, JPEG, GIF, BMP).chain(bytes => fc.nat(bytes.length).map(length => bytes.subarray(0, length)))
  fc.assert(fc.property(starts, fc.uint8Array({ maxLength: 300 }), (start, rest) => {
    const { width = 1, height = 1 } = imageOf(contentOf([start, Buffer.from(rest)])) ?? {}
    return Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0
  }), { numRuns: 3000 })
})

t.test('a JPEG of ten MiB that has no dimensions is given up after a part of it', async t => {
  const hostile = Buffer.alloc(10 * 1024 ** 2)
  JPEG.copy(hostile, 0, 0, 2)
  // The dimensions behind the first MiB are not looked for.
  JPEG.copy(hostile, 5 * 1024 ** 2)
  t.equal(imageOf(contentOf([hostile])), undefined)
})
