import type { AttachmentTable, Place } from '../sandbox/attachments.js'
import type { Attachment, Person } from '../sandbox/entities.js'
import type { World } from '../sandbox/world.js'
import type { Upload } from '../upload/upload.js'
import { Refusal } from '../zoho/refusal.js'

/** To what something is attached, and by whom. */
export interface Target extends Place {
  readonly user: Person
  /** Where the record was found. */
  readonly attachments: AttachmentTable
}

/**
 * Keeps an upload. A link without a title takes the one that the seed has for it, or its own text. Zoho takes the meta
 * title of the linked page (the page, “title”); crm/page-title.ts does where the double may open connections.
 * @throws {Refusal} `upload.link-duplicate`, `upload.store-full`; `server.unavailable` where the sandbox was reset
 * meanwhile: what a test left behind must not show up in the next
 */
export function attach ({ clock, attachments, linkTitles }: World, target: Target, upload: Upload): Attachment {
  const { module, record, user } = target
  if (attachments !== target.attachments) throw new Refusal('server.unavailable', 'the sandbox was reset before the upload was over; nothing was stored')
  const createdAt = clock.now()
  return attachments.insert(upload.kind === 'file'
    ? { id: undefined, kind: 'file', module, record, name: upload.name, user, createdAt, content: upload.content }
    : { id: undefined, kind: 'link', module, record, name: upload.title ?? linkTitles.get(upload.url) ?? upload.url, user, createdAt, url: upload.url })
}
