import { sdkAnswers } from './sdk-answers.mjs'
import { plain, readerOf, valuesOf } from './sdk-records.mjs'

/**
 * The operations of one of Zoho's SDKs on the notes of a record, in the format that all drivers of the flow report.
 * @param sdk the SDK
 */
export function noteOperations (sdk) {
  const { BodyWrapper, GetNoteParam, Note, NotesOperations, ParentId, ResponseWrapper } = sdk.Notes
  // typescript-sdk-7.0 has another name for them.
  const related = sdk.RelatedRecords ?? sdk.RecordsRelated
  const notes = new NotesOperations()

  async function fieldsOf (parameter, fields) {
    const map = new sdk.ParameterMap()
    // SDK 2.1 has no such parameter for the notes of a record, since v2.1 does not need it.
    if (parameter !== undefined) await map.add(parameter, fields.join())
    return map
  }

  /** Sets the record to which a note belongs, as the sample of the SDK's version does. */
  async function setParent (note, module, record) {
    const parent = ParentId === undefined ? new sdk.Record.Record() : new ParentId()
    parent.setId(BigInt(record))
    if (ParentId === undefined) {
      note.setSeModule(module)
    } else {
      const minified = new sdk.Modules.MinifiedModule()
      minified.setAPIName(module)
      await parent.setModule(minified)
    }
    await note.setParentId(parent)
  }

  return {
    createNote: async ({ module, record, fields }) => {
      const note = new Note()
      note.setNoteTitle(fields.Note_Title)
      note.setNoteContent(fields.Note_Content)
      await setParent(note, module, record)
      const body = new BodyWrapper()
      body.setData([note])
      return sdkAnswers(sdk.Notes).ofAction(await notes.createNotes(body))
    },
    // Asks for the related lists of the module first.
    getNotes: async ({ module, record, fields }) => {
      const response = await new related.RelatedRecordsOperations('Notes', module).getRelatedRecords(BigInt(record), await fieldsOf(related.GetRelatedRecordsParam.FIELDS, fields))
      return readerOf(related)(response, related.ResponseWrapper, wrapper => ({ rows: wrapper.getData().map(found => valuesOf(found, fields)) }))
    },
    getNote: async ({ note, fields }) => {
      const response = await notes.getNote(BigInt(note), await fieldsOf(GetNoteParam.FIELDS, fields))
      return readerOf(sdk.Notes)(response, ResponseWrapper, wrapper => ({ rows: wrapper.getData().map(rowOf) }))
    }
  }
}

function rowOf (note) {
  return {
    id: String(note.getId()),
    Note_Title: note.getNoteTitle(),
    Note_Content: note.getNoteContent(),
    Parent_Id: { ...plain(note.getParentId()), module: note.getSeModule?.() ?? note.getParentId().getModule().getAPIName() },
    $attachments: plain(note.getAttachments())
  }
}
