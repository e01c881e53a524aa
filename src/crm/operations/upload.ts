import { sendJson } from '../../plugins/send-json.js'
import type { Attachment } from '../../sandbox/entities.js'
import { sha256Of } from '../../sandbox/sha256.js'
import type { Upload } from '../../upload/upload.js'
import { presentUploaded } from '../../zoho/present.js'
import { answerOf } from '../../zoho/rules.js'
import { attach, type Target } from '../attach.js'
import { ofRecord, type RecordCall } from '../call.js'
import { acceptableBody } from '../checks/body.js'
import { attachWithPageTitle, needsPageTitle } from '../page-title.js'

/** Attaches a file or a link to a record. Its query is read with its body, which it may bring parts of. */
export const upload = ofRecord({
  read: () => {},
  async answer (call) {
    const { context, context: { pageTitles }, place, user, attachments, reply, request, request: { sandbox: { world } }, trail } = call
    const upload = await trail.checkLater(acceptableBody, request, reply, context)
    const target = { ...place, user, attachments }
    const attachment = pageTitles && needsPageTitle(upload, world)
      ? await attachWithPageTitle(upload, target, call, pageTitles)
      : attachOrHash(upload, target, call)
    request.notes.attachment = attachment.id
    const stored = answerOf('upload.stored', context.answers)
    return sendJson(reply.code(stored.status), presentUploaded(attachment, request.sandbox.world.org, stored))
  }
})

/** The journal shows the hash of a file that nobody keeps. */
function attachOrHash (upload: Upload, target: Target, { request: { sandbox: { world }, server } }: RecordCall): Attachment {
  try {
    return attach(world, target, upload)
  } catch (error) {
    if (upload.kind === 'file') server.guarded('hashing', () => sha256Of(upload.content))
    throw error
  }
}
