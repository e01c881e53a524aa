import type { Guarded } from '../guard.js'
import { BoundedMap } from './bounded-map.js'
import type { MemoryQuota } from './memory-quota.js'
import type { Attachment, FileAttachment, LinkAttachment } from './entities.js'
import { keepDigests } from './content.js'
import { limits } from '../zoho/limits.js'

/** A record has the link already. */
export class DuplicateLinkError extends Error {
  override readonly name = 'DuplicateLinkError'
}

type Unnumbered<Kind extends Attachment> = Omit<Kind, 'id'> & { id: string | undefined }

/**
 * An attachment that has no id yet, but the property for it: making a copy with one showed in the profile of small uploads.
 * One from a seed may have its id; it has to be greater than those before it.
 */
export type Draft = Unnumbered<FileAttachment> | Unnumbered<LinkAttachment>

/** A record. */
export interface RecordRef {
  /** API name. */
  readonly module: string
  readonly record: string
}

/** What tells links apart. */
type LinkRef = Pick<LinkAttachment, 'module' | 'record' | 'url'>

/** What is attached in one sandbox. */
export interface AttachmentTable {
  /**
   * Keeps an attachment and gives it its id, or refuses it and keeps nothing, not even the id.
   * @param isShared whether its bytes are the seed's, which all sandboxes share and which are counted once
   * @throws {StoreFullError}
   * @throws {DuplicateLinkError}
   */
  insert (draft: Draft, isShared?: boolean): Attachment
  /**
   * For an upload that has something left to do before it is inserted.
   * @throws {DuplicateLinkError}
   */
  assertNewLink (link: LinkRef): void
  get (id: string): Attachment | undefined
  /** The attachment with an id where it is this record's. */
  find (recordRef: RecordRef, id: string): Attachment | undefined
  /** The attachments of one record, oldest first; a view, to be read before the next write. */
  ofRecord (recordRef: RecordRef): readonly Attachment[]
  /** Oldest first. */
  all (): Iterable<Attachment>
  /** The last that was inserted, deleted or not; none after a release. */
  newest (): Attachment | undefined
  readonly size: number
  /** The memory that it is counted with, in bytes. */
  readonly held: number
  /** Forgets an attachment of this table; a link may come again then. */
  delete (attachment: Attachment): void
  /** Whether this record had an attachment with an id, and it was deleted; of the last so many that were. */
  wasDeleted (recordRef: RecordRef, id: string): boolean
  /**
   * Gives back the memory of every attachment. What the table is still asked for is done, by requests that came before,
   * but no longer counted.
   * @returns takes it back, for a table that stays after all; nothing else may have been counted meanwhile
   */
  release (): () => void
}

/** Counted for each entry beside its bytes, so that a flood of one-byte files fills the store too; a round figure. */
const OVERHEAD = 1024

/**
 * Where an attachment stands, or would stand, among others.
 * @param attachments oldest first, which is the order of their ids: all have 19 digits and a counter
 * @param options.isPast counts the attachment itself in
 */
export function positionOf (attachments: readonly Attachment[], id: string, { isPast = false } = {}): number {
  let low = 0
  let high = attachments.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const { id: other } = attachments[middle] as Attachment
    if (isPast ? other <= id : other < id) low = middle + 1
    else high = middle
  }
  return low
}

/** @param guarded runs what the journal wants to know, which must not stop a deletion */
export function createAttachmentTable (memoryQuota: MemoryQuota, newId: () => string, guarded: Guarded): AttachmentTable {
  const byId = new Map<string, Attachment>()
  const byRecord = new Map<string, Attachment[]>()
  const links = new Map<string, string>()
  const shared = new Set<Attachment>()
  /** Records by the ids of what they had. */
  const deleted = new BoundedMap<string, string>(limits.deletedKept, (record, id) => record.length + id.length)
  let held = 0
  let isReleased = false
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
      if (!isReleased) memoryQuota.reserve(weight)
      held += weight
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
    newest: () => isReleased ? undefined : newest,
    get size () { return byId.size },
    get held () { return isReleased ? 0 : held },
    delete (attachment) {
      if (attachment.kind === 'file') keepDigests([attachment.content], guarded)
      const weight = weightOf(attachment, shared.delete(attachment))
      if (!isReleased) memoryQuota.release(weight)
      held -= weight
      byId.delete(attachment.id)
      const record = recordKey(attachment)
      const siblings = byRecord.get(record) as Attachment[]
      if (siblings.length === 1) byRecord.delete(record)
      else siblings.splice(positionOf(siblings, attachment.id), 1)
      if (attachment.kind === 'link') links.delete(linkKey(attachment))
      deleted.set(attachment.id, record)
    },
    wasDeleted: (recordRef, id) => deleted.get(id) === recordKey(recordRef),
    release () {
      if (!isReleased) memoryQuota.release(held)
      isReleased = true
      return () => {
        memoryQuota.reserve(held)
        isReleased = false
      }
    }
  }
}

function recordKey ({ module, record }: RecordRef): string {
  return `${module}/${record}`
}

/** K58, “URL must be unique”: help.zoho.com/portal/en/community/topic/kaizen-58-attachments-and-photo-api; per record is inferred. */
function linkKey ({ module, record, url }: LinkRef): string {
  return `${recordKey({ module, record })}/${url}`
}
