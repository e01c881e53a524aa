import { REDACTED } from '../secrets/redact.js'
import { limits, sortKeys, sortOrders } from '../zoho/limits.js'
import type { RuleName } from '../zoho/rules.js'
import { allScopes, leastScopes } from '../zoho/scopes.js'
import { newestVersion } from '../zoho/versions.js'
import { fileLines } from './file-advice.js'
import { recordLines } from './record-advice.js'
import { relatedLines } from './related-advice.js'
import { settingsLines } from './settings-advice.js'
import type { Entry } from './entry.js'
import { denied } from './denied.js'

/** What to change after a refusal, in the client or in the seed. */
export interface Advice {
  /** One or two short sentences. */
  readonly text: string
  /** A token that would do. */
  readonly mint?: { readonly scopes: readonly string[] }
  /** The record that was missing. */
  readonly create?: { readonly module: string, readonly id: string }
}

/** The same for every request; or made from the request, without its secrets; or `null` where nothing has to change. */
type Line = string | ((entry: Entry, explain: string) => Advice) | null

const listed = 'Use the id of an attachment that a list of this record returns.'

/** How much of the beginning of a body is quoted, in characters. */
const MAX_QUOTED = 60

const newToken = (text: string): Line => () => ({ text, mint: { scopes: allScopes } })

/** A line for each rule: a new rule does not compile without one. */
const lines: Readonly<Record<RuleName, Line>> = {
  'url.unknown': 'Correct the URL as the explanation says. What is not mocked can be answered by a stub: POST /_mock/stubs.',
  'url.outside': `Send calls of the CRM to /crm/${newestVersion.name}, and calls for tokens to /oauth/v2.`,
  'url.related-list-unknown': 'End the path with “/Attachments”, “/Notes” or “/photo”, in this spelling. Other related lists are not mocked: a stub can answer for them, POST /_mock/stubs.',
  'version.unsupported': `Write a version into the URL that Zoho has, such as ${newestVersion.name}. Newer ones than that pass without --strict-version.`,
  'method.unknown': 'Use a method that the explanation names. Attachments are never changed, so that there is no PUT.',
  'auth.header-missing': 'Send the header “Authorization: Zoho-oauthtoken {token}” with each request. See whether a proxy or a redirect drops it.',
  'auth.scheme-unknown': 'Send the header as “Authorization: Zoho-oauthtoken {token}”, with one token. Bearer is taken with --answers observed only.',
  'auth.token-unknown': newToken('Use a token of this sandbox: one of its seed, one from its token endpoint, or one from POST /_mock/tokens.'),
  'auth.token-expired': newToken('Get a new access token with the refresh token, and send the request again.'),
  'auth.token-revoked': newToken('Get a new access token. Keep it while it lives: of too many, Zoho drops the oldest.'),
  'auth.token-invalid': newToken('Get a new access token, as after any answer 401. Only a fault or the seed gives this answer.'),
  'auth.wrong-data-center': 'Keep api_domain of each token reply with the token, and send requests there. A token is good in its own data center only.',
  'auth.scope-missing' ({ facts: { neededScope } }) {
    // Known before the check that refuses so.
    const { module, allows, beside } = neededScope as NonNullable<typeof neededScope>
    return { text: 'Ask for these scopes when the client is authorized, or add them to the token in the seed.', mint: { scopes: leastScopes(module, allows, beside) } }
  },
  'module.unknown' (_, explain) {
    const meant = /did you mean "(\w+)"/.exec(explain)?.[1]
    if (meant !== undefined) return { text: `Write “${meant}” into the URL, in this spelling.` }
    return { text: explain.includes('in the seed') ? 'Write the API name of a module into the URL, or add the custom module to “modules” of the seed.' : 'Write the API name of a module into the URL, such as Leads.' }
  },
  'module.unsupported': 'Use a record of another module, or a version in which this one takes attachments, notes or photos.',
  'record.unknown' ({ facts: { module }, url }) {
    const id = /\/crm\/[^/]+\/[^/]+\/(\d{1,20})(?![^/?])/.exec(url)?.[1]
    if (module === undefined || id === undefined) return { text: 'Write the id of the record into the URL, which has 1 to 20 digits.' }
    return { text: 'Use the id of a record that exists, or create this one with POST /_mock/records or in the seed.', create: { module, id } }
  },
  'user.no-privilege': denied,
  'user.no-privilege-to-list': denied,
  'user.no-privilege-to-download': denied,
  'user.no-privilege-to-delete': denied,
  'user.no-permission': denied,
  'user.no-permission-to-list': denied,
  'user.no-permission-to-download': denied,
  'user.no-permission-to-delete': denied,
  'user.no-privilege-to-write-records': denied,
  'user.no-privilege-to-upsert-records': denied,
  'user.no-privilege-to-read-records': denied,
  'user.no-privilege-to-delete-records': denied,
  'user.no-permission-for-records': denied,
  'user.no-permission-to-upsert-records': denied,
  'user.no-permission-to-search-records': denied,
  'user.no-permission-to-delete-records': denied,
  'upload.stored': null,
  'upload.not-a-form': 'Send multipart/form-data with the file in a part named “file”, or “attachmentUrl” in the query.',
  'upload.form-malformed' ({ body }) {
    const start = (body?.text ?? '').split(/[\r\n]/, 1)[0] as string
    const began = start === '' || start.includes(REDACTED) ? '' : ` The body began with “${start.length > MAX_QUOTED ? `${start.slice(0, MAX_QUOTED)}…` : start}”.`
    return { text: `Let the HTTP library write the form and its Content-Type, since only it knows the boundary.${began}` }
  },
  'upload.file-too-large': 'Send a smaller file, and check the size in the client before. --max-file-size sets the limit.',
  'upload.file-and-link': 'Send either “file” or “attachmentUrl”. The other needs a request of its own.',
  'upload.more-than-one': 'Send one file or one link in a request. Each of the others needs a request of its own.',
  'upload.nothing': 'Name the part of the file “file” and give it a filename, or send the link as “attachmentUrl”.',
  'upload.file-name-too-long': `Shorten the name of the file to ${limits.fileName} characters.`,
  'upload.file-empty': 'Send a file with content. An empty one is often a stream that an earlier try has read.',
  'upload.link-too-long': `Shorten the link to ${limits.link} characters.`,
  'upload.title-too-long': `Shorten the title to ${limits.title} characters.`,
  'upload.link-malformed': 'Send an absolute URL that begins with http:// or https:// as “attachmentUrl”.',
  'upload.link-duplicate': 'Look with a list whether the record has the link. After a retry, take this answer for a success.',
  'upload.store-full': 'Delete attachments or reset sandboxes, or start the double with a larger --max-store-size.',
  'list.listed': null,
  'list.empty': null,
  'list.fields-missing': 'Add “fields” to the query, such as fields=id,File_Name,Size.',
  'list.too-many-fields': `Ask for at most ${limits.fields} fields.`,
  'list.sort-by-invalid': `Send sort_by as ${sortKeys.join(', ')}, or leave it out.`,
  'list.sort-order-invalid': `Send sort_order as ${sortOrders.join(' or ')}, or leave it out.`,
  'list.page-invalid': 'Send “page” as an integer from 1 on.',
  'list.per-page-invalid': `Send “per_page” as an integer from 1 to ${limits.perPage}.`,
  'list.page-token-needed': `Go on with page_token after the first ${limits.listedByPage} rows: info.next_page_token of the page before.`,
  'list.page-and-token': 'Send “page” or “page_token”, not both.',
  'list.page-token-invalid': 'Send info.next_page_token of the page before, and every other parameter as in the request for that page.',
  'list.page-token-expired': 'Begin with the first page again, without page_token.',
  'list.page-token-exhausted': `End the list here: page tokens give the first ${limits.listedByToken} rows and no more.`,
  'list.not-modified': null,
  'download.sent': null,
  'download.unknown': `${listed} Do not save this answer as a file: it has no body.`,
  'download.link': 'Open the link itself, which a list returns as $link_url.',
  'delete.deleted': null,
  'delete.unknown': listed,
  'delete.deleted-before': 'Take this answer for a success if the client tries deletions again.',
  'delete.partial': 'Read each row of “data”: not every attachment was deleted.',
  'delete.unknown-of-many': 'Use ids of attachments that a list of this record returns.',
  'delete.ids-missing': `Put the id of the attachment at the end of the path, or up to ${limits.idsToDelete} of them into “ids”.`,
  'delete.too-many-ids': `Delete at most ${limits.idsToDelete} attachments with one request.`,
  ...recordLines,
  ...relatedLines,
  ...settingsLines,
  ...fileLines,
  'request.malformed': 'Send the request with a library for HTTP. If the client went away before the end, raise its timeout.',
  'request.timeout': 'Send the whole request at once, without a pause in the middle.',
  'request.headers-too-large': 'Send fewer or shorter headers, and a shorter URL.',
  'request.body-too-large': 'Send the file as multipart/form-data: other bodies may not be so large.',
  'rate.too-many-requests': 'Wait as long as Retry-After says, or longer with each try, and send the request again.',
  'server.internal-error': 'Wait and send the request again, as with Zoho. If the double itself failed, please report it.',
  'server.unavailable': 'Wait and send the request again. If no sandbox was free, delete some or raise --max-sandboxes.',
  'accounts.client-unknown': 'Send client_id. If the seed has “clients”, it has to be one of them.',
  'accounts.client-secret-wrong': 'Send the client_secret that “clients” of the seed has for this client.',
  'accounts.code-invalid': 'Authorize the client again. A code is good once, for a short time, and for its own client.',
  'accounts.grant-type-unknown': 'Send grant_type as authorization_code, refresh_token or client_credentials.',
  'accounts.scope-invalid': 'Send “scope”, such as ZohoCRM.modules.ALL, with commas between several.',
  'accounts.request-malformed': 'Correct what the explanation names. Parameters go into the query, or into a body that is urlencoded or multipart.',
  'accounts.general-error': 'Wait and send the request again, as with Zoho.',
  'accounts.redirect-uri-invalid': 'Send the same http or https URL as redirect_uri to /auth and to /token.',
  'accounts.response-type-unknown': 'Send response_type=code.',
  'accounts.too-many-requests': 'Keep an access token until it expires, instead of asking for one for each call.',
  'accounts.revoked': null,
  'accounts.token-invalid': 'Send a token of this sandbox that was not revoked before.'
}

/** What the check of tokens itself refuses with. Any other rule there is the one that the seed has for the token. */
const ofTokens: ReadonlySet<RuleName> = new Set(['auth.token-unknown', 'auth.token-expired', 'auth.token-revoked', 'auth.token-invalid', 'auth.wrong-data-center'])

/**
 * Says what to change after a request.
 * @returns `undefined` if it was neither refused nor met by a fault
 */
export function adviceFor (entry: Entry): Advice | undefined {
  const { fault, refusal, refusedBy } = entry
  // A fault that only delays leaves the refusal to the request.
  if (fault !== null && (refusal === null || fault.action.startsWith('answer '))) {
    const next = fault.action.includes('after-commit') ? 'What was asked for is done: the client has to look before it tries again.' : 'The request is good: see what the client does next.'
    return { text: `The fault ${fault.id} acted (${fault.action}). ${next}` }
  }
  if (refusal === null) return undefined
  if (refusedBy === 'liveToken' && !ofTokens.has(refusal.rule)) return { text: 'The seed gives this answer to every request with this token (“as”). Use another token to have the request done.' }
  const line = lines[refusal.rule]
  if (line === null) return undefined
  return typeof line === 'string' ? { text: line } : line(entry, refusal.explain)
}
