import { bounds } from '../json/bounds.js'

/** A Map that forgets its oldest entries when it is full: what clients make up must not fill the memory, by number or by length. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #max: number
  readonly #lengthOf: (value: Value, key: Key) => number
  #length = 0

  /**
   * @param max how many entries there may be
   * @param lengthOf how long the texts of an entry are, in characters
   */
  constructor (max: number, lengthOf: (value: Value, key: Key) => number) {
    super()
    this.#max = max
    this.#lengthOf = lengthOf
  }

  override set (key: Key, value: Value): this {
    this.#length += this.#lengthOf(value, key) - this.#held(key)
    super.set(key, value)
    for (const [oldest] of this) {
      if (this.size <= this.#max && this.#length <= bounds.remembered) break
      this.delete(oldest)
    }
    return this
  }

  override delete (key: Key): boolean {
    this.#length -= this.#held(key)
    return super.delete(key)
  }

  #held (key: Key): number {
    const value = this.get(key)
    return value === undefined ? 0 : this.#lengthOf(value, key)
  }
}

/** How long some texts are together. */
export function lengthOf (texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0)
}
