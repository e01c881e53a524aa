import fc from 'fast-check'
import t from 'tap'
import { FormScanner, MalformedFormError } from '../../src/upload/form-scanner.js'

const FILE = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'

interface Scanned {
  /** The bytes that are passed to the parser. */
  readonly passed: string
  readonly parts: ReadonlyArray<string | undefined>
  readonly unreadable: ReadonlyArray<string | undefined>
  readonly error?: string
}

/** Scans a body with the boundary B in pieces of `size` bytes. */
function scan (body: string, size = Infinity): Scanned {
  const scanner = new FormScanner('B')
  const bytes = Buffer.from(body, 'latin1')
  const passed: Buffer[] = []
  const result = (): Scanned => ({
    passed: Buffer.concat(passed).toString('latin1'),
    parts: scanner.parts.map(({ name }) => name),
    unreadable: scanner.unreadable.map(({ unreadable }) => unreadable)
  })
  try {
    for (let start = 0; start < bytes.length; start += size) passed.push(...scanner.write(bytes.subarray(start, start + Math.min(size, bytes.length))))
    passed.push(...scanner.end())
    return result()
  } catch (error) {
    return { ...result(), error: (error as MalformedFormError).message }
  }
}

t.test('a valid form is passed on unchanged, without preamble and epilogue', async t => {
  const form = `--B\r\n${FILE}hello\r\n--B\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--B--`
  for (const [before, after] of [['', ''], ['', '\r\n'], ['\r\n', '\r\n\r\n'], ['preamble\r\n', '\r\nepilogue --B\r\n']] as const) {
    for (const size of [1, 2, 7, Infinity]) {
      t.strictSame(scan(`${before}${form}${after}`, size), { passed: `${before === '' ? '' : '\r\n'}${form}`, parts: ['file', 'title'], unreadable: [] }, `${before} ${size}`)
    }
  }
})

t.test('an unusable part is removed, and what is wrong with it is reported', async t => {
  const good = `--B\r\n${FILE}hello\r\n`
  const rows: ReadonlyArray<readonly [headers: string, why: string]> = [
    ['', 'part 2 has no headers: an empty line stands right behind its boundary line'],
    ['\r\nContent-Disposition: form-data; name="x"\r\n', 'part 2 has no headers: an empty line stands right behind its boundary line'],
    ['Content-Type: text/plain\r\n', 'part 2 has no Content-Disposition'],
    ['Content-Disposition: attachment; name="file"; filename="x"\r\n', 'part 2 has the Content-Disposition "attachment", expected form-data'],
    ['Content-Disposition:\r\n', 'part 2 has the Content-Disposition "", expected form-data'],
    ['Content-Disposition: ; name="file"\r\n', 'part 2 has the Content-Disposition "", expected form-data'],
    ['Content-Disposition: form-data; filename="x"\r\n', 'part 2 has no name'],
    ['Content-Disposition: form-data; name="constructor"\r\n', 'part 2 has the name "constructor", which JavaScript reserves'],
    ['Content-Disposition: form-data; name*=UTF-8\'\'a%0Ab\r\n', 'part 2 has a line end in its name'],
    ['Content-Disposition: form-data; name="x"; filename*=UTF-8\'\'a%0D%0Ab\r\n', 'part 2 has a line end in its filename'],
    ['Content-Disposition: form-data; name="x"\nContent-Type: text/plain\r\n', 'line 1 of part 2 ends in a bare LF, expected CRLF'],
    ['Content-Type: text/plain\rContent-Disposition: form-data; name="x"\r\n', 'line 1 of part 2 ends in a bare CR, expected CRLF'],
    ['Content-Type: text/plain\r\nno colon\r\n', 'line 2 of part 2 is no header'],
    ['a line that is much longer than a quotation\r\n', 'line 1 of part 2 is no header']
  ]
  for (const [headers, why] of rows) {
    for (const size of [1, 5, Infinity]) {
      const bad = `--B\r\n${headers}\r\nodd\r\n`
      t.strictSame(scan(`${good}${bad}${good}--B--\r\n`, size), { passed: `${good}${good}--B--`, parts: ['file', 'file'], unreadable: [why] }, `${why}, in pieces of ${size}`)
      t.strictSame(scan(`${bad}--B--`, size), { passed: '\r\n--B--', parts: [], unreadable: [why.replaceAll('part 2', 'part 1')] }, `${why}, alone`)
    }
  }
})

t.test('blanks after a boundary are removed', async t => {
  for (const size of [1, 3, Infinity]) {
    t.strictSame(scan(`--B \t\r\n${FILE}hello\r\n--B-- \r\n`, size), { passed: `--B\r\n${FILE}hello\r\n--B--`, parts: ['file'], unreadable: [] })
    t.strictSame(scan(`--B\r\n${FILE}hello\r\n--B  \r\n${FILE}x\r\n--B--`, size), { passed: `--B\r\n${FILE}hello\r\n--B\r\n${FILE}x\r\n--B--`, parts: ['file', 'file'], unreadable: [] })
  }
})

t.test('a part may consist of headers only', async t => {
  for (const size of [1, 4, Infinity]) {
    t.strictSame(scan(`--B\r\n${FILE}--B--`, size), { passed: `--B\r\n${FILE}\r\n--B--`, parts: ['file'], unreadable: [] }, 'the line end that the parser needs is added')
    t.strictSame(scan('--B\r\nContent-Type: text/plain\r\n\r\n--B--', size), { passed: '\r\n--B--', parts: [], unreadable: ['part 1 has no Content-Disposition'] })
  }
})

t.test('a form that cannot be parsed is refused with the place of the mistake', async t => {
  const part = `--B\r\n${FILE}hello`
  const rows: ReadonlyArray<readonly [body: string, error: string]> = [
    [`${part}\r\n--B2 is another\r\nmore\r\n--B--`, 'in part 1 ("file") a line begins with "--B" and goes on, so that it may be content or a boundary'],
    [`${part}\r\n--B \t2\r\nmore\r\n--B--`, 'in part 1 ("file") a line begins with "--B" and goes on, so that it may be content or a boundary'],
    [`${part}\r\n--B-\r\n`, 'in part 1 ("file") a line begins with "--B" and goes on, so that it may be content or a boundary'],
    [`${part}\r\n--B\rx\n`, 'in part 1 ("file") a line begins with "--B" and goes on, so that it may be content or a boundary'],
    [`${part}\r\n--B--2\r\nmore\r\n--B--`, 'in part 1 ("file") a line begins with "--B--" and goes on, so that it may be content or a boundary'],
    [`--B${' '.repeat(300)}\r\n${FILE}`, 'before its first part a line begins with "--B" and goes on, so that it may be content or a boundary'],
    [`--B\n${FILE.replaceAll('\r', '')}hello\n--B--\n`, 'its lines end in LF alone, as the boundary line before its first part: expected CRLF (RFC 2046, section 4.1.1)'],
    [`${part}\r\n--B\nContent-`, 'its lines end in LF alone, as the boundary line in part 1 ("file"): expected CRLF (RFC 2046, section 4.1.1)'],
    ['--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nhello\r\n--B--', 'part 1 has no empty line between its headers and its content'],
    [`${part}\r\n--B\r\n--B--`, 'part 2 has no empty line between its headers and its content'],
    [`--B\r\nX: ${'x'.repeat(20_000)}`, 'the headers of part 1 are longer than 16384 bytes'],
    [`--B\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 'the headers of part 1 are longer than 16384 bytes'],
    [`${`--B\r\n${FILE}\r\n`.repeat(1001)}--B--`, 'it has more than 1000 parts'],
    [part, 'it ends after {size} bytes, in part 1 ("file"), without the closing boundary "--B--"'],
    [`${part}\r\n--B`, 'it ends after {size} bytes, in part 1 ("file"), without the closing boundary "--B--"'],
    [`${part}\r\n--B\r\nContent-Di`, 'it ends after {size} bytes, in the headers of part 2, without the closing boundary "--B--"'],
    ['--B\r\nContent-Type: text/plain\r\n\r\nx', 'it ends after {size} bytes, in part 1, without the closing boundary "--B--"'],
    ['nothing', 'it ends after {size} bytes, before its first part, without the closing boundary "--B--"']
  ]
  for (const [body, error] of rows) {
    for (const size of [1, 6, Infinity]) t.equal(scan(body, size).error, error.replace('{size}', String(body.length)), `${error}, in pieces of ${size}`)
  }
})

t.test('the result does not depend on the pieces in which a form arrives', async t => {
  const almostForms = fc.array(fc.constantFrom('--B', '\r\n', '\r', '\n', '--', ' ', '-', 'B', FILE, 'x', 'Content-Type: a/b', '\r\n\r\n', '\r\n--B\r\n', '\r\n--B--'), { maxLength: 20 }).map(pieces => pieces.join(''))
  fc.assert(fc.property(almostForms, fc.integer({ min: 1, max: 30 }), (body, size) => {
    const { passed, ...whole } = scan(body)
    const { passed: passedInPieces, ...inPieces } = scan(body, size)
    // How much of a refused form was passed on does not matter.
    return JSON.stringify(whole) === JSON.stringify(inPieces) && (whole.error !== undefined || passed === passedInPieces)
  }), { numRuns: 3000 })
  t.pass('3000 runs')
})
