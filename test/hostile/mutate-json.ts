import fc, { type Arbitrary } from 'fast-check'

/** Changes a JSON text. */
type Change = (text: string) => string

/** A path into a value: the key at each depth, as a share of the number of keys. */
type Path = readonly number[]

const nested = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth)

/** JSON texts of unexpected values, each small enough to be sent often. */
const oddTexts: readonly string[] = [
  'null', 'true', 'false', '0', '-1', '-0', '1', '1.5', '1e308', '-1e308', '1e400', '5e-324', '2147483648', '4294967296', '899999999999', '900000000000', '9007199254740991', '9007199254740992', '-9007199254740991', '1e21', '""', '" "', '"x"', '"0"', '"-1"', '"1"',
  '[]', '{}', '[[]]', '[null]', '[{}]', '{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"toString":1}', '{"length":-1}', '{"id":"1","id":"2"}',
  '"__proto__"', '"constructor"', '"hasOwnProperty"', '"\\u0000"', '"\\ud800"', '"\\udfff\\ud800"', '"\\ufeff"', '"😀日本é"', '"\\r\\nX: y"', '"a\\u2028b"', '"../../etc/passwd"', '"file:///etc/passwd"', '"javascript:alert(1)"', '"<script>"', '"%zz"', '"=?utf-8?B?YQ==?="',
  '"1970-01-01T00:00:00Z"', '"9999-12-31T23:59:59Z"', '"9999-12-31T23:59:59-14:00"', '"0000-01-01T00:00:00Z"', '"+275760-09-13T00:00:00Z"', '"2026-02-30T00:00:00Z"', '"2026-01-02T24:00:00Z"', '"2026-01-02T03:04:60Z"', '"2026-01-02"',
  '"0ms"', '"1d"', '"999999999d"', '"99999999999999999999999d"', '"-999999999d"', '"1e5d"', '"0.0000001ms"', '"+14:00"', '"+99:99"', '"-00:00"', '"any"', '"always"', '"real"', '"*"', '"INTERNAL_ERROR"', '"upload.stored"', '"list.empty"',
  `"${'9'.repeat(19)}"`, `"${'9'.repeat(500)}"`, '"4150868000900000000"', '"4150868000899999999"', `"${'x'.repeat(501)}"`, `"${'x'.repeat(100_000)}"`, `"${'é'.repeat(50_000)}"`, `"${'A'.repeat(99_999)}"`, '"AAAA"', '"A==="', '"not base64!"',
  nested(200, '[', ']'), nested(20_000, '[', ']'), nested(5000, '{"a":', '}').replace('{"a":}', '{"a":1}'),
  `[${Array(100_000).fill('0').join()}]`, `[${Array(20_000).fill('{}').join()}]`, `[${Array(50_000).fill('""').join()}]`, `{${Array.from({ length: 20_000 }, (_value, index) => `"k${index}":${index}`).join()}}`
]

const odd = fc.constantFrom(...oddTexts)
const path: Arbitrary<Path> = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 6 })

type Container = Record<string, unknown> | unknown[]

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null

/** A placeholder for a text that JSON.stringify cannot produce. */
const MARK = '@@odd@@'

/** Changes the value at a path, or at the deepest part of the path that exists. */
function changeAt (text: string, path: Path, change: (container: Container, key: string) => void): string {
  const whole: unknown = JSON.parse(text)
  let container: unknown = whole
  for (const [depth, share] of path.entries()) {
    if (!isContainer(container)) break
    const keys = Object.keys(container)
    const key = keys[Math.floor(share * keys.length)]
    if (key === undefined) break
    const next = (container as Record<string, unknown>)[key]
    if (depth === path.length - 1 || !isContainer(next) || Object.keys(next).length === 0) {
      change(container, key)
      break
    }
    container = next
  }
  return JSON.stringify(whole)
}

const changes: Arbitrary<Change> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(path, odd).map(([where, value]): Change => text => changeAt(text, where, (container, key) => { (container as Record<string, unknown>)[key] = MARK }).replace(`"${MARK}"`, () => value)) },
  { weight: 2, arbitrary: path.map((where): Change => text => changeAt(text, where, (container, key) => { Array.isArray(container) ? container.splice(Number(key), 1) : delete container[key] })) },
  // Repeats an element of a list many times, or a key of an object.
  {
    weight: 2,
    arbitrary: fc.tuple(path, fc.constantFrom(1, 2, 30, 3000)).map(([where, times]): Change => text => changeAt(text, where, (container, key) => {
      if (Array.isArray(container)) container.push(...Array<unknown>(times).fill(container[Number(key)]))
      else container[`${key}2`] = container[key]
    }))
  },
  {
    weight: 2,
    arbitrary: fc.tuple(path, fc.constantFrom('__proto__', 'constructor', 'toString', '', 'x', '\u0000', 'seen', 'content', 'file', '$schema', 'x'.repeat(10_000)), odd).map(([where, name, value]): Change => text => changeAt(text, where, container => {
      if (!Array.isArray(container)) Object.defineProperty(container, name, { value: MARK, enumerable: true, configurable: true, writable: true })
    }).replace(`"${MARK}"`, () => value))
  },
  {
    weight: 1,
    arbitrary: fc.tuple(path, path).map(([one, other]): Change => text => {
      let taken: unknown
      changeAt(text, one, (container, key) => { taken = (container as Record<string, unknown>)[key] })
      return changeAt(text, other, (container, key) => { (container as Record<string, unknown>)[key] = taken })
    })
  },
  // Changes to the text itself.
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }).map((share): Change => text => text.slice(0, Math.floor(share * text.length))) },
  { weight: 1, arbitrary: fc.constantFrom<Change>(text => `\ufeff${text}`, text => `[${text}]`, text => `${text}${text}`, text => text.replace('{', '{"users":[],'), text => text.replace('{', '{"__proto__":{"a":1},'), text => text.replaceAll(':', ': '), text => text.replace(/}$/, ',}'), text => text.replaceAll('"', '\''), () => '', () => 'null', () => '[]', () => '"x"', () => '0', text => JSON.stringify(text)) },
  { weight: 1, arbitrary: odd.map((value): Change => () => value) }
)

/** One to three changes. A change that needs valid JSON is skipped if the text is not valid any more. */
export const mutatedJson: Arbitrary<Change> = fc.array(changes, { minLength: 1, maxLength: 3 }).map(list => text => list.reduce((changed, change) => {
  try {
    return change(changed)
  } catch {
    return changed
  }
}, text))
