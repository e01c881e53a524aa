import type { StoredAttachment } from '../control/shapes/attachment.js'
import type { Control } from './control.js'

/** What is attached in a sandbox. */
export interface Attachments {
  /** Oldest first; those of one module or record where it is given. */
  list (which?: { readonly module?: string, readonly record?: string }): Promise<StoredAttachment[]>
  /** @throws {MockError} where there is none with this id */
  get (id: string): Promise<StoredAttachment>
  /** The bytes of a file. @throws {MockError} where there is none with this id, or it is a link */
  content (id: string): Promise<Buffer>
}

export function attachmentsOf (control: Control): Attachments {
  return {
    list: async which => (await control.get<{ attachments: StoredAttachment[] }>('/attachments', which)).attachments,
    get: id => control.get(`/attachments/${encodeURIComponent(id)}`),
    content: async id => Buffer.from(await (await control.open(`/attachments/${encodeURIComponent(id)}/content`)).arrayBuffer())
  }
}
