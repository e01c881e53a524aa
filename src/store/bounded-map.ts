import { bounds } from '../json/bounds.js'

/**
 * A Map that drops its oldest entries when it is full, so that clients cannot fill the memory, neither with many entries
 * nor with long ones.
 */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #max: number
  readonly #lengthOf: (value: Value, key: Key) => number
  #length = 0

  /**
   * @param max the maximum number of entries
   * @param lengthOf the length of an entry's texts, in characters; all together are limited to `bounds.remembered`
   */
  constructor (max: number, lengthOf: (value: Value, key: Key) => number) {
    super()
    this.#max = max
    this.#lengthOf = lengthOf
  }

  override set (key: Key, value: Value): this {
    this.#length += this.#lengthOf(value, key) - this.#lengthAt(key)
    super.set(key, value)
    for (const [oldest] of this) {
      if (this.size <= this.#max && this.#length <= bounds.remembered) break
      this.delete(oldest)
    }
    return this
  }

  override delete (key: Key): boolean {
    this.#length -= this.#lengthAt(key)
    return super.delete(key)
  }

  #lengthAt (key: Key): number {
    const value = this.get(key)
    return value === undefined ? 0 : this.#lengthOf(value, key)
  }
}

/** @returns the total length of some texts, in characters */
export function lengthOf (texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0)
}
