/** What is to be stored does not fit. */
export class StoreFullError extends Error {
  override readonly name = 'StoreFullError'
}

/** Bytes that are on their way in: counted while they arrive, given back when they are stored or refused. */
export interface Hold {
  /** @throws {StoreFullError} */
  take (bytes: number): void
  release (): void
}

/** The memory that all sandboxes of a server may fill together, arriving uploads included. */
export interface Budget {
  /** @throws {StoreFullError} */
  take (bytes: number): void
  give (bytes: number): void
  /** @param extra bytes that are free once what is held is stored, since something goes for it */
  hold (extra?: number): Hold
  /** In bytes. */
  readonly limit: number
}

/** @param limit in bytes */
export function createBudget (limit: number): Budget {
  let used = 0
  const take = (bytes: number, extra = 0): void => {
    if (used + bytes > limit + extra) {
      throw new StoreFullError(`the store holds ${used} of ${limit} bytes, ${bytes} more do not fit: raise it with --max-store-size or empty it with POST /_mock/reset`)
    }
    used += bytes
  }
  const give = (bytes: number): void => { used -= bytes }
  return {
    limit,
    take: bytes => take(bytes),
    give,
    hold: extra => {
      let held = 0
      return {
        take: bytes => { take(bytes, extra); held += bytes },
        release: () => { give(held); held = 0 }
      }
    }
  }
}
