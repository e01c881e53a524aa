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
