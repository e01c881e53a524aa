import { setRefusalHeaders } from '../../api/refusals.js'
import { sendJson } from '../../api/reply.js'
import { redactField } from '../../secrets/redact.js'
import { presentDeleted } from '../present.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import { recordHandler } from '../request-context.js'
import { readIds, readQuery } from '../checks/query.js'
import { knownAttachment } from '../checks/target.js'

/** Deletes one attachment. */
export const deleteOne = recordHandler({
  read: ({ request }) => readQuery(request, () => {}),
  answer (context) {
    const { settings: { answers }, reply, request } = context
    const attachment = knownAttachment(context, 'delete.unknown', 'delete.deleted-before')
    request.sandbox.world.attachments.delete(attachment)
    const deleted = answerOf('delete.deleted', answers)
    return sendJson(reply.code(deleted.status), presentDeleted([{ id: attachment.id, answer: deleted }]))
  }
})

/** Deletes the attachments listed in the query. Ids that do not exist get an error row. */
export const deleteMany = recordHandler({
  read: ({ request }) => readQuery(request, readIds),
  answer ({ settings: { answers }, recordRef, reply, request }, ids) {
    const { attachments } = request.sandbox.world
    const existing = ids.flatMap(id => attachments.find(recordRef, id) ?? [])
    for (const attachment of existing) attachments.delete(attachment)
    const missing = ids.filter(id => !existing.some(attachment => attachment.id === id))
    if (missing.length > 0) {
      const rule = existing.length > 0 ? 'delete.partial' : 'delete.unknown-of-many'
      setRefusalHeaders(new Refusal(rule, `${recordRef.module} ${recordRef.record} has no attachments ${redactField('ids', missing.join(', '))}`), request, reply, answers)
    }
    const rows = ids.map(id => ({ id, answer: answerOf(missing.includes(id) ? 'delete.unknown-of-many' : 'delete.deleted', answers) }))
    return sendJson(reply, presentDeleted(rows))
  }
})
