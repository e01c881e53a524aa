import { sendJson } from '../../api/reply.js'
import { redactField } from '../../secrets/redact.js'
import { removeRecord } from '../../sandbox/remove-records.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import { readQuery, readRecordIds } from '../checks/query.js'
import { presentDeleted } from '../present.js'
import { moduleHandler, recordHandler } from '../request-context.js'
import { sendRows } from './write-records.js'

/** Deletes one record with its attachments, its notes and its photo. */
export const deleteRecord = recordHandler({
  read: ({ request }) => readQuery(request, () => {}),
  answer ({ settings: { answers }, recordRef: { module, record }, reply, request: { sandbox: { world } } }) {
    removeRecord(world, { module, record })
    const deleted = answerOf('records.deleted', answers)
    return sendJson(reply.code(deleted.status), presentDeleted([{ id: record, answer: deleted }]))
  }
}, 'records.not-deleted')

/** Deletes the records listed in the query. Ids that do not exist get an error row. */
export const deleteRecords = moduleHandler({
  read: ({ request }) => readQuery(request, readRecordIds),
  answer (context, ids) {
    const { settings: { answers }, module, request: { sandbox: { world } } } = context
    const results = ids.map(id => {
      if (!world.records.has(module, id)) return new Refusal('records.none-deleted', `${module} has no record "${redactField('id', id)}" in this sandbox`)
      removeRecord(world, { module, record: id })
      return { id }
    })
    const rows = ids.map((id, index) => ({ id, answer: answerOf(results[index] instanceof Refusal ? 'records.none-deleted' : 'records.deleted', answers) }))
    return sendRows(context, results, 'records.deleted', presentDeleted(rows))
  }
})
