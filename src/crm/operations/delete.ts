import { explain } from '../../plugins/refusals.js'
import { presentDeleted } from '../../zoho/present.js'
import { Refusal } from '../../zoho/refusal.js'
import { answerOf } from '../../zoho/rules.js'
import { found } from '../call.js'
import { ATTACHMENT, ATTACHMENTS, type Operation } from './operation.js'
import { sendJson } from './send-json.js'

const common = { name: 'delete', method: 'DELETE', scope: { allows: 'DELETE', preposition: 'from' } } as const

/** Deletes one attachment. */
export const deleteOne: Operation = {
  ...common,
  path: ATTACHMENT,
  answer (call) {
    const { context: { answers }, reply, request: { params, sandbox: { world: { attachments } } } } = call
    const { module, record } = found(call, 'place')
    const { attachment: id } = params as { attachment: string }
    const attachment = attachments.find({ module, record }, id)
    if (attachment === undefined) throw new Refusal('delete.unknown', `${module} ${record} has no attachment "${id}"`)
    attachments.delete(attachment)
    const deleted = answerOf('delete.deleted', answers)
    return sendJson(reply.code(deleted.status), presentDeleted([{ id, answer: deleted }]))
  }
}

/** Deletes the attachments that the query names, those that there are. */
export const deleteMany: Operation = {
  ...common,
  path: ATTACHMENTS,
  answer (call) {
    const { context: { answers }, reply, request } = call
    const { attachments } = request.sandbox.world
    const place = found(call, 'place')
    const rows = found(call, 'ids').map(id => {
      const attachment = attachments.find(place, id)
      if (attachment) attachments.delete(attachment)
      return { id, answer: answerOf(attachment ? 'delete.deleted' : 'delete.unknown-of-many', answers) }
    })
    const unknown = rows.filter(({ answer }) => answer.code !== answerOf('delete.deleted', answers).code).map(({ id }) => id)
    if (unknown.length > 0) {
      const rule = unknown.length < rows.length ? 'delete.partial' : 'delete.unknown-of-many'
      explain(new Refusal(rule, `${place.module} ${place.record} has no attachments ${unknown.join(', ')}`), request, reply, answers)
    }
    return sendJson(reply, presentDeleted(rows))
  }
}
