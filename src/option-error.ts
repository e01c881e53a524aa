/** Thrown for an option or combination of options that cannot be used. */
export class OptionError extends Error {
  override readonly name = 'OptionError'
}
