import type { Attachment, Org, Person, StoredFile, User } from '../store/entities.js'
import type { ModuleRecord } from '../store/records.js'
import type { Answer, Answers } from '../zoho/rules.js'
import { zohoTime } from '../zoho/time.js'
import type { AttachmentKey, Version } from '../zoho/versions.js'

/** The reply to an upload. Keys are in the order of the sample response on Zoho's page. */
export function presentUploaded ({ id, user, createdAt }: Attachment, { zone }: Org, { code, message }: Answer): object {
  const details = presentHistory({ id, createdAt, modifiedAt: createdAt, createdBy: user, modifiedBy: user }, zone)
  return { data: [{ code, details, message, status: 'success' }] }
}

/** Who wrote something, and when. The keys are in the order of the samples. */
export function presentHistory ({ id, createdAt, modifiedAt, createdBy, modifiedBy }: Pick<ModuleRecord, 'id' | 'createdAt' | 'modifiedAt' | 'createdBy' | 'modifiedBy'>, zone: Org['zone']): Readonly<Record<string, unknown>> {
  const author = ({ name, id }: Person): object => ({ name, id })
  return { Modified_Time: zohoTime(modifiedAt, zone), Modified_By: author(modifiedBy), Created_Time: zohoTime(createdAt, zone), id, Created_By: author(createdBy) }
}

/** The reply to an upload of files, with a row for each. Keys are in the order of the sample response on Zoho's page. */
export function presentFiles (files: readonly StoredFile[], { code, message = '' }: Answer): object {
  return { data: files.map(({ id, name }) => ({ code, details: { name, id }, message: message.replace('{name}', () => name), status: 'success' })) }
}

/** A page of a list, and the values of its `info`. */
interface ListPage {
  readonly rows: readonly Attachment[]
  /** Starts at 1. */
  readonly number: number
  readonly perPage: number
  readonly hasMore: boolean
  readonly nextToken?: string
  readonly previousToken?: string
  /** When the tokens expire, in milliseconds since 1970. */
  readonly expiresAt: number
}

/** What the rows of a list depend on besides the attachments. */
interface ListContext {
  readonly answers: Answers
  readonly org: Org
  readonly version: Version
  /** Names of the keys to show; all keys of the version if `undefined`. */
  readonly fields: ReadonlySet<string> | undefined
  readonly recordName: string
  /** Derives `$file_id` from an attachment's id. */
  readonly fileId: (id: string) => string
}

type AttachmentValues = Readonly<Record<AttachmentKey, (attachment: Attachment, context: ListContext) => unknown>>

/**
 * The value of each key. Sources: the example of `v8.0/attachments`, getAttachments, and the types in each version's SDKs.
 * Keys without an example are null, which is inferred. Keys with the value `undefined` are not sent.
 */
const attachmentValues: AttachmentValues = {
  Owner: ({ user }) => presentUser(user),
  Modified_Time: ({ createdAt }, { org }) => zohoTime(createdAt, org.zone),
  File_Name: ({ name }) => name,
  Created_Time: ({ createdAt }, { org }) => zohoTime(createdAt, org.zone),
  Size: attachment => attachment.kind === 'file' ? String(attachment.content.size) : '0',
  Parent_Id: ({ record }, { recordName }) => ({ name: recordName, id: record }),
  $editable: () => true,
  $file_id: ({ id, kind }, { fileId }) => kind === 'file' ? fileId(id) : null,
  // `File` is from the example of v8.0/attachments, `Attachment` from an object of the web interface that a user posted.
  $type: ({ kind }, { answers }) => kind === 'link' ? 'Link URL' : answers === 'observed' ? 'Attachment' : 'File',
  $se_module: ({ module }) => module,
  Modified_By: ({ user }) => presentUser(user),
  $state: () => 'save',
  id: ({ id }) => id,
  Created_By: ({ user }) => presentUser(user),
  category: () => null,
  description: () => null,
  // An integer in every SDK since v2.1, and never null in Zoho's OpenAPI file (45dff2c). The value 1 is inferred.
  $attachment_type: () => 1,
  $sharing_permission: () => 'full_access',
  $field_states: () => null,
  $zia_visions: () => null,
  Attachment_Source__s: () => null,
  File_Id__s: () => null,
  // From the examples of records in zoho/crm-oas; for attachments it is inferred.
  Record_Status__s: () => 'Available',
  // Only links have it, as in the example of v8.0/attachments.
  $link_url: attachment => attachment.kind === 'link' ? attachment.url : undefined
}

/** A user in a list. Unlike in the reply to an upload, there is an email address. */
export function presentUser ({ id, name, email }: Person): object {
  return { name, id, email }
}

/** The reply to a list. */
export function presentList ({ rows, number, perPage, hasMore, nextToken, previousToken, expiresAt }: ListPage, context: ListContext): object {
  const { version: { attachmentKeys, hasPageTokens }, fields, org } = context
  const keys = attachmentKeys.filter(key => fields === undefined || fields.has(key))
  return {
    data: rows.map(row => presentRow(row, keys, context)),
    info: {
      per_page: perPage,
      ...hasPageTokens && { next_page_token: nextToken ?? null },
      count: rows.length,
      page: number,
      ...hasPageTokens && {
        previous_page_token: previousToken ?? null,
        page_token_expiry: nextToken === undefined && previousToken === undefined ? null : zohoTime(expiresAt, org.zone)
      },
      more_records: hasMore
    }
  }
}

/** Assigns key by key: with Object.fromEntries, a page of 200 rows with three keys took a third longer. */
function presentRow (row: Attachment, keys: readonly AttachmentKey[], context: ListContext): object {
  const values: Partial<Record<AttachmentKey, unknown>> = {}
  for (const key of keys) values[key] = attachmentValues[key](row, context)
  return values
}

/** The reply to a deletion, with one row per id. */
export function presentDeleted (rows: ReadonlyArray<{ readonly id: string, readonly answer: Answer }>): object {
  return {
    data: rows.map(({ id, answer: { status, code, message } }) => ({ code, details: { id }, message, status: status === 200 ? 'success' : 'error' }))
  }
}

/** The reply to a request about one thing that has no id. Source of the shape: zoho/crm-oas v8.0/record_photo (ff5c91b). */
export function presentDone ({ code, message }: Answer): object {
  return { code, details: {}, message, status: 'success' }
}

/** The reply to `GET /users`. SDKs read `users[0].email`; all other keys are inferred. */
export function presentUsers (users: readonly User[], { zgid }: Org): object {
  return {
    users: users.map(({ id, name, email }) => ({ id, full_name: name, email, status: 'active', zgid })),
    info: { per_page: 200, count: users.length, page: 1, more_records: false }
  }
}

/**
 * The reply to `GET /org`. SDKs read `org[0].zgid`, other clients `license_details.paid_type`. Sources: the sample on the v7
 * page; for `license_details` the types in each version's SDKs, and the samples of zoho.com/deluge/help/crm/get-org-info.html
 * and zoho.com/developer/help/scripting/get-org-info.html, a free and a paid organization. That there are as many licenses as
 * users is inferred.
 */
export function presentOrg ({ org: { id, zgid, name, paidType }, users }: { readonly org: Org, readonly users: readonly User[] }, { hasTrialAction }: Version): object {
  const licenseDetails = {
    paid_expiry: null,
    users_license_purchased: users.length,
    trial_type: null,
    trial_expiry: null,
    paid: paidType !== 'free',
    paid_type: paidType,
    ...hasTrialAction && { trial_action: null }
  }
  return { org: [{ id, zgid, license_details: licenseDetails, company_name: name }] }
}
