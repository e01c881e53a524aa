import type { StubRule } from './stub-schema.js'

/** A stub is invalid; the message names the path in it. */
export class StubError extends Error {
  override readonly name = 'StubError'
}

/** A valid stub: an answer to requests that no operation of the double is for. It is immutable. */
export interface Stub {
  /** As the user wrote it. */
  readonly source: StubRule
  readonly method: StubRule['method']
  /** A path as find-my-way takes it. */
  readonly path: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** The maximum number of times that it answers; may be Infinity. */
  readonly times: number
}
