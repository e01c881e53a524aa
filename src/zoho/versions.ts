/** What one version of the CRM API supports. */
export interface Version {
  /** As in the URL. */
  readonly name: string
  /** API names of the standard modules that take attachments. */
  readonly modules: readonly string[]
  /** API names of the standard modules whose records take a photo. */
  readonly photoModules: readonly string[]
  /** Whether the parent of a note has its module within itself, and not beside it as `se_module`. */
  readonly hasModuleInParent: boolean
  /** Whether a note needs a content, and cannot do with a title. */
  readonly needsNoteContent: boolean
  /** Whether `fields` is mandatory for a list. */
  readonly needsFields: boolean
  /** Whether long lists continue with page tokens, and `page` is limited. */
  readonly hasPageTokens: boolean
  /** Whether `license_details` of the organization have `trial_action`. */
  readonly hasTrialAction: boolean
  /** Keys of an attachment in a list, in order. */
  readonly attachmentKeys: readonly AttachmentKey[]
  /** Keys of a record that Zoho adds and that are no fields. */
  readonly recordKeys: readonly RecordKey[]
  /** Whether the answer to a written record tells its approval. */
  readonly hasApprovalState: boolean
  /** Whether `equals` of a search finds a text with more words around, even as the only condition. */
  readonly equalsContains: boolean
  /** Whether metadata refers to a module by an object with its id, and not only by its name. */
  readonly hasModuleRefs: boolean
  /** Keys of a related list that come after those that all versions have. */
  readonly relatedListKeys: readonly RelatedListKey[]
}

/** Every key that Zoho adds to a record in some version. */
export type RecordKey = typeof firstRecordKeys[number] | typeof laterRecordKeys[number]

// The first sample of 2019 on zoho.com/crm/developer/docs/api/v7/search-records.html, which is of v2.
const firstRecordKeys = ['$currency_symbol', '$process_flow', '$approved', '$approval', '$editable'] as const
// The sample of 2024 on that page; `$approval_state` is in zoho/crm-oas v8.0/record, createRecords. From which version on is inferred.
const laterRecordKeys = ['$field_states', '$sharing_permission', '$locked_for_me', '$approval_state'] as const

/** Every key of a related list that not all versions have. */
export type RelatedListKey = 'customize_sort' | 'customize_fields' | 'customize_display_label' | 'status'

/** Every key that an attachment has in some version. */
export type AttachmentKey = typeof firstKeys[number] | typeof droppedKeys[number] | typeof laterKeys[number] | typeof latestKeys[number] | typeof LINK_KEY

// zoho/zohocrm-python-sdk (5d22ae5), json_details.json; order: zoho/crm-oas v8.0/attachments, getAttachments example. Its
// $field_states is in recordings of v2, too.
const firstKeys = ['Owner', 'Modified_Time', 'File_Name', '$field_states', 'Created_Time', 'Size', 'Parent_Id', '$editable', '$file_id', '$type', '$se_module',
  'Modified_By', '$state', 'id', 'Created_By'] as const
/** Comes last in every version. Source: the same example. */
const LINK_KEY = '$link_url'
const droppedKeys = ['category', 'description'] as const
// zoho/zohocrm-python-sdk-2.1 (ffb48ff), json_details.json.
const laterKeys = ['$attachment_type', '$sharing_permission'] as const
// @zohocrm/nodejs-sdk-8.0, json_details.json.
const latestKeys = ['$zia_visions', 'Attachment_Source__s', 'File_Id__s', 'Record_Status__s'] as const

/** How a version differs from the one before. */
interface Difference extends Partial<Pick<Version, 'hasModuleInParent' | 'needsNoteContent' | 'needsFields' | 'hasPageTokens' | 'hasTrialAction' | 'hasApprovalState' | 'equalsContains' | 'hasModuleRefs'>> {
  readonly name: string
  readonly addedRecordKeys?: readonly RecordKey[]
  readonly addedModules?: readonly string[]
  readonly addedPhotoModules?: readonly string[]
  readonly addedRelatedListKeys?: readonly RelatedListKey[]
  readonly addedKeys?: readonly AttachmentKey[]
  readonly droppedKeys?: readonly AttachmentKey[]
}

const oldest: Version = {
  name: 'v2',
  // zoho.com/crm/developer/docs/api/v2/upload-attachment.html
  modules: ['Leads', 'Accounts', 'Contacts', 'Deals', 'Campaigns', 'Tasks', 'Cases', 'Events', 'Solutions', 'Products', 'Vendors',
    'Price_Books', 'Quotes', 'Sales_Orders', 'Purchase_Orders', 'Invoices', 'Notes'],
  // zoho.com/crm/developer/docs/api/v2/upload-image.html
  photoModules: ['Leads', 'Contacts', 'Accounts', 'Products', 'Vendors'],
  // zoho.com/crm/developer/docs/api/v2.1/create-notes.html; json_details.json of @zohocrm/nodejs-sdk-2.1.
  hasModuleInParent: false,
  needsNoteContent: true,
  needsFields: false,
  hasPageTokens: false,
  hasTrialAction: false,
  attachmentKeys: [...firstKeys, ...droppedKeys, LINK_KEY],
  recordKeys: firstRecordKeys,
  hasApprovalState: false,
  equalsContains: false,
  hasModuleRefs: false,
  relatedListKeys: []
}

const differences: readonly Difference[] = [
  // zoho.com/crm/developer/docs/api/v2.1/upload-attachment.html
  { name: 'v2.1', addedModules: ['Calls'], addedKeys: laterKeys },
  // zoho.com/crm/developer/docs/api/v3/get-attachments.html. Page tokens are on the v7 page; for v3 to v6 they are inferred.
  { name: 'v3', addedModules: ['Appointments__s', 'Services__s'], needsFields: true, hasPageTokens: true, droppedKeys },
  { name: 'v4' },
  // zoho.com/crm/developer/docs/api/v5/upload-image.html. The pages about downloads and deletions omit Deals; v2.1 to v4 were not checked.
  { name: 'v5', addedPhotoModules: ['Deals'] },
  // `$approval_state` in answers: zoho/crm-oas v8.0/record, createRecords; that it begins with v6 is from notes on a client.
  // `trial_action`, how metadata refers to modules, and the keys of a related list: @zohocrm/nodejs-sdk-2.1 and 6.0,
  // json_details.json; v3 to v5 were not checked. The parent of a note:
  // zoho.com/crm/developer/docs/api/v6/create-notes.html; that of v4 has `se_module`, v5 was not checked.
  { name: 'v6', hasModuleInParent: true, hasApprovalState: true, hasTrialAction: true, hasModuleRefs: true, addedRecordKeys: laterRecordKeys, addedRelatedListKeys: ['customize_sort', 'customize_fields', 'customize_display_label'] },
  // @zohocrm/nodejs-sdk-7.0, json_details.json.
  { name: 'v7', addedRelatedListKeys: ['status'] },
  // `equals`: zoho.com/crm/developer/docs/api/v8/search-records.html. Notes: zoho/crm-oas v8.0/notes (ff5c91b).
  { name: 'v8', addedKeys: latestKeys, equalsContains: true, needsNoteContent: false }
]

let latest = oldest

/** All known versions, oldest first. */
export const versions: readonly Version[] = [oldest, ...differences.map(({ addedModules = [], addedPhotoModules = [], addedRelatedListKeys = [], addedKeys = [], droppedKeys = [], addedRecordKeys = [], ...changed }) => {
  latest = {
    ...latest,
    ...changed,
    modules: [...latest.modules, ...addedModules],
    photoModules: [...latest.photoModules, ...addedPhotoModules],
    recordKeys: [...latest.recordKeys, ...addedRecordKeys],
    relatedListKeys: [...latest.relatedListKeys, ...addedRelatedListKeys],
    attachmentKeys: [...latest.attachmentKeys.filter(key => key !== LINK_KEY && !droppedKeys.includes(key)), ...addedKeys, LINK_KEY]
  }
  return latest
})]

export const newestVersion: Version = latest

/** What the version segment of a URL refers to. */
export type VersionMatch =
  | { readonly kind: 'known', readonly version: Version }
  | { readonly kind: 'newer' | 'never-was' | 'not-a-version' }

/** Looks up the version segment of a URL, and tells a version newer than the table from one that never existed. */
export function matchVersion (segment: string): VersionMatch {
  const version = versions.find(({ name }) => name === segment)
  if (version) return { kind: 'known', version }
  if (!/^v\d{1,3}(\.\d{1,3})?$/.test(segment)) return { kind: 'not-a-version' }
  return { kind: Number(segment.slice(1)) > Number(newestVersion.name.slice(1)) ? 'newer' : 'never-was' }
}
