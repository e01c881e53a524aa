import { redactName } from '../secrets/redact.js'
import { limits } from '../zoho/limits.js'
import { readPartHeaders, type PartHeaders } from './part-headers.js'

const CRLF = Buffer.from('\r\n')
const HEADERS_END = Buffer.from('\r\n\r\n')
const NOTHING = Buffer.alloc(0)
const [CR, LF, DASH, SPACE, TAB] = [13, 10, 45, 32, 9]

/** A form that cannot be taken apart; the message goes on behind “the multipart body cannot be read: ”. */
export class MalformedForm extends Error {
  override readonly name = 'MalformedForm'
}

/**
 * Looks at a form on its way to the parser: follows the boundary lines and the headers of the parts, beside
 * @fastify/multipart, which tells neither of parts that it passes over nor of lines that only begin like the boundary. Its
 * parser, @fastify/busboy 3.2.6,
 * - never ends where a part that it passes over brings 16 KiB or more in one piece: one with another disposition than
 *   form-data or with none, or with a line end in its name;
 * - takes a line of content that begins like the boundary for the boundary, and drops what follows;
 * - loses a part whose boundary line ends in blanks, which RFC 2046 §5.1.1 allows.
 * What would do so is taken out of the stream or refused. Everything else goes on as it came, without a copy.
 */
export class FormScanner {
  /** The parts that go on to the parser, in order. */
  readonly parts: PartHeaders[] = []
  /** The parts that do not, since no reader of forms could use them. */
  readonly unreadable: PartHeaders[] = []
  /** Whether there was a boundary line. */
  hasBoundary = false
  readonly #boundary: string
  readonly #delimiter: Buffer
  /** What may be the beginning of a boundary line, until more has come. */
  #held: Buffer = NOTHING
  /** Whether that begins with the end of the empty line behind headers. */
  #isEmptyLineHeld = false
  /** Whether nothing of the form is read yet. */
  #isAtBeginning = true
  #isPassing = false
  #isOver = false
  #size = 0

  /** @param boundary as in the Content-Type, without the dashes before it */
  constructor (boundary: string) {
    this.#boundary = boundary
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  }

  /**
   * Takes the next bytes of the body.
   * @returns what goes on to the parser, of them and of bytes that were held back before
   * @throws {MalformedForm}
   */
  write (chunk: Buffer): Buffer[] {
    this.#size += chunk.length
    // RFC 2046 §5.1.1: what follows is to be ignored; Zoho's PHP SDKs send a line end more.
    if (this.#isOver) return []
    const data = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = NOTHING
    return this.#scan(data)
  }

  /**
   * The body is over.
   * @returns what was held back and goes on to the parser
   * @throws {MalformedForm} where the form is not over
   */
  end (): Buffer[] {
    if (this.#isOver) return []
    const held = this.#held
    // Nothing has to follow the last boundary.
    if (['--', '\r\n--'].some(dashes => held.equals(Buffer.from(`${dashes}${this.#boundary}--`, 'latin1')))) {
      return this.#isEmptyLineHeld && this.#isPassing ? [CRLF, held] : [held]
    }
    const where = held.length > this.#delimiter.length ? `in the headers of part ${this.#count + 1}` : this.#place
    throw new MalformedForm(`it ends after ${this.#size} bytes, ${where}, without the closing boundary "--${this.#boundary}--"`)
  }

  get #count (): number {
    return this.parts.length + this.unreadable.length
  }

  get #place (): string {
    const last = [...this.parts, ...this.unreadable].find(({ number }) => number === this.#count)
    if (last === undefined) return 'before its first part'
    return `in part ${last.number}${last.name === undefined ? '' : ` ("${redactName(last.name)}")`}`
  }

  #scan (data: Buffer): Buffer[] {
    const passed: Buffer[] = []
    let from = this.#isPassing ? 0 : -1
    const passFrom = (start: number): void => { if (from === -1) from = Math.max(start, 0) }
    const passUpTo = (end: number): void => {
      if (from !== -1 && end > from) passed.push(data.subarray(from, end))
      from = -1
    }
    let emptyLineEnd = this.#isEmptyLineHeld ? 0 : -1
    const hold = (start: number): Buffer[] => {
      passUpTo(start)
      this.#held = data.subarray(Math.max(start, 0))
      this.#isEmptyLineHeld = start === emptyLineEnd
      if (start > 0) this.#isAtBeginning = false
      return passed
    }
    let position = 0
    for (let start = this.#nextDelimiter(data, position); start !== undefined; start = this.#nextDelimiter(data, position)) {
      const behind = start + this.#delimiter.length
      const lineEnd = behind > data.length ? undefined : this.#readLine(data, behind)
      if (lineEnd === undefined) return hold(start)
      if (lineEnd === 'last') {
        if (start === emptyLineEnd) passUpTo(start + CRLF.length)
        passFrom(start)
        passUpTo(behind + 2)
        this.#isOver = true
        return passed
      }
      const content = this.#readHeaders(data, lineEnd)
      if (content === undefined) return hold(start)
      this.#isAtBeginning = false
      // RFC 2046 §5.1.1: a part without content may end with its headers. The end of their empty line is the boundary's, too.
      if (start === emptyLineEnd) passUpTo(start + CRLF.length)
      if (this.#isPassing) {
        passFrom(start)
        if (lineEnd > behind) passUpTo(behind)
        passFrom(lineEnd)
      } else {
        passUpTo(start)
      }
      position = emptyLineEnd = content - CRLF.length
    }
    return hold(possibleStart(data, position, this.#delimiter))
  }

  /**
   * Finds a delimiter, or at the beginning of the form as much of one as there is.
   * @returns where it begins: before the data where no line end stands before it, as at the beginning of most forms
   */
  #nextDelimiter (data: Buffer, position: number): number | undefined {
    if (this.#isAtBeginning) {
      const length = Math.min(data.length, this.#delimiter.length - CRLF.length)
      if (data.compare(this.#delimiter, CRLF.length, CRLF.length + length, 0, length) === 0) {
        this.hasBoundary ||= length === this.#delimiter.length - CRLF.length
        return -CRLF.length
      }
    }
    const start = data.indexOf(this.#delimiter, position)
    if (start === -1) return undefined
    this.hasBoundary = true
    return start
  }

  /**
   * Reads what stands behind a delimiter on its line.
   * @returns where the line's end begins, `last` for the boundary that ends the form, nothing where more has to come first
   */
  #readLine (data: Buffer, start: number): number | 'last' | undefined {
    if (data[start] === DASH && (data[start + 1] ?? DASH) === DASH) {
      const next = data[start + 2]
      if (next !== undefined && ![CR, LF, SPACE, TAB].includes(next)) throw this.#looksLikeBoundary(`--${this.#boundary}--`)
      return next === undefined ? undefined : 'last'
    }
    let end = start
    while ((data[end] === SPACE || data[end] === TAB) && end - start < limits.boundaryPadding) end++
    if (data[end] === LF) throw new MalformedForm(`its lines end in LF alone, as the boundary line ${this.#place}: expected CRLF (RFC 2046, section 4.1.1)`)
    if (end === data.length || (data[end] === CR && end + 1 === data.length)) return undefined
    if (data[end] !== CR || data[end + 1] !== LF) throw this.#looksLikeBoundary(`--${this.#boundary}`)
    return end
  }

  #looksLikeBoundary (line: string): MalformedForm {
    return new MalformedForm(`${this.#place} a line begins with "${line}" and goes on, so that it may be content or a boundary`)
  }

  /**
   * Reads the headers of a part.
   * @param lineEnd where the end of the boundary line begins
   * @returns where the part's content begins; nothing where more has to come first
   */
  #readHeaders (data: Buffer, lineEnd: number): number | undefined {
    const number = this.#count + 1
    const found = data.indexOf(HEADERS_END, lineEnd)
    const end = found === -1 ? data.length : found
    if (data.subarray(lineEnd, end).includes(this.#delimiter)) throw new MalformedForm(`part ${number} has no empty line between its headers and its content`)
    if (end - lineEnd > limits.partHeaders) throw new MalformedForm(`the headers of part ${number} are longer than ${limits.partHeaders} bytes`)
    if (found === -1) return undefined
    if (number > limits.parts) throw new MalformedForm(`it has more than ${limits.parts} parts`)
    const part = readPartHeaders(data.toString('latin1', Math.min(lineEnd + CRLF.length, end), end), number)
    this.#isPassing = part.unreadable === undefined
    if (this.#isPassing) this.parts.push(part)
    else this.unreadable.push(part)
    return end + HEADERS_END.length
  }
}

/** Where the bytes begin that are the beginning of a delimiter, if all that follows is one; the end of the data where there are none. */
function possibleStart (data: Buffer, position: number, delimiter: Buffer): number {
  let start = data.indexOf(CR, Math.max(position, data.length - delimiter.length + 1))
  while (start !== -1 && !data.subarray(start).equals(delimiter.subarray(0, data.length - start))) start = data.indexOf(CR, start + 1)
  return start === -1 ? data.length : start
}
