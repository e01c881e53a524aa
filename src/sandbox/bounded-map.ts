import { bounds } from '../schema/bounds.js'

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

  /** An entry that is there already stays in its place, whatever its value. */
  override set (key: Key, value: Value): this {
    this.#count(key, -1)
    super.set(key, value)
    this.#count(key, 1)
    for (const [oldest] of this) {
      if (this.size <= this.#max && this.#length <= bounds.remembered) break
      this.delete(oldest)
    }
    return this
  }

  override delete (key: Key): boolean {
    this.#count(key, -1)
    return super.delete(key)
  }

  #count (key: Key, sign: 1 | -1): void {
    const value = this.get(key)
    if (value !== undefined) this.#length += sign * this.#lengthOf(value, key)
  }
}

/** How long some texts are together. */
export function lengthOf (texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0)
}
