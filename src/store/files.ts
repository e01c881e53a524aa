import type { StoredFile } from './entities.js'
import { OVERHEAD, TableMemory, type MemoryQuota, type WeighedTable } from './memory-quota.js'

/** A file before it is inserted. One from a seed may already have an id. */
export type FileDraft = Omit<StoredFile, 'id'> & { readonly id?: string | undefined }

/** The files of one sandbox that were uploaded to Zoho's file system. They are never deleted one by one. */
export interface FileTable extends WeighedTable {
  /**
   * Stores all of the files, or none of them if it throws.
   * @param isShared whether their bytes are the seed's, which all sandboxes share and which count only once
   * @throws {StoreFullError}
   */
  insert (drafts: readonly FileDraft[], isShared?: boolean): StoredFile[]
  get (id: string): StoredFile | undefined
  /** Oldest first. */
  all (): Iterable<StoredFile>
  readonly size: number
}

/** @param newId creates the id of a file */
export function createFileTable (memoryQuota: MemoryQuota, newId: () => string): FileTable {
  const byId = new Map<string, StoredFile>()
  const memory = new TableMemory(memoryQuota)

  function unusedId (given: ReadonlySet<string | undefined>): string {
    let id
    // A seed may have files with ids of the sequence.
    do id = newId()
    while (byId.has(id) || given.has(id))
    return id
  }

  return {
    insert (drafts, isShared = false) {
      const weight = drafts.reduce((sum, { content: { size } }) => sum + OVERHEAD + (isShared ? 0 : size), 0)
      memory.add(weight)
      const given = new Set(drafts.map(({ id }) => id))
      return drafts.map(draft => {
        const file = { ...draft, id: draft.id ?? unusedId(given) }
        byId.set(file.id, file)
        return file
      })
    },
    get: id => byId.get(id),
    all: () => byId.values(),
    get size () { return byId.size },
    get reservedBytes () { return memory.reservedBytes },
    release: () => memory.release()
  }
}
