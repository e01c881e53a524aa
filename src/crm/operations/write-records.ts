import type { FastifyReply } from 'fastify'
import { assertError } from '../../guard.js'
import { setRefusalHeaders } from '../../api/refusals.js'
import { sendJson } from '../../api/reply.js'
import { redactField } from '../../secrets/redact.js'
import type { RecordRef } from '../../store/attachments.js'
import type { Fields } from '../../store/records.js'
import { NOTES } from '../../zoho/notes.js'
import { Refusal, answerOf, type RuleName } from '../../zoho/rules.js'
import { zohoTime } from '../../zoho/time.js'
import { checkNote } from '../checks/note.js'
import { readDate, readQuery } from '../checks/query.js'
import { acceptableRecords, checkFields, kindOf, MAX_ROWS, wrongField, type RecordBody } from '../checks/record-body.js'
import { assertNotReset } from '../checks/target.js'
import { wholeSecond } from '../page.js'
import { presentHistory } from '../present.js'
import { presentWritten, type RowResult } from '../present-records.js'
import { moduleHandler, recordHandler, type ModuleRequestContext, type RequestContext } from '../request-context.js'
import { StagedRecords } from '../staged-records.js'

/** Creates records. */
export const createRecords = moduleHandler({
  read: ({ request }) => readQuery(request, () => {}),
  answer: async context => writeRows(context, { success: 'records.created' }, (staged, row, index) => createRow(context, staged, row, index))
})

/** Updates the records that the rows name by their ids. */
export const updateRecords = moduleHandler({
  read: ({ request }) => readQuery(request, () => {}),
  answer: async context => writeRows(context, { success: 'records.updated' }, (staged, row, index) => updateRow(context, staged, idOf(staged, row, index, context.module), row, index))
})

/** Updates the record that the URL names. An id in the body does not matter. */
export const updateRecord = recordHandler({
  read: ({ request }) => readQuery(request, () => {}),
  answer: async context => {
    const { module, record } = context.recordRef
    return writeRows({ ...context, module }, { success: 'records.updated', maxRows: 1 }, (staged, row, index) => {
      // It may have been deleted while the body came in.
      if (!staged.has(record)) throw wrongField('records.id-unknown', index, 'id', `to be the id of a record: ${module} ${record} was deleted`)
      return updateRow({ ...context, module }, staged, record, row, index)
    })
  }
}, 'records.id-unknown')

/**
 * Updates the records that the rows name by their ids, or that have the same value in the first of the fields to check; creates
 * the others.
 */
export const upsertRecords = moduleHandler({
  read: ({ request }) => readQuery(request, () => {}),
  answer: async context => writeRows(context, { success: 'records.upserted' }, (staged, row, index, { duplicateCheckFields }) => {
    const { module, request: { sandbox: { world } } } = context
    if (row['id'] !== undefined) return { ...updateRow(context, staged, idOf(staged, row, index, module), row, index), duplicateField: null }
    const checked = [...duplicateCheckFields ?? [world.fields.of(module).duplicateCheck], ...world.uniqueFields.get(module) ?? []]
    for (const duplicateField of checked) {
      const id = staged.find(duplicateField, row[duplicateField])
      if (id !== undefined) return { ...updateRow(context, staged, id, row, index), duplicateField }
    }
    return { ...createRow(context, staged, row, index), duplicateField: null }
  })
})

type Written = Exclude<RowResult, Refusal>
type WriteRow = (staged: StagedRecords, row: Fields, index: number, body: RecordBody) => Written

/** Reads the body, checks all rows, writes the good ones, and answers with a row for each. */
export async function writeRows (context: ModuleRequestContext, { success, maxRows = MAX_ROWS }: { readonly success: RuleName, readonly maxRows?: number }, write: WriteRow): Promise<FastifyReply> {
  const { module, request, user, trail, settings: { answers }, version } = context
  const { sandbox: { world } } = request
  const { records } = world
  const body = await trail.checkAsync(acceptableRecords, request, maxRows)
  assertNotReset(records === request.sandbox.world.records, 'request')
  const staged = new StagedRecords(world, module, user)
  const results = body.rows.map((row, index): RowResult => {
    try {
      return write(staged, row, index, body)
    } catch (error) {
      assertError(error, Refusal)
      return error
    }
  })
  staged.write()
  const [only] = results
  // Notes that are added to a record are written down as a request about that.
  if (results.length === 1 && only !== undefined && !(only instanceof Refusal)) trail.facts.recordRef ??= { module, record: only.record.id }
  return sendRows(context, results, success, presentWritten(results, { answers, world, version }))
}

/** Sends a row for each record: 207 if only some of them were refused. */
export function sendRows ({ reply, request, settings: { answers } }: RequestContext, results: ReadonlyArray<Refusal | object>, success: RuleName, body: object): FastifyReply {
  const refused = results.filter(result => result instanceof Refusal)
  const [first] = refused
  if (first === undefined) return sendJson(reply.code(answerOf(success, answers).status), body)
  const explain = refused.length === 1 ? first.explain : `${first.explain}; and ${refused.length - 1} more of ${results.length} rows were refused`
  setRefusalHeaders(new Refusal(refused.length < results.length ? 'records.partial' : first.rule, explain), request, reply, answers)
  return sendJson(reply, body)
}

/** @throws {Refusal} `records.id-missing`, `records.id-unknown` */
function idOf (staged: StagedRecords, { id }: Fields, index: number, module: string): string {
  if (id === undefined || id === null || id === '') throw wrongField('records.id-missing', index, 'id', 'to be the id of the record to update, got none')
  if (typeof id === 'string' && staged.has(id)) return id
  if (typeof id === 'object') throw wrongField('records.id-unknown', index, 'id', `to be the id of a record, got ${kindOf(id)}`)
  throw wrongField('records.id-unknown', index, 'id', `to be the id of a record: ${module} has no record "${redactField('id', String(id))}"`)
}

/** What the rows of a request are checked against. */
interface RowsContext extends ModuleRequestContext {
  /** The record whose notes the rows are. */
  readonly parent?: RecordRef
}

/** Stages a new record. @throws {Refusal} of its row */
export function createRow (context: RowsContext, staged: StagedRecords, row: Fields, index: number): Written {
  const fields = fieldsFrom(context, row, index, true)
  checkUnique(context, staged, row, index, undefined)
  return { record: staged.create(fields, row['Owner']), rule: 'records.created' }
}

function updateRow (context: ModuleRequestContext, staged: StagedRecords, id: string, row: Fields, index: number): Written {
  const { request: { headers, sandbox: { world: { org: { zone } } } } } = context
  const since = readDate(headers['if-unmodified-since'])
  const before = staged.get(id)
  if (since !== undefined && wholeSecond(before.modifiedAt) > since) {
    throw new Refusal('records.already-modified', `${context.module} ${id} was modified at ${zohoTime(before.modifiedAt, zone)}, after the If-Unmodified-Since ${zohoTime(since, zone)}`, { details: presentHistory(before, zone) })
  }
  const fields = fieldsFrom(context, row, index, false)
  checkUnique(context, staged, row, index, id)
  return { record: staged.update(id, fields, row['Owner']), rule: 'records.updated' }
}

/** @returns the fields to keep */
function fieldsFrom ({ module, parent, request: { sandbox: { world } }, version }: RowsContext, row: Fields, index: number, isNew: boolean): Fields {
  const fields = checkFields(world.fields.of(module).fields, row, index, isNew)
  return module === NOTES ? checkNote(fields, { row, index, isNew }, { world, version, parent }) : fields
}

/** @param own the id of the record that is updated */
function checkUnique ({ module, request: { sandbox: { world } } }: ModuleRequestContext, staged: StagedRecords, row: Fields, index: number, own: string | undefined): void {
  for (const field of world.uniqueFields.get(module) ?? []) {
    const id = staged.find(field, row[field])
    if (id === undefined || id === own) continue
    const { owner } = staged.get(id)
    throw new Refusal('records.duplicate', `expected data[${index}].${field} to have a value that no other record has; ${module} ${id} has it`, {
      details: { api_name: field, duplicate_record: { Owner: { name: owner.name, id: owner.id }, id }, json_path: `$.data[${index}].${field}`, id, more_records: false }
    })
  }
}
