import { sendJson } from '../../plugins/send-json.js'
import { presentUploaded } from '../../zoho/present.js'
import { answerOf } from '../../zoho/rules.js'
import { attach } from '../attach.js'
import { found } from '../call.js'
import { attachWithPageTitle, needsPageTitle } from '../page-title.js'
import { ATTACHMENTS, type Operation } from './operation.js'

/** Attaches a file or a link to a record. */
export const upload: Operation = {
  name: 'upload',
  method: 'POST',
  path: ATTACHMENTS,
  scope: { allows: 'CREATE', preposition: 'to' },
  async answer (call) {
    const { context, reply, request: { sandbox: { world } } } = call
    const stored = answerOf('upload.stored', context.answers)
    const target = { ...found(call, 'place'), user: found(call, 'user'), attachments: found(call, 'attachments') }
    const upload = found(call, 'upload')
    const { pageTitles } = context
    const attachment = pageTitles && needsPageTitle(upload, world)
      ? await attachWithPageTitle(upload, target, call, pageTitles)
      : attach(world, target, upload)
    call.request.notes.attachment = attachment.id
    return sendJson(reply.code(stored.status), presentUploaded(attachment, world.org, stored))
  }
}
