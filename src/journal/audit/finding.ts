export const findingKinds = ['retried-early', 'duplicate-by-retry', 'token-per-call', 'more-records-ignored', 'scopes-wider'] as const

/** A mistake of a client that was not refused. */
export interface Finding {
  readonly kind: typeof findingKinds[number]
  /** What the client did, and what it should have done. */
  readonly explain: string
  /** The ids of the requests that show it. */
  readonly requests: readonly string[]
}

/**
 * Groups items by key, and keeps their order. Items whose key is `undefined` are left out. Node 20 has no `Map.groupBy`.
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
