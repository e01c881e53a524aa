/** How many characters are decoded together. */
const PIECE = 64 * 1024
/** The longest escape of a JSON string, `\u002B`: .NET writes the plus sign so. */
const ESCAPE = 6

/** Decodes base64 that stands in a JSON string, while it arrives. */
export class Base64Decoder {
  readonly #take: (bytes: number) => void
  /** As it stands in the JSON. */
  #raw = ''
  /** Without escapes, what was left over of groups of four. */
  #rest = ''
  #isBad = false
  #isPadded = false
  readonly #chunks: Buffer[] = []

  /** @param take told of each byte that is to be kept; what it throws is passed on */
  constructor (take: (bytes: number) => void) {
    this.#take = take
  }

  write (text: string): void {
    this.#raw += text
    if (this.#raw.length >= PIECE) this.#decode(this.#raw.length - ESCAPE)
  }

  /** @returns the bytes, in pieces; `undefined` where it was no base64: Node's own decoder skips whatever is none */
  end (): Buffer[] | undefined {
    this.#decode(this.#raw.length)
    return this.#isBad || this.#rest !== '' ? undefined : this.#chunks
  }

  #decode (end: number): void {
    if (this.#isBad) this.#raw = ''
    const slash = this.#raw.lastIndexOf('\\', end)
    // Not in the middle of an escape.
    const cut = slash > end - ESCAPE && end < this.#raw.length ? slash : end
    const text = this.#rest + unescaped(this.#raw.slice(0, cut))
    this.#raw = this.#raw.slice(cut)
    const whole = text.slice(0, text.length - text.length % 4)
    this.#rest = text.slice(whole.length)
    if (whole === '') return
    const bytes = Buffer.from(whole, 'base64')
    this.#isBad ||= this.#isPadded || bytes.toString('base64') !== whole
    this.#isPadded = whole.endsWith('=')
    if (this.#isBad) return
    this.#take(bytes.length)
    this.#chunks.push(bytes)
  }
}

/** What a piece of a JSON string says; an escape that is none stays, and is no base64. */
function unescaped (raw: string): string {
  return raw.replaceAll(/\\(?:u([0-9a-fA-F]{4})|\/)/g, (_escape, code?: string) => code === undefined ? '/' : String.fromCharCode(parseInt(code, 16)))
}
