import fc from 'fast-check'
import t from 'tap'
import { JsonReader, readJson, type ReadJson } from '../../src/json/json-reader.js'
import { bounds } from '../../src/json/bounds.js'

/** Reads a text in pieces of so many bytes, the attachments' bytes taken out. */
function inPieces (text: string | Buffer, size: number, take: (bytes: number) => void = () => {}): ReadJson {
  const reader = new JsonReader({ name: 'it', take })
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += size) reader.write(bytes.subarray(start, start + size))
  return reader.end()
}

const state = (content: string): string => `{"attachments":[{"content":${content}}]}`
const contentOf = (text: string, size = 7): string | undefined => {
  const [chunks] = inPieces(state(text), size).contents
  return chunks && Buffer.concat(chunks).toString()
}

t.test('JSON in pieces of any length is parsed as by JSON.parse', async () => {
  fc.assert(fc.property(fc.json({ maxDepth: 5 }), fc.boolean(), fc.integer({ min: 1, max: 20 }), (text, isPretty, size) => {
    const written = isPretty ? JSON.stringify(JSON.parse(text), null, 2) : text
    if (/__proto__|prototype/.test(written)) return true
    return JSON.stringify(inPieces(written, size).value) === JSON.stringify(JSON.parse(written))
  }), { seed: 20261125, numRuns: 2000 })
})

t.test('the bytes of attachments are extracted from pieces of any length and any escaping', async () => {
  const escapes = [(base64: string) => base64, (base64: string) => base64.replaceAll('/', '\\/'), (base64: string) => base64.replaceAll('+', '\\u002B')]
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...escapes), fc.integer({ min: 1, max: 50 }), (bytes, escape, size) => {
    let taken = 0
    const text = `{ "attachments" : [ {"content": "${escape(Buffer.from(bytes).toString('base64'))}", "name":"a\\"b"}, {"content":"SGVsbG8="} ], "users":[{"content":"left"}], "content":"left" }`
    const { value, contents } = inPieces(text, size, more => { taken += more })
    const [first = [], second = []] = contents
    return Buffer.concat(first).equals(bytes) && Buffer.concat(second).toString() === 'Hello' && taken === bytes.length + 5 &&
      JSON.stringify(value) === '{"attachments":[{"content":"0","name":"a\\"b"},{"content":"1"}],"users":[{"content":"left"}],"content":"left"}'
  }), { seed: 20261125, numRuns: 500 })
})

t.test('long base64 is decoded piece by piece', async t => {
  const bytes = Buffer.alloc(300_000, '>>>???')
  for (const text of [bytes.toString('base64'), bytes.toString('base64').replaceAll('/', '\\/'), bytes.toString('base64').replaceAll('/', '\\u002f')]) {
    for (const size of [1000, 65_536, 1_000_000]) {
      const [chunks = []] = inPieces(state(`"${text}"`), size).contents
      t.ok(Buffer.concat(chunks).equals(bytes))
    }
  }
})

t.test('invalid base64 is not decoded', async t => {
  t.equal(contentOf('"SGVsbG8="'), 'Hello')
  t.equal(contentOf('""'), '')
  for (const wrong of ['"SGVsbG8"', '"SGVsbG8=SGVsbG8="', '"S GVsbG8="', '"SGVs\\nbG8="', '"\\\\\\\\"', '"SGVsbG9="', '"ÄÖÜß"', `"${'='.repeat(70_000)}"`, `"QQ==${'A'.repeat(140_000)}"`]) t.equal(contentOf(wrong), undefined, wrong.slice(0, 30))
  t.equal(contentOf('"SGVsbG8=","content":"QQ=="'), 'Hello', 'the first of two; the second is what the value names')
})

const refused: ReadonlyArray<readonly [name: string, text: string, message: string, isTooLarge?: boolean]> = [
  ['nesting', '['.repeat(bounds.depth + 1), `Expected it to be nested at most ${bounds.depth} levels deep, got more`],
  ['nesting in objects', '{"a":'.repeat(1000), `Expected it to be nested at most ${bounds.depth} levels deep, got more`],
  ['a long array', `[${'1,'.repeat(bounds.items)}1]`, `Expected it to have at most ${bounds.items} values in one array or object, got more`, true],
  ['a large object', `{${'"a":1,'.repeat(bounds.items)}"a":1}`, `Expected it to have at most ${bounds.items} values in one array or object, got more`, true],
  ['many values', `[${Array(bounds.items).fill(`[${'1,'.repeat(20)}1]`).join()}]`, `Expected it to have at most ${bounds.values} values, got more`, true],
  ['many bytes', `"${'x'.repeat(bounds.state)}"`, `Expected it to have at most ${bounds.state} bytes beside the \`content\` of its attachments, photos and files, got more`, true],
  ['a key __proto__', '{"a":{"__proto__":1}}', 'Expected no key `__proto__` in it: objects inherit by it, and nothing that is read has one'],
  ['an escaped key __proto__', '{"\\u005f_prot\\u006f__":1}', 'Expected no key `__proto__` in it: objects inherit by it, and nothing that is read has one'],
  ['a key prototype of a constructor', '{"constructor":{"prototype":1}}', 'Expected no key `prototype` in it: objects inherit by it, and nothing that is read has one'],
  ['no JSON', '{"a" 1}', 'Expected it to be JSON: ']
]

for (const [name, text, message, isTooLarge = false] of refused) {
  t.test(`JSON with ${name} is refused`, async t => {
    for (const size of [65_536, 1_000_000]) {
      try {
        inPieces(text, size)
        t.fail('it was read')
      } catch (error) {
        t.match(error, { name: 'JsonError', isTooLarge })
        t.ok((error as Error).message.startsWith(message), (error as Error).message)
      }
    }
  })
}

t.test('keys that only resemble a refused key are accepted', async t => {
  for (const text of ['{"prototype":1}', '["__proto__"]', '{"constructor":1}', '{"constructor":[{"prototype":1}]}', '{"x__proto__":1}', `{"${'\\u005f'.repeat(9)}abc":1}`, `{"${'k'.repeat(200)}":1}`]) {
    t.strictSame(JSON.stringify(readJson(Buffer.from(text), 'it')), JSON.stringify(JSON.parse(text)), text)
  }
  t.throws(() => readJson(Buffer.from('{"\\x":1}'), 'it'), { message: /^Expected it to be JSON/ })
  t.strictSame(readJson(Buffer.from('\uFEFF[1]'), 'it'), [1], 'a byte order mark is skipped')
  t.throws(() => readJson(Buffer.from('1,2'), 'it'), { message: /^Expected it to be JSON/ })
  t.throws(() => readJson(Buffer.alloc(bounds.state + 1), 'it'), { message: `Expected it to have at most ${bounds.state} bytes, got more`, isTooLarge: true })
})

t.test('attachments that do not fit the store are refused while they arrive', async t => {
  t.throws(() => inPieces(state(`"${'A'.repeat(400_000)}"`), 1000, () => { throw new Error('full') }), { message: 'full' })
})
