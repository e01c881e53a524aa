export const findingKinds = ['retried-early', 'duplicate-by-retry', 'token-per-call', 'more-records-ignored', 'scopes-wider'] as const

/** Something that a client did wrong without being refused. */
export interface Finding {
  readonly kind: typeof findingKinds[number]
  /** What it did, and what it should have done. */
  readonly explain: string
  /** The ids of the requests that show it. */
  readonly requests: readonly string[]
}
