/** The store has no room for the data. */
export class StoreFullError extends Error {
  override readonly name = 'StoreFullError'
}

/** Memory for data in transit: reserved while it arrives, and released once it is stored or refused. */
export interface Reservation {
  /** @throws {StoreFullError} */
  reserve (bytes: number): void
  release (): void
}

/** The memory that all sandboxes of a server may use together, including uploads in progress. */
export interface MemoryQuota {
  /** @throws {StoreFullError} */
  reserve (bytes: number): void
  release (bytes: number): void
  /** @param extra bytes by which the limit may be exceeded, because storing the data will free them */
  openReservation (extra?: number): Reservation
  /** In bytes. */
  readonly limit: number
}

/** A table whose rows take memory of the quota. */
export interface WeighedTable {
  /** The memory reserved for all rows, in bytes. */
  readonly reservedBytes: number
  /**
   * Releases the memory of all rows. The table keeps working for requests in progress, but no longer counts memory.
   * @returns undoes the release; nothing else may have reserved memory in the meantime
   */
  release (): () => void
}

/** Bytes counted for each row of a table besides its content, so that many tiny files fill the store, too. A round figure. */
export const OVERHEAD = 1024

/** The memory of the rows of one table. */
export class TableMemory implements WeighedTable {
  readonly #quota: MemoryQuota
  #reserved = 0
  #isReleased = false

  constructor (quota: MemoryQuota) {
    this.#quota = quota
  }

  /** Whether `release` was called. */
  get isReleased (): boolean { return this.#isReleased }

  get reservedBytes (): number { return this.#isReleased ? 0 : this.#reserved }

  /**
   * Counts the bytes of a row that is added, or with a negative number those of one that is deleted.
   * @throws {StoreFullError}
   */
  add (bytes: number): void {
    if (!this.#isReleased && bytes > 0) this.#quota.reserve(bytes)
    else if (!this.#isReleased) this.#quota.release(-bytes)
    this.#reserved += bytes
  }

  release (): () => void {
    if (!this.#isReleased) this.#quota.release(this.#reserved)
    this.#isReleased = true
    return () => {
      this.#quota.reserve(this.#reserved)
      this.#isReleased = false
    }
  }
}

/** @param limit in bytes */
export function createMemoryQuota (limit: number): MemoryQuota {
  let used = 0
  const reserve = (bytes: number, extra = 0): void => {
    if (used + bytes > limit + extra) {
      throw new StoreFullError(`the store holds ${used} of ${limit} bytes, ${bytes} more do not fit: raise it with --max-store-size or empty it with POST /_mock/reset`)
    }
    used += bytes
  }
  const release = (bytes: number): void => { used -= bytes }
  return {
    limit,
    reserve: bytes => reserve(bytes),
    release,
    openReservation: extra => {
      let reserved = 0
      return {
        reserve: bytes => { reserve(bytes, extra); reserved += bytes },
        release: () => { release(reserved); reserved = 0 }
      }
    }
  }
}
