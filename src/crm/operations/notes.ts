import { compareIds } from '../../store/attachments.js'
import type { ModuleRecord } from '../../store/records.js'
import { NOTES } from '../../zoho/notes.js'
import { readListing, readQuery } from '../checks/query.js'
import { recordHandler } from '../request-context.js'
import { sendListing } from './read-records.js'
import { createRow, writeRows } from './write-records.js'

/** Adds notes to a record. Whatever they say of their parent, it is that of the URL. */
export const createNotes = recordHandler({
  read: ({ request }) => readQuery(request, () => {}),
  async answer (context) {
    const notes = { ...context, module: NOTES, parent: context.recordRef }
    return writeRows(notes, { success: 'records.created' }, (staged, row, index) => createRow(notes, staged, row, index))
  }
})

/** Lists the notes of a record, oldest first by default. */
export const getNotes = recordHandler({
  read: context => readListing(context, { what: 'notes', of: [context.recordRef.module, context.recordRef.record, NOTES], isOldestFirst: true }),
  answer (context, listing) {
    const { recordRef, request: { sandbox: { world: { records } } } } = context
    const { ids } = listing
    const wanted = ids && new Set(ids)
    const notes = records.notesOf(recordRef).filter(id => wanted?.has(id) ?? true).sort(compareIds)
    // Whatever is in the index of notes has fields.
    const all = notes.map(id => records.get(NOTES, id) as ModuleRecord)
    return sendListing({ ...context, module: NOTES }, listing, all, `${recordRef.module} ${recordRef.record} has ${all.length || 'no'} notes${ids === undefined ? '' : ' with these ids'}`)
  }
})
