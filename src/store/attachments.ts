import type { Guarded } from '../guard.js'
import { BoundedMap } from './bounded-map.js'
import { OVERHEAD, TableMemory, type MemoryQuota, type WeighedTable } from './memory-quota.js'
import type { Attachment, FileAttachment, LinkAttachment } from './entities.js'
import { keepDigests } from './content.js'
import { limits } from '../zoho/limits.js'

/** The record already has this link. */
export class DuplicateLinkError extends Error {
  override readonly name = 'DuplicateLinkError'
}

type WithOptionalId<Kind extends Attachment> = Omit<Kind, 'id'> & { id: string | undefined }

/**
 * An attachment before it is inserted. Its id is assigned in place, because copying the object showed in the profile of
 * small uploads. A draft from a seed may already have an id, which has to be greater than all before it.
 */
export type Draft = WithOptionalId<FileAttachment> | WithOptionalId<LinkAttachment>

/** Identifies a record. */
export interface RecordRef {
  /** API name. */
  readonly module: string
  readonly record: string
}

/** Identifies a link. */
type LinkRef = Pick<LinkAttachment, 'module' | 'record' | 'url'>

/** The attachments of one sandbox. */
export interface AttachmentTable extends WeighedTable {
  /**
   * Stores an attachment and assigns its id. If it throws, nothing is stored, and no id is used up.
   * @param isShared whether its bytes are the seed's, which all sandboxes share and which count only once
   * @throws {StoreFullError}
   * @throws {DuplicateLinkError}
   */
  insert (draft: Draft, isShared?: boolean): Attachment
  /**
   * Checks a link before the work that precedes its insertion.
   * @throws {DuplicateLinkError}
   */
  assertNewLink (link: LinkRef): void
  get (id: string): Attachment | undefined
  /** The attachment with this id, if it belongs to the record. */
  find (recordRef: RecordRef, id: string): Attachment | undefined
  /** The attachments of a record, oldest first. The array is live: read it before the next write. */
  ofRecord (recordRef: RecordRef): readonly Attachment[]
  /** Oldest first. */
  all (): Iterable<Attachment>
  /** The attachment inserted last, even if it was deleted since; `undefined` after `release`. */
  newest (): Attachment | undefined
  readonly size: number
  /** Deletes an attachment of this table. A deleted link may be attached again. */
  delete (attachment: Attachment): void
  /** Whether the attachment with this id belonged to the record and was deleted. Only the latest deletions are remembered. */
  wasDeleted (recordRef: RecordRef, id: string): boolean
}

/** Orders ids by age: a longer one is a greater number, and all of one length end in a counter. */
export function compareIds (a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a === b ? 0 : a < b ? -1 : 1
}

/**
 * Finds the position of an id by binary search, whether or not it is there.
 * @param rows in the order of ids
 * @param options.isPast whether to return the position after the row itself
 * @returns an index
 */
export function positionOf (rows: ReadonlyArray<{ readonly id: string }>, id: string, { isPast = false } = {}): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const order = compareIds((rows[middle] as { readonly id: string }).id, id)
    if (isPast ? order <= 0 : order < 0) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * @param newId creates the id of an attachment
 * @param guarded runs work for the journal, which must not make a deletion fail
 */
export function createAttachmentTable (memoryQuota: MemoryQuota, newId: () => string, guarded: Guarded): AttachmentTable {
  const byId = new Map<string, Attachment>()
  const byRecord = new Map<string, Attachment[]>()
  const links = new Map<string, string>()
  const shared = new Set<Attachment>()
  /** Keys of records, by the ids of deleted attachments. */
  const deleted = new BoundedMap<string, string>(limits.deletedKept, (record, id) => record.length + id.length)
  const memory = new TableMemory(memoryQuota)
  let newest: Attachment | undefined

  const weightOf = (attachment: Draft, isShared: boolean): number => {
    const size = attachment.kind === 'file' ? attachment.content.size : attachment.url.length
    return OVERHEAD + (isShared ? 0 : size)
  }

  function assertNewLink (link: LinkRef): void {
    const id = links.get(linkKey(link))
    if (id !== undefined) throw new DuplicateLinkError(`${link.module} ${link.record} already has the link in attachment ${id}`)
  }

  return {
    assertNewLink,
    insert (draft, isShared = false) {
      if (draft.kind === 'link') assertNewLink(draft)
      const weight = weightOf(draft, isShared)
      memory.add(weight)
      draft.id ??= newId()
      const attachment = draft as Attachment
      byId.set(attachment.id, attachment)
      newest = attachment
      const record = recordKey(attachment)
      const siblings = byRecord.get(record)
      if (siblings === undefined) byRecord.set(record, [attachment])
      else siblings.push(attachment)
      if (attachment.kind === 'link') links.set(linkKey(attachment), attachment.id)
      if (isShared) shared.add(attachment)
      return attachment
    },
    get: id => byId.get(id),
    find (recordRef, id) {
      const attachment = byId.get(id)
      return attachment !== undefined && recordKey(attachment) === recordKey(recordRef) ? attachment : undefined
    },
    ofRecord: recordRef => byRecord.get(recordKey(recordRef)) ?? [],
    all: () => byId.values(),
    newest: () => memory.isReleased ? undefined : newest,
    get size () { return byId.size },
    get reservedBytes () { return memory.reservedBytes },
    delete (attachment) {
      if (attachment.kind === 'file') keepDigests([attachment.content], guarded)
      memory.add(-weightOf(attachment, shared.delete(attachment)))
      byId.delete(attachment.id)
      const record = recordKey(attachment)
      const siblings = byRecord.get(record) as Attachment[]
      if (siblings.length === 1) byRecord.delete(record)
      else siblings.splice(positionOf(siblings, attachment.id), 1)
      if (attachment.kind === 'link') links.delete(linkKey(attachment))
      deleted.set(attachment.id, record)
    },
    wasDeleted: (recordRef, id) => deleted.get(id) === recordKey(recordRef),
    release: () => memory.release()
  }
}

/** Identifies a record in a map. */
export function recordKey ({ module, record }: RecordRef): string {
  return `${module}/${record}`
}

/**
 * Links have to be unique (K58, “URL must be unique”:
 * help.zoho.com/portal/en/community/topic/kaizen-58-attachments-and-photo-api). Per record is inferred.
 */
function linkKey ({ module, record, url }: LinkRef): string {
  return `${recordKey({ module, record })}/${url}`
}
