/** A fault that cannot be used; the message names the path in it. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
}
