import { Type } from 'typebox'
import { contentDisposition } from '../../http/headers.js'
import { bodyFrom } from '../../store/content.js'
import type { Attachment } from '../../store/entities.js'
import type { Sandbox } from '../../sandbox/sandboxes.js'
import { Complaint } from '../complaint.js'
import type { ControlApp } from '../control-app.js'
import { showAttachment, AttachmentSchema } from '../shapes/attachment.js'

const Which = Type.Object({
  module: Type.Optional(Type.String({ description: 'API name.' })),
  record: Type.Optional(Type.String())
}, { additionalProperties: false })

const Id = Type.Object({ id: Type.String() })

/**
 * Bytes come from whoever uploads, and a page among them that ran on this origin could do all that the control API can:
 * it is saved and not shown, its type is not guessed, and shown all the same (by a browser that was told to) it has no
 * origin, no scripts and nothing to load.
 */
const HARMLESS = { 'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'" }

/** What is attached in a sandbox, as it is and not as Zoho shows it. */
export async function attachments (app: ControlApp): Promise<void> {
  app.get('/attachments', {
    schema: {
      summary: 'What is attached, oldest first',
      querystring: Which,
      response: { 200: Type.Object({ attachments: Type.Array(AttachmentSchema) }) }
    }
  }, async ({ sandbox: { world }, query: { module, record } }) => {
    const rows = [...world.attachments.all()].filter(row => (module ?? row.module) === row.module && (record ?? row.record) === row.record)
    return { attachments: rows.map(row => showAttachment(row, world.org)) }
  })
  app.get('/attachments/:id', {
    schema: { summary: 'One attachment', params: Id, response: { 200: AttachmentSchema } }
  }, async ({ sandbox, params }) => showAttachment(attachmentOf(sandbox, params.id), sandbox.world.org))
  app.get('/attachments/:id/content', {
    schema: {
      summary: 'The bytes of a file, to be saved and not shown',
      params: Id,
      produces: ['application/octet-stream']
    }
  }, async ({ sandbox, params }, reply) => {
    const attachment = attachmentOf(sandbox, params.id)
    if (attachment.kind === 'link') throw new Complaint('badRequest', `Attachment \`${attachment.id}\` is a link and has no content`)
    const { content, name } = attachment
    return reply
      .headers({ ...HARMLESS, 'content-type': 'application/octet-stream', 'content-disposition': contentDisposition(name), 'content-length': content.size })
      .send(bodyFrom(content))
  })
}

function attachmentOf ({ world }: Sandbox, id: string): Attachment {
  const attachment = world.attachments.get(id)
  if (attachment === undefined) throw new Complaint('notFound', `No attachment \`${id}\` in this sandbox: GET /_mock/attachments lists them`)
  return attachment
}
