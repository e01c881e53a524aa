export const findingKinds = ['retried-early', 'duplicate-by-retry', 'token-per-call', 'more-records-ignored', 'scopes-wider'] as const

/** Something that a client did wrong without being refused. */
export interface Finding {
  readonly kind: typeof findingKinds[number]
  /** What it did, and what it should have done. */
  readonly explain: string
  /** The ids of the requests that show it. */
  readonly requests: readonly string[]
}

/**
 * Puts what has the same key together, each group in the order in which it came; what has none is left out. As
 * `Map.groupBy`, which Node 20 does not have.
 */
export function groupBy<Item, Key> (items: readonly Item[], keyOf: (item: Item) => Key | undefined): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
