import { bounds } from './bounds.js'
import { redactText } from '../secrets/redact.js'
import { Base64Decoder } from './base64.js'

/** The lists of a seed whose rows may have bytes. */
const LISTS: ReadonlySet<string> = new Set(['attachments', 'photos', 'files'])

/** JSON that cannot be accepted. The message says why, in a sentence. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
  /** Whether the JSON is too large, rather than invalid. */
  readonly isTooLarge: boolean

  constructor (message: string, { isTooLarge = false, cause }: { readonly isTooLarge?: boolean, readonly cause?: unknown } = {}) {
    super(message, { cause })
    this.isTooLarge = isTooLarge
  }
}

/** The result of reading JSON. */
export interface ReadJson {
  readonly value: unknown
  /**
   * The bytes of each `content` in `attachments`, `photos` and `files`, in pieces, if the reader takes them out. `value` then has the index in
   * this array, as a string, in place of each `content`. `undefined` for a `content` that is not base64.
   */
  readonly contents: ReadonlyArray<readonly Buffer[] | undefined>
}

interface JsonReaderOptions {
  /** What messages call the JSON, such as `the seed`. */
  readonly name: string
  /**
   * If present, attachments, photos and files are decoded as they arrive, and this is called with the number of bytes. As text they would
   * take three times the memory.
   */
  readonly take?: (bytes: number) => void
  /** How deep arrays and objects may be nested; `bounds.depth` where absent. */
  readonly maxDepth?: number
}

/** How much of a key is examined, in bytes: the length of `__proto__` with every letter escaped. */
const KEY = 54
const [QUOTE, BACKSLASH, COMMA, COLON] = [...'"\\,:'].map(character => character.charCodeAt(0))
const OPENING = new Set([...'[{'].map(character => character.charCodeAt(0)))
const CLOSING = new Set([...']}'].map(character => character.charCodeAt(0)))
const BRACE = '{'.charCodeAt(0)

/**
 * Reads JSON from untrusted sources, and refuses it before it can take too much memory: `JSON.parse` needs 2 GB for 20 MB
 * of `[`. It scans the bytes as they arrive, only as closely as the limits require. Invalid JSON is left to `JSON.parse`,
 * which reports it at the end.
 */
export class JsonReader {
  readonly #name: string
  readonly #take: ((bytes: number) => void) | undefined
  readonly #maxDepth: number
  readonly #kept: Buffer[] = []
  readonly #contents: Array<readonly Buffer[] | undefined> = []
  /** The open containers: for an object the last key that was read, for an array `undefined`. */
  readonly #open: Array<string | undefined> = []
  /** How many commas each open container has so far. */
  readonly #commas: number[] = []
  #bytes = 0
  #values = 0
  #isInString = false
  #isEscaped = false
  /** Whether the next string is a key. */
  #isKeyNext = false
  /** The key that is being read, with its escapes. */
  #key: string | undefined
  #content: Base64Decoder | undefined

  constructor ({ name, take, maxDepth = bounds.depth }: JsonReaderOptions) {
    this.#name = name
    this.#take = take
    this.#maxDepth = maxDepth
  }

  /** Reads the next bytes. @throws {JsonError} if a limit is exceeded */
  write (chunk: Buffer): void {
    let from = 0
    // The positions of the next quote and backslash, so that each is searched for only once.
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
        // Its index takes its place.
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

  /** Returns the value after the last bytes. @throws {JsonError} if it is not JSON */
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
      if (this.#open.push(byte === BRACE ? '' : undefined) > this.#maxDepth) throw new JsonError(`Expected ${this.#name} to be nested at most ${this.#maxDepth} levels deep, got more`)
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
    return this.#open.length === 3 && typeof root === 'string' && LISTS.has(root) && list === undefined && row === 'content'
  }

  #count (): void {
    if (++this.#values > bounds.values) throw this.#tooLarge(`${bounds.values} values`)
  }

  #tooLarge (most: string): JsonError {
    return new JsonError(`Expected ${this.#name} to have at most ${most}, got more`, { isTooLarge: true })
  }

  #keep (bytes: Buffer): void {
    this.#bytes += bytes.length
    if (this.#bytes > bounds.state) throw this.#tooLarge(`${bounds.state} bytes${this.#take ? ' beside the `content` of its attachments, photos and files' : ''}`)
    // Copied, so that the rest does not keep the whole chunk in memory, with what was cut out of it.
    if (bytes.length > 0) this.#kept.push(Buffer.from(bytes))
  }
}

/** Removes the escapes from a key. A key that is cut or invalid stays as it is; it cannot be one of those searched for. */
function plain (raw: string): string {
  if (!raw.includes('\\')) return raw
  try {
    return String(JSON.parse(`"${raw}"`))
  } catch {
    return raw
  }
}

/**
 * Parses JSON that is completely in memory.
 * @param name what messages call it, such as `the body`
 * @throws {JsonError} if it is not JSON, or exceeds a limit
 */
export function readJson (bytes: Buffer, name: string, maxDepth?: number): unknown {
  const reader = new JsonReader({ name, ...maxDepth !== undefined && { maxDepth } })
  reader.write(bytes)
  return reader.end().value
}
