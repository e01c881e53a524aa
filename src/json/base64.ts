/** How many characters are decoded at once. */
const PIECE = 64 * 1024
/** The length of the longest escape in a JSON string, such as `\u002B`, which is how .NET writes the plus sign. */
const ESCAPE = 6

/** Decodes base64 inside a JSON string while it arrives. */
export class Base64Decoder {
  readonly #take: (bytes: number) => void
  /** Text that is not decoded yet, as written in the JSON. */
  #raw = ''
  /** Characters left over after the last group of four, without escapes. */
  #rest = ''
  #isBad = false
  #isPadded = false
  readonly #chunks: Buffer[] = []

  /** @param take called with the number of bytes before they are kept; what it throws is passed on */
  constructor (take: (bytes: number) => void) {
    this.#take = take
  }

  write (text: string): void {
    this.#raw += text
    if (this.#raw.length >= PIECE) this.#decode(this.#raw.length - ESCAPE)
  }

  /**
   * @returns the bytes, in pieces; `undefined` if the text is not base64, which Node's decoder would not report: it skips
   *   invalid characters
   */
  end (): Buffer[] | undefined {
    this.#decode(this.#raw.length)
    return this.#isBad || this.#rest !== '' ? undefined : this.#chunks
  }

  #decode (end: number): void {
    if (this.#isBad) this.#raw = ''
    const slash = this.#raw.lastIndexOf('\\', end)
    // Do not cut in the middle of an escape.
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

/** Replaces the escapes in a piece of a JSON string. Invalid ones stay and are then refused, because they are not base64. */
function unescaped (raw: string): string {
  return raw.replaceAll(/\\(?:u([0-9a-fA-F]{4})|\/)/g, (_escape, code?: string) => code === undefined ? '/' : String.fromCharCode(parseInt(code, 16)))
}
