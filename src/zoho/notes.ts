/** The API name of the module of notes. */
export const NOTES = 'Notes'

/** What a note says of the record that it belongs to. Nothing of it is checked. */
export interface NoteParent {
  /** API name of its module. */
  readonly module: unknown
  /** Id of its module. */
  readonly moduleId: unknown
  readonly id: unknown
}

type Fields = Readonly<Record<string, unknown>>

const objectFrom = (value: unknown): Fields => Object(value) as Fields

/**
 * Reads the parent of a note in any of the formats that clients send. The id alone beside `se_module`:
 * zoho.com/crm/developer/docs/api/v4/create-notes.html, and the Deluge sample of the v7 page, which describes an object with the
 * module in it. An object with the id beside `$se_module`: json_details.json of @zohocrm/nodejs-sdk-2.1.
 */
export function parentOf (note: Fields): NoteParent {
  const { Parent_Id: parent, se_module: seModule = note['$se_module'] } = note
  const { id = parent, module } = objectFrom(parent)
  const { api_name: apiName = seModule, id: moduleId } = objectFrom(module)
  return { module: apiName, moduleId, id }
}

/** The fields of a note as they are stored: with its parent in the format of the newest version. */
export function withParent ({ se_module: _, ...fields }: Fields, { module, id }: { readonly module: string, readonly id: string }): Fields {
  return { ...fields, Parent_Id: { module: { api_name: module }, id } }
}
