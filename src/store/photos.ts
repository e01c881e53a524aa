import type { Guarded } from '../guard.js'
import { recordKey, type RecordRef } from './attachments.js'
import { keepDigests, type Content } from './content.js'
import { OVERHEAD, TableMemory, type MemoryQuota, type WeighedTable } from './memory-quota.js'

/** The photo of a record. */
export interface Photo extends RecordRef {
  /** Of the file. */
  readonly name: string
  readonly content: Content
}

/** The photos of one sandbox. A record has at most one. */
export interface PhotoTable extends WeighedTable {
  /**
   * Stores the photo of a record in the place of the one before. If it throws, nothing has changed.
   * @param isShared whether its bytes are the seed's, which all sandboxes share and which count only once
   * @throws {StoreFullError}
   */
  put (photo: Photo, isShared?: boolean): void
  of (recordRef: RecordRef): Photo | undefined
  /** In the order in which records got their first photo. */
  all (): Iterable<Photo>
  /** Deletes the photo of a record. @returns whether it had one */
  delete (recordRef: RecordRef): boolean
}

/** @param guarded runs work for the journal, which must not make a deletion fail */
export function createPhotoTable (memoryQuota: MemoryQuota, guarded: Guarded): PhotoTable {
  const photos = new Map<string, { readonly photo: Photo, readonly weight: number }>()
  const memory = new TableMemory(memoryQuota)

  return {
    put (photo, isShared = false) {
      const before = photos.get(recordKey(photo))
      const weight = OVERHEAD + (isShared ? 0 : photo.content.size)
      memory.add(weight - (before?.weight ?? 0))
      if (before !== undefined) keepDigests([before.photo.content], guarded)
      photos.set(recordKey(photo), { photo, weight })
    },
    of: recordRef => photos.get(recordKey(recordRef))?.photo,
    all: () => [...photos.values()].map(({ photo }) => photo),
    delete (recordRef) {
      const row = photos.get(recordKey(recordRef))
      if (row === undefined) return false
      keepDigests([row.photo.content], guarded)
      memory.add(-row.weight)
      return photos.delete(recordKey(recordRef))
    },
    get reservedBytes () { return memory.reservedBytes },
    release: () => memory.release()
  }
}
