/** What the control plane refuses, in its words. */
export class MockError extends Error {
  override readonly name = 'MockError'
  /** HTTP status. */
  readonly status: number
  /** The whole of the answer, where it says more than the sentence: the nearest misses of a wait. */
  readonly answer: unknown

  constructor (message: string, status: number, answer: unknown) {
    super(message)
    this.status = status
    this.answer = answer
  }
}
