import type { Fields } from '../../store/records.js'
import type { RecordRef } from '../../store/attachments.js'
import type { World } from '../../sandbox/world.js'
import { redactField } from '../../secrets/redact.js'
import { matchModule, whyWithout } from '../../zoho/modules.js'
import { parentOf, withParent } from '../../zoho/notes.js'
import { Refusal } from '../../zoho/rules.js'
import { versions, type Version } from '../../zoho/versions.js'
import { moduleWithId } from '../modules.js'
import { isEmpty, kindOf, wrongField } from './record-body.js'

/** What a note is checked against. */
interface NoteContext {
  readonly world: World
  readonly version: Version
  /** The record that the URL names, whatever the note says of its parent. */
  readonly parent: RecordRef | undefined
}

interface NoteRow {
  /** As it was sent. */
  readonly row: Fields
  /** Its position in `data`. */
  readonly index: number
  /** Whether the note is created. */
  readonly isNew: boolean
}

/**
 * Checks what is special about a note: that it has a text, and a parent.
 * @param fields those to keep, whose types have been checked
 * @returns the fields to keep, with the parent in the format of the newest version
 * @throws {Refusal} `notes.…`, `records.field-missing`
 */
export function checkNote (fields: Fields, note: NoteRow, context: NoteContext): Fields {
  checkText(note, context.version)
  const { row, isNew } = note
  if (context.parent === undefined && !isNew && isEmpty(row['Parent_Id'])) return fields
  return withParent(fields, knownParent(note, context))
}

/** In older versions the content is mandatory; in newer ones a title will do, and an update needs one of them, too. */
function checkText ({ row, index, isNew }: NoteRow, { needsNoteContent }: Version): void {
  const { Note_Content: content, Note_Title: title } = row
  if (needsNoteContent) {
    if (isEmpty(content) && (isNew || content !== undefined)) throw wrongField('records.field-missing', index, 'Note_Content', 'to have a value, since the field is mandatory; got none')
    return
  }
  if (!isEmpty(content) || !isEmpty(title)) return
  const expected = ['Note_Content', 'Note_Title'].map(name => ({ api_name: name, json_path: `$.data[${index}].${name}` }))
  throw new Refusal('notes.empty', `expected data[${index}] to have a Note_Content or a Note_Title, got neither`, { details: { expected_fields: expected } })
}

/** The record that a note belongs to, which has to exist. */
function knownParent ({ row, index }: NoteRow, { world, version, parent }: NoteContext): { readonly module: string, readonly id: string } {
  const { records, customModules } = world
  const { module, id } = parent === undefined ? namedParent(row, index, version, world) : { module: parent.module, id: parent.record }
  const match = matchModule(module, version, versions, customModules)
  const why = match.kind === 'supported' ? whyWithout(module, 'with notes', version, customModules) : match.hint
  if (why !== undefined) throw unknownParent(index, `expected the parent of data[${index}] to be in a module that takes notes: ${why}`)
  if (!records.has(module, id)) throw unknownParent(index, `expected data[${index}].Parent_Id to have the id of a record: ${module} has no record "${redactField('id', id)}"`)
  return { module, id }
}

/** The parent as the row names it, which has all of its parts. */
function namedParent (row: Fields, index: number, version: Version, world: World): { readonly module: string, readonly id: string } {
  if (isEmpty(row['Parent_Id'])) throw wrongField('records.field-missing', index, 'Parent_Id', 'to be the record that the note belongs to, got none')
  const { module, moduleId, id } = parentOf(row)
  const name = module ?? (typeof moduleId === 'string' ? moduleWithId(version, world, moduleId)?.apiName : undefined)
  if (typeof name !== 'string' || name === '') {
    if (moduleId !== undefined) throw unknownParent(index, `expected data[${index}].Parent_Id.module to have the api_name of a module, or its id; got an id that is of none`)
    throw version.hasModuleInParent
      ? wrongField('records.field-missing', index, 'Parent_Id.module', 'to have the api_name of the module of the parent, such as {"api_name":"Leads"}; got none')
      : wrongField('records.field-missing', index, 'se_module', 'to be the API name of the module of the parent, such as Leads; got none')
  }
  // The type of the field is no lookup if the organization has one of its own with this name.
  if (typeof id !== 'string') throw unknownParent(index, `expected data[${index}].Parent_Id to have the id of a record as a text, got ${kindOf(id)}`)
  return { module: name, id }
}

function unknownParent (index: number, explain: string): Refusal {
  return new Refusal('notes.parent-unknown', explain, { details: { api_name: 'Parent_Id', json_path: `$.data[${index}].Parent_Id` } })
}
