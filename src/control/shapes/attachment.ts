import { Type, type Static } from 'typebox'
import type { Attachment, Org } from '../../store/entities.js'
import { sha256Of } from '../../store/content.js'
import { zohoTime } from '../../zoho/time.js'

/** An attachment as the control API shows it. */
export const AttachmentSchema = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['file', 'link']),
  module: Type.String({ description: 'API name.' }),
  record: Type.String(),
  name: Type.String({ description: 'Of the file, or the title of the link.' }),
  size: Type.Optional(Type.Integer({ description: 'Of a file, in bytes.' })),
  sha256: Type.Optional(Type.String({ description: 'Of a file.' })),
  link: Type.Optional(Type.String()),
  createdAt: Type.String({ description: 'In the org’s offset.' }),
  user: Type.Object({ id: Type.String(), name: Type.String() })
})

export type StoredAttachment = Static<typeof AttachmentSchema>

export function showAttachment (attachment: Attachment, { zone }: Org): StoredAttachment {
  const { id, kind, module, record, name, user, createdAt } = attachment
  return {
    id,
    kind,
    module,
    record,
    name,
    ...attachment.kind === 'file'
      ? { size: attachment.content.size, sha256: sha256Of(attachment.content) }
      : { link: attachment.url },
    createdAt: zohoTime(createdAt, zone),
    user: { id: user.id, name: user.name }
  }
}
