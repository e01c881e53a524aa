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
