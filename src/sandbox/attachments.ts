import type { Budget } from './budget.js'
import type { Attachment, FileAttachment, LinkAttachment } from './entities.js'
import { Refusal } from '../zoho/refusal.js'

type Unnumbered<Kind extends Attachment> = Omit<Kind, 'id'> & { id: string | undefined }

/** An attachment that has no id yet, but the place for it: making a copy with one showed in the profile of small uploads. */
export type Draft = Unnumbered<FileAttachment> | Unnumbered<LinkAttachment>

/** What tells links apart. */
type LinkPlace = Pick<LinkAttachment, 'module' | 'record' | 'url'>

/** What is attached in one sandbox. */
export interface AttachmentTable {
  /**
   * Keeps an attachment and gives it its id, or refuses it and keeps nothing, not even the id.
   * @param isShared whether its bytes are the seed's, which all sandboxes share and which are counted once
   * @throws {Refusal} `upload.store-full`, `upload.link-duplicate`
   */
  insert (draft: Draft, isShared?: boolean): Attachment
  /**
   * For an upload that has something left to do before it is inserted.
   * @throws {Refusal} `upload.link-duplicate`
   */
  refuseDuplicate (link: LinkPlace): void
  get (id: string): Attachment | undefined
  /** Oldest first. */
  all (): Iterable<Attachment>
  /** Gives back the memory of every attachment; the table is not used again. */
  release (): void
}

/** Counted for each entry beside its bytes, so that a flood of one-byte files fills the store too; a round figure. */
const OVERHEAD = 1024

export function createAttachmentTable (budget: Budget, newId: () => string): AttachmentTable {
  const byId = new Map<string, Attachment>()
  const links = new Map<string, string>()
  let held = 0

  function refuseDuplicate (link: LinkPlace): void {
    const id = links.get(linkKey(link))
    if (id !== undefined) throw new Refusal('upload.link-duplicate', `${link.module} ${link.record} already has the link in attachment ${id}`)
  }

  return {
    refuseDuplicate,
    insert (draft, isShared = false) {
      const link = draft.kind === 'link' ? linkKey(draft) : undefined
      if (draft.kind === 'link') refuseDuplicate(draft)
      const size = draft.kind === 'file' ? draft.content.size : draft.url.length
      const weight = OVERHEAD + (isShared ? 0 : size)
      budget.take(weight)
      held += weight
      draft.id = newId()
      const attachment = draft as Attachment
      byId.set(attachment.id, attachment)
      if (link !== undefined) links.set(link, attachment.id)
      return attachment
    },
    get: id => byId.get(id),
    all: () => byId.values(),
    release () {
      budget.give(held)
      held = 0
    }
  }
}

/** K58, “URL must be unique”: help.zoho.com/portal/en/community/topic/kaizen-58-attachments-and-photo-api; per record is inferred. */
function linkKey ({ module, record, url }: LinkPlace): string {
  return `${module}/${record}/${url}`
}
