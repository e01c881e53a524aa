import { redactName } from '../secrets/redact.js'
import { limits } from '../zoho/limits.js'
import { readPartHeaders, type PartHeaders } from './part-headers.js'

const CRLF = Buffer.from('\r\n')
const HEADERS_END = Buffer.from('\r\n\r\n')
const EMPTY = Buffer.alloc(0)
const [CR, LF, DASH, SPACE, TAB] = [13, 10, 45, 32, 9]

/** Thrown for a form that cannot be parsed. The message continues “the multipart body cannot be read: ”. */
export class MalformedFormError extends Error {
  override readonly name = 'MalformedFormError'
}

/**
 * Scans a form on its way to the parser of @fastify/multipart, which reports neither the parts that it skips nor lines that
 * merely begin like the boundary. That parser, @fastify/busboy 3.2.6,
 * - hangs if it skips a part that comes with 16 KiB or more in one chunk. It skips parts with a disposition other than
 *   form-data, without a disposition, or with a line end in the name;
 * - treats a line of content that begins like the boundary as the boundary, and drops what follows;
 * - loses a part whose boundary line ends in whitespace, which RFC 2046 §5.1.1 allows.
 * The scanner removes such input from the stream or refuses it. It passes on everything else unchanged and without copying.
 */
export class FormScanner {
  /** The parts that are passed to the parser, in order. */
  readonly parts: PartHeaders[] = []
  /** The parts that are not, because no form parser could use them. */
  readonly unreadable: PartHeaders[] = []
  /** Whether a boundary line was found. */
  hasBoundary = false
  readonly #boundary: string
  readonly #delimiter: Buffer
  /** Bytes that may be the beginning of a boundary line or belong to unfinished headers, until more arrives. */
  #pending: Buffer = EMPTY
  /** Whether they begin with the end of the empty line after headers. */
  #isEmptyLinePending = false
  /** Whether nothing of the form has been read yet. */
  #isAtBeginning = true
  #isPassing = false
  #isOver = false
  #size = 0

  /** @param boundary as in the Content-Type, without the leading dashes */
  constructor (boundary: string) {
    this.#boundary = boundary
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  }

  /**
   * Takes the next chunk of the body.
   * @returns the bytes for the parser, which may include bytes of earlier chunks
   * @throws {MalformedFormError}
   */
  write (chunk: Buffer): Buffer[] {
    this.#size += chunk.length
    // RFC 2046 §5.1.1: what follows has to be ignored. Zoho's PHP SDKs send another line end.
    if (this.#isOver) return []
    const data = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    this.#pending = EMPTY
    return this.#scan(data)
  }

  /**
   * Takes the end of the body.
   * @returns the last bytes for the parser
   * @throws {MalformedFormError} if the form is not complete
   */
  end (): Buffer[] {
    if (this.#isOver) return []
    const pending = this.#pending
    // The last boundary needs no line end.
    if (['--', '\r\n--'].some(dashes => pending.equals(Buffer.from(`${dashes}${this.#boundary}--`, 'latin1')))) {
      return this.#isEmptyLinePending && this.#isPassing ? [CRLF, pending] : [pending]
    }
    const location = pending.length > this.#delimiter.length ? `in the headers of part ${this.#count + 1}` : this.#location
    throw new MalformedFormError(`it ends after ${this.#size} bytes, ${location}, without the closing boundary "--${this.#boundary}--"`)
  }

  get #count (): number {
    return this.parts.length + this.unreadable.length
  }

  get #location (): string {
    const last = [...this.parts, ...this.unreadable].find(({ number }) => number === this.#count)
    if (last === undefined) return 'before its first part'
    return `in part ${last.number}${last.name === undefined ? '' : ` ("${redactName(last.name)}")`}`
  }

  #scan (data: Buffer): Buffer[] {
    const output: Buffer[] = []
    let from = this.#isPassing ? 0 : -1
    const passFrom = (start: number): void => { if (from === -1) from = Math.max(start, 0) }
    const passUpTo = (end: number): void => {
      if (from !== -1 && end > from) output.push(data.subarray(from, end))
      from = -1
    }
    let emptyLineEnd = this.#isEmptyLinePending ? 0 : -1
    const keepPending = (start: number): Buffer[] => {
      passUpTo(start)
      this.#pending = data.subarray(Math.max(start, 0))
      this.#isEmptyLinePending = start === emptyLineEnd
      if (start > 0) this.#isAtBeginning = false
      return output
    }
    let position = 0
    for (let start = this.#nextDelimiter(data, position); start !== undefined; start = this.#nextDelimiter(data, position)) {
      const delimiterEnd = start + this.#delimiter.length
      const lineEnd = delimiterEnd > data.length ? undefined : this.#readBoundaryLine(data, delimiterEnd)
      if (lineEnd === undefined) return keepPending(start)
      if (lineEnd === 'last') {
        if (start === emptyLineEnd) passUpTo(start + CRLF.length)
        passFrom(start)
        passUpTo(delimiterEnd + 2)
        this.#isOver = true
        return output
      }
      const content = this.#readHeaders(data, lineEnd)
      if (content === undefined) return keepPending(start)
      this.#isAtBeginning = false
      // RFC 2046 §5.1.1: a part without content may end with its headers, so that the end of their empty line also begins the delimiter.
      if (start === emptyLineEnd) passUpTo(start + CRLF.length)
      if (this.#isPassing) {
        passFrom(start)
        if (lineEnd > delimiterEnd) passUpTo(delimiterEnd)
        passFrom(lineEnd)
      } else {
        passUpTo(start)
      }
      position = emptyLineEnd = content - CRLF.length
    }
    return keepPending(partialDelimiterStart(data, position, this.#delimiter))
  }

  /**
   * Finds the next delimiter. At the beginning of the form, an incomplete one counts, too.
   * @returns its index; negative if the form begins with the boundary without a line end before it, as most do
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
   * Reads the rest of a line after the delimiter.
   * @returns the index of the line end; `last` for the boundary that ends the form; `undefined` if more data is needed
   */
  #readBoundaryLine (data: Buffer, start: number): number | 'last' | undefined {
    if (data[start] === DASH && (data[start + 1] ?? DASH) === DASH) {
      const next = data[start + 2]
      if (next !== undefined && ![CR, LF, SPACE, TAB].includes(next)) throw this.#ambiguousLine(`--${this.#boundary}--`)
      return next === undefined ? undefined : 'last'
    }
    let end = start
    while ((data[end] === SPACE || data[end] === TAB) && end - start < limits.boundaryPadding) end++
    if (data[end] === LF) throw new MalformedFormError(`its lines end in LF alone, as the boundary line ${this.#location}: expected CRLF (RFC 2046, section 4.1.1)`)
    if (end === data.length || (data[end] === CR && end + 1 === data.length)) return undefined
    if (data[end] !== CR || data[end + 1] !== LF) throw this.#ambiguousLine(`--${this.#boundary}`)
    return end
  }

  #ambiguousLine (line: string): MalformedFormError {
    return new MalformedFormError(`${this.#location} a line begins with "${line}" and goes on, so that it may be content or a boundary`)
  }

  /**
   * Reads the headers of a part.
   * @param lineEnd the index of the boundary line's end
   * @returns the index of the part's content; `undefined` if more data is needed
   */
  #readHeaders (data: Buffer, lineEnd: number): number | undefined {
    const number = this.#count + 1
    const headersEnd = data.indexOf(HEADERS_END, lineEnd)
    const end = headersEnd === -1 ? data.length : headersEnd
    if (data.subarray(lineEnd, end).includes(this.#delimiter)) throw new MalformedFormError(`part ${number} has no empty line between its headers and its content`)
    if (end - lineEnd > limits.partHeaders) throw new MalformedFormError(`the headers of part ${number} are longer than ${limits.partHeaders} bytes`)
    if (headersEnd === -1) return undefined
    if (number > limits.parts) throw new MalformedFormError(`it has more than ${limits.parts} parts`)
    const part = readPartHeaders(data.toString('latin1', Math.min(lineEnd + CRLF.length, end), end), number)
    this.#isPassing = part.unreadable === undefined
    if (this.#isPassing) this.parts.push(part)
    else this.unreadable.push(part)
    return end + HEADERS_END.length
  }
}

/** The index of an incomplete delimiter at the end of the data; the length of the data if there is none. */
function partialDelimiterStart (data: Buffer, position: number, delimiter: Buffer): number {
  let start = data.indexOf(CR, Math.max(position, data.length - delimiter.length + 1))
  while (start !== -1 && !data.subarray(start).equals(delimiter.subarray(0, data.length - start))) start = data.indexOf(CR, start + 1)
  return start === -1 ? data.length : start
}
