import { bounds } from './bounds.js'
import { redactText } from '../secrets/redact.js'
import { Base64Decoder } from './base64.js'

/** JSON that cannot be taken; the message says why, in a sentence. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
  /** Whether it is too large, rather than wrong. */
  readonly isTooLarge: boolean

  constructor (message: string, { isTooLarge = false, cause }: { readonly isTooLarge?: boolean, readonly cause?: unknown } = {}) {
    super(message, { cause })
    this.isTooLarge = isTooLarge
  }
}

/** JSON, read. */
export interface ReadJson {
  readonly value: unknown
  /**
   * The bytes of each `content` of `attachments`, in pieces, where they were to be taken out: in its place stands its index,
   * as a text. `undefined` for one that is no base64.
   */
  readonly contents: ReadonlyArray<readonly Buffer[] | undefined>
}

interface JsonReaderOptions {
  /** What is read, as a message calls it: `the seed`. */
  readonly name: string
  /** Takes out the bytes of attachments as they arrive, and is told how many: as text they would take memory three times. */
  readonly take?: (bytes: number) => void
}

/** How much of a key is looked at, in bytes: as long as `__proto__` is with each letter escaped. */
const KEY = 54
const [QUOTE, BACKSLASH, COMMA, COLON] = [...'"\\,:'].map(character => character.charCodeAt(0))
const OPENING = new Set([...'[{'].map(character => character.charCodeAt(0)))
const CLOSING = new Set([...']}'].map(character => character.charCodeAt(0)))
const BRACE = '{'.charCodeAt(0)

/**
 * Reads JSON of whoever sends it, and refuses what would take too much memory before it does: `JSON.parse` makes 2 GB of
 * 20 MB of `[`. It looks at each byte as it comes, no closer than it has to: what is no JSON `JSON.parse` finds in the end.
 */
export class JsonReader {
  readonly #name: string
  readonly #take: ((bytes: number) => void) | undefined
  readonly #kept: Buffer[] = []
  readonly #contents: Array<readonly Buffer[] | undefined> = []
  /** The containers that are open: of an object the key that was read last, of an array nothing. */
  readonly #open: Array<string | undefined> = []
  /** How many commas each of them has. */
  readonly #commas: number[] = []
  #bytes = 0
  #values = 0
  #isInString = false
  #isEscaped = false
  /** Whether a string that comes now is a key. */
  #isKeyNext = false
  /** The key that is being read, as it stands. */
  #key: string | undefined
  #content: Base64Decoder | undefined

  constructor ({ name, take }: JsonReaderOptions) {
    this.#name = name
    this.#take = take
  }

  /** @throws {JsonError} */
  write (chunk: Buffer): void {
    let from = 0
    // Where the next of each is; looked for once.
    let [quote, slash] = [-1, -1]
    const next = (byte: number | undefined, known: number, at: number): number => {
      if (known >= at) return known
      const found = chunk.indexOf(byte as number, at)
      return found === -1 ? chunk.length : found
    }
    for (let at = 0; at < chunk.length;) {
      if (!this.#isInString) {
        this.#readStructure(chunk[at++] as number)
        if (!this.#isInString || this.#content === undefined) continue
        // In its place stands its index.
        this.#keep(chunk.subarray(from, at))
        this.#keep(Buffer.from(String(this.#contents.length)))
        from = at
        continue
      }
      const start = at
      if (this.#isEscaped) {
        this.#isEscaped = false
        at++
      } else {
        quote = next(QUOTE, quote, at)
        slash = next(BACKSLASH, slash, at)
        this.#isEscaped = slash < quote
        at = Math.min(quote, slash + 1, chunk.length)
      }
      if (this.#content !== undefined) {
        this.#content.write(chunk.toString('latin1', start, at))
        from = at
      } else if (this.#key !== undefined && this.#key.length <= KEY) {
        this.#key += chunk.toString('latin1', start, Math.min(at, start + KEY))
      }
      if (at === quote && !this.#isEscaped && at < chunk.length) {
        at++
        this.#endString()
      }
    }
    this.#keep(chunk.subarray(from))
  }

  /** @throws {JsonError} */
  end (): ReadJson {
    const text = Buffer.concat(this.#kept).toString().replace(/^\uFEFF/, '')
    try {
      return { value: JSON.parse(text), contents: this.#contents }
    } catch (error) {
      throw new JsonError(`Expected ${this.#name} to be JSON: ${redactText((error as Error).message)}`, { cause: error })
    }
  }

  #readStructure (byte: number): void {
    if (byte === QUOTE) {
      this.#isInString = true
      if (this.#isKeyNext) this.#key = ''
      else if (this.#take && this.#isContent()) this.#content = new Base64Decoder(this.#take)
    } else if (byte === COLON) {
      this.#isKeyNext = false
    } else if (byte === COMMA) {
      this.#isKeyNext = this.#open.at(-1) !== undefined
      this.#count()
      const commas = (this.#commas.pop() ?? 0) + 1
      if (commas >= bounds.items) throw this.#tooLarge(`${bounds.items} values in one array or object`)
      this.#commas.push(commas)
    } else if (OPENING.has(byte)) {
      this.#isKeyNext = byte === BRACE
      if (this.#open.push(byte === BRACE ? '' : undefined) > bounds.depth) throw new JsonError(`Expected ${this.#name} to be nested at most ${bounds.depth} levels deep, got more`)
      this.#commas.push(0)
      this.#count()
    } else if (CLOSING.has(byte)) {
      this.#open.pop()
      this.#commas.pop()
      this.#isKeyNext = false
    }
  }

  #endString (): void {
    this.#isInString = false
    if (this.#content !== undefined) {
      this.#contents.push(this.#content.end())
      this.#content = undefined
    } else if (this.#key !== undefined) {
      const key = plain(this.#key)
      this.#key = undefined
      const isPrototype = key === '__proto__' || (key === 'prototype' && this.#open.at(-2) === 'constructor')
      if (isPrototype) throw new JsonError(`Expected no key \`${key}\` in ${this.#name}: objects inherit by it, and nothing that is read has one`)
      this.#open[this.#open.length - 1] = key
    }
  }

  #isContent (): boolean {
    const [root, list, row] = this.#open
    return this.#open.length === 3 && root === 'attachments' && list === undefined && row === 'content'
  }

  #count (): void {
    if (++this.#values > bounds.values) throw this.#tooLarge(`${bounds.values} values`)
  }

  #tooLarge (most: string): JsonError {
    return new JsonError(`Expected ${this.#name} to have at most ${most}, got more`, { isTooLarge: true })
  }

  #keep (bytes: Buffer): void {
    this.#bytes += bytes.length
    if (this.#bytes > bounds.state) throw this.#tooLarge(`${bounds.state} bytes${this.#take ? ' beside the `content` of its attachments' : ''}`)
    // A copy, since what was cut out of the chunk should not be kept alive by the rest.
    if (bytes.length > 0) this.#kept.push(Buffer.from(bytes))
  }
}

/** A key without escapes; what is too long or broken is none that is looked for. */
function plain (raw: string): string {
  if (!raw.includes('\\')) return raw
  try {
    return String(JSON.parse(`"${raw}"`))
  } catch {
    return raw
  }
}

/** Reads JSON that is there as a whole. @throws {JsonError} */
export function readJson (bytes: Buffer, name: string): unknown {
  const reader = new JsonReader({ name })
  reader.write(bytes)
  return reader.end().value
}
