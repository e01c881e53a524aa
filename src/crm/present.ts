import type { Attachment, Org, Person, User } from '../store/entities.js'
import type { Answer, Answers } from '../zoho/rules.js'
import { zohoTime } from '../zoho/time.js'
import type { AttachmentKey, Version } from '../zoho/versions.js'

/** The reply to an upload, with the keys in the order of the page's sample response. */
export function presentUploaded ({ id, user, createdAt }: Attachment, { zone }: Org, { code, message }: Answer): object {
  const who = { name: user.name, id: user.id }
  const when = zohoTime(createdAt, zone)
  return {
    data: [{
      code,
      details: { Modified_Time: when, Modified_By: who, Created_Time: when, id, Created_By: who },
      message,
      status: 'success'
    }]
  }
}

/** A page of a list, and what its `info` says. */
interface ListPage {
  readonly rows: readonly Attachment[]
  /** From 1. */
  readonly number: number
  readonly perPage: number
  readonly hasMore: boolean
  readonly nextToken?: string
  readonly previousToken?: string
  /** Of the tokens; milliseconds since 1970. */
  readonly expiresAt: number
}

/** What a list's rows say beside the attachments themselves. */
interface ListContext {
  readonly answers: Answers
  readonly org: Org
  readonly version: Version
  /** Names of the keys to show; all of the version's where absent. */
  readonly fields: ReadonlySet<string> | undefined
  readonly recordName: string
  /** Makes `$file_id` of an attachment's id. */
  readonly fileId: (id: string) => string
}

type AttachmentValues = Readonly<Record<AttachmentKey, (attachment: Attachment, context: ListContext) => unknown>>

/**
 * What stands under each key. Sources: the example of `v8.0/attachments`, getAttachments, and its types in the SDKs of each
 * version; a key without an example is null, as inferred. One that is undefined does not go out.
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
  // The example of v8.0/attachments has File; an object that a user pasted, from the web interface, has Attachment.
  $type: ({ kind }, { answers }) => kind === 'link' ? 'Link URL' : answers === 'observed' ? 'Attachment' : 'File',
  $se_module: ({ module }) => module,
  Modified_By: ({ user }) => presentUser(user),
  $state: () => 'save',
  id: ({ id }) => id,
  Created_By: ({ user }) => presentUser(user),
  category: () => null,
  description: () => null,
  // An integer in every SDK from v2.1 on, and never null in Zoho's OpenAPI file (45dff2c); which one is inferred.
  $attachment_type: () => 1,
  $sharing_permission: () => 'full_access',
  $field_states: () => null,
  $zia_visions: () => null,
  Attachment_Source__s: () => null,
  File_Id__s: () => null,
  // As records have it in the examples of zoho/crm-oas; of attachments inferred.
  Record_Status__s: () => 'Available',
  // On links only: the example of v8.0/attachments.
  $link_url: attachment => attachment.kind === 'link' ? attachment.url : undefined
}

/** A user as lists have it, with an e-mail address; in the reply to an upload there is none. */
function presentUser ({ id, name, email }: Person): object {
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

/** Filled key by key: with Object.fromEntries, a page of 200 with three keys took a third longer. */
function presentRow (row: Attachment, keys: readonly AttachmentKey[], context: ListContext): object {
  const values: Partial<Record<AttachmentKey, unknown>> = {}
  for (const key of keys) values[key] = attachmentValues[key](row, context)
  return values
}

/** The reply to a deletion, a row for each id. */
export function presentDeleted (rows: ReadonlyArray<{ readonly id: string, readonly answer: Answer }>): object {
  return {
    data: rows.map(({ id, answer: { status, code, message } }) => ({ code, details: { id }, message, status: status === 200 ? 'success' : 'error' }))
  }
}

/** The reply to `GET /users`. SDKs read `users[0].email`; the other keys are inferred. */
export function presentUsers (users: readonly User[], { zgid }: Org): object {
  return {
    users: users.map(({ id, name, email }) => ({ id, full_name: name, email, status: 'active', zgid })),
    info: { per_page: 200, count: users.length, page: 1, more_records: false }
  }
}

/** The reply to `GET /org`. SDKs read `org[0].zgid`; `id` is of the v7 page's sample, `company_name` inferred. */
export function presentOrg ({ id, zgid, name }: Org): object {
  return { org: [{ id, zgid, company_name: name }] }
}
