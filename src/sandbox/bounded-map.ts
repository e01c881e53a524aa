/** A Map that forgets its oldest entry when it is full: what clients make up must not fill the memory. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #max: number

  /** @param max how many entries there may be */
  constructor (max: number) {
    super()
    this.#max = max
  }

  override set (key: Key, value: Value): this {
    super.set(key, value)
    for (const [oldest] of this) {
      if (this.size <= this.#max) break
      this.delete(oldest)
    }
    return this
  }
}
