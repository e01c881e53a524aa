import type { FlowClient } from './flow-clients.js'
import { NOTE, NOTE_FILE_ID, ofUpload, RECORD, type FlowStep } from './flow-step.js'

const note = { Note_Title: 'Contacted', Note_Content: 'By phone' }
const shown = [...Object.keys(note), 'Parent_Id', '$attachments']
/** The id that a new world always gives to its first file. */
const STORED = 'adf5b5f8979eba29f058283de54b4eab9e23dbee83aa6cdd17f17b7342fb98f5'

/**
 * The note as a client sees it: with the SDK's classes, or as it is in JSON.
 * @param parent how it sees the parent beside the id and the name
 */
function seenNote ({ owner }: FlowClient, parent: object): object {
  return {
    id: NOTE,
    ...note,
    Parent_Id: { ...owner !== undefined && parent, id: RECORD, name: 'Boyle' },
    $attachments: [{ ...owner !== undefined && { seenAs: 'Attachment' }, id: NOTE_FILE_ID, name: 'hello.txt' }]
  }
}

/** The steps with a note of the record. */
export const noteSteps: readonly FlowStep[] = [
  {
    operation: 'createNote',
    says: 'adds a note to the lead',
    input: { fields: note },
    request: 'POST /Notes',
    http: 201,
    sees: ({ owner }) => owner === undefined
      ? { rows: [{ code: 'SUCCESS', message: 'record added', status: 'success', id: NOTE }] }
      : { http: 201, seenAs: 'ActionWrapper', rows: [{ seenAs: 'SuccessResponse', code: 'SUCCESS', message: 'record added', status: 'success', id: NOTE, createdAt: '2021-05-03T12:33:00.000Z', createdBy: 'Patricia Boyle' }] }
  },
  {
    operation: 'uploadFile',
    says: 'attaches a file to the note',
    input: { module: 'Notes', of: 'note' },
    request: 'POST /Notes/{note}/Attachments',
    http: 200,
    sees: ofUpload(NOTE_FILE_ID)
  },
  {
    operation: 'getNotes',
    says: 'gets the notes of the lead',
    input: { fields: shown },
    request: 'GET /Leads/{id}/Notes',
    http: 200,
    sees: client => ({ ...client.owner !== undefined && { http: 200, seenAs: 'ResponseWrapper' }, rows: [seenNote(client, { seenAs: 'Record' })] })
  },
  {
    operation: 'getNote',
    says: 'gets the note by itself, with its file',
    // Versions before v6 have the parent's module beside it.
    input: { fields: [...shown, '$se_module'] },
    request: 'GET /Notes/{note}',
    http: 200,
    sees: client => ({ ...client.owner !== undefined && { http: 200, seenAs: 'ResponseWrapper' }, rows: [seenNote(client, { seenAs: client.parent, module: 'Leads' })] })
  }
]

/** The steps with a file of Zoho's file system, which belongs to no record. */
export const fileSteps: readonly FlowStep[] = [
  {
    operation: 'storeFile',
    says: 'uploads a file to the file system',
    request: 'POST /files',
    http: 200,
    sees: () => ({ http: 200, seenAs: 'ActionWrapper', rows: [{ seenAs: 'SuccessResponse', code: 'SUCCESS', message: 'hello.txt uploaded Succeessfully', status: 'success', id: STORED }] })
  },
  {
    operation: 'readFile',
    says: 'gets the file again',
    request: 'GET /files',
    http: 200,
    sees: () => ({ http: 200, seenAs: 'FileBodyWrapper', name: 'hello.txt', text: 'Hello' })
  }
]
