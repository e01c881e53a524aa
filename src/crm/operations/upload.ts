import { presentUploaded } from '../../zoho/present.js'
import { answerOf } from '../../zoho/rules.js'
import { attach } from '../attach.js'
import { found } from '../call.js'
import { ATTACHMENTS, type Operation } from './operation.js'
import { sendJson } from './send-json.js'

/** Attaches a file or a link to a record. */
export const upload: Operation = {
  name: 'upload',
  method: 'POST',
  path: ATTACHMENTS,
  scope: { allows: 'CREATE', preposition: 'to' },
  answer (call) {
    const { context, reply, request: { sandbox: { world } } } = call
    const stored = answerOf('upload.stored', context.answers)
    const attachment = attach(world, { ...found(call, 'place'), user: found(call, 'token').user }, found(call, 'upload'))
    return sendJson(reply.code(stored.status), presentUploaded(attachment, world.org, stored))
  }
}
