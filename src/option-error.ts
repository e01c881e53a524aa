/** An option with a value that cannot be used. */
export class OptionError extends Error {
  override readonly name = 'OptionError'
}
