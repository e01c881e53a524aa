/** A seed that cannot be used; the message names the path in it, and the file where there is one. */
export class SeedError extends Error {
  override readonly name = 'SeedError'
}
