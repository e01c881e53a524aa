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
