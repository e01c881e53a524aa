import { setRefusalHeaders } from '../../api/refusals.js'
import { sendJson } from '../../api/reply.js'
import { redactField } from '../../secrets/redact.js'
import { presentDeleted } from '../present.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import { ofRecord } from '../request-context.js'
import { readIds, readQuery } from '../checks/query.js'
import { knownAttachment } from '../checks/target.js'

/** Deletes one attachment. */
export const deleteOne = ofRecord({
  read: ({ request }) => readQuery(request, () => {}),
  answer (call) {
    const { settings: { answers }, reply, request } = call
    const attachment = knownAttachment(call, 'delete.unknown', 'delete.deleted-before')
    request.sandbox.world.attachments.delete(attachment)
    const deleted = answerOf('delete.deleted', answers)
    return sendJson(reply.code(deleted.status), presentDeleted([{ id: attachment.id, answer: deleted }]))
  }
})

/** Deletes the attachments that the query names, those that there are. */
export const deleteMany = ofRecord({
  read: ({ request }) => readQuery(request, readIds),
  answer ({ settings: { answers }, recordRef, reply, request }, ids) {
    const { attachments } = request.sandbox.world
    const known = ids.flatMap(id => attachments.find(recordRef, id) ?? [])
    for (const attachment of known) attachments.delete(attachment)
    const unknown = ids.filter(id => !known.some(attachment => attachment.id === id))
    if (unknown.length > 0) {
      const rule = known.length > 0 ? 'delete.partial' : 'delete.unknown-of-many'
      setRefusalHeaders(new Refusal(rule, `${recordRef.module} ${recordRef.record} has no attachments ${redactField('ids', unknown.join(', '))}`), request, reply, answers)
    }
    const rows = ids.map(id => ({ id, answer: answerOf(unknown.includes(id) ? 'delete.unknown-of-many' : 'delete.deleted', answers) }))
    return sendJson(reply, presentDeleted(rows))
  }
})
