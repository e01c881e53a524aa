import type { Guarded } from '../guard.js'
import { OVERHEAD, type RecordRef } from './attachments.js'
import { keepDigests, type Content } from './content.js'
import type { MemoryQuota } from './memory-quota.js'

/** The photo of a record. */
export interface Photo extends RecordRef {
  /** Of the file. */
  readonly name: string
  readonly content: Content
}

/** The photos of one sandbox. A record has at most one. */
export interface PhotoTable {
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
  /** The memory reserved for all photos, in bytes. */
  readonly reservedBytes: number
  /**
   * Releases the memory of all photos. The table keeps working for requests in progress, but no longer counts memory.
   * @returns undoes the release; nothing else may have reserved memory in the meantime
   */
  release (): () => void
}

/** @param guarded runs work for the journal, which must not make a deletion fail */
export function createPhotoTable (memoryQuota: MemoryQuota, guarded: Guarded): PhotoTable {
  const photos = new Map<string, { readonly photo: Photo, readonly weight: number }>()
  let reserved = 0
  let isReleased = false

  function count (weight: number): void {
    if (!isReleased) memoryQuota.reserve(weight)
    reserved += weight
  }

  return {
    put (photo, isShared = false) {
      const before = photos.get(keyOf(photo))
      const weight = OVERHEAD + (isShared ? 0 : photo.content.size)
      count(weight - (before?.weight ?? 0))
      if (before !== undefined) keepDigests([before.photo.content], guarded)
      photos.set(keyOf(photo), { photo, weight })
    },
    of: recordRef => photos.get(keyOf(recordRef))?.photo,
    all: () => [...photos.values()].map(({ photo }) => photo),
    delete (recordRef) {
      const row = photos.get(keyOf(recordRef))
      if (row === undefined) return false
      keepDigests([row.photo.content], guarded)
      count(-row.weight)
      return photos.delete(keyOf(recordRef))
    },
    get reservedBytes () { return isReleased ? 0 : reserved },
    release () {
      if (!isReleased) memoryQuota.release(reserved)
      isReleased = true
      return () => {
        memoryQuota.reserve(reserved)
        isReleased = false
      }
    }
  }
}

function keyOf ({ module, record }: RecordRef): string {
  return `${module}/${record}`
}
