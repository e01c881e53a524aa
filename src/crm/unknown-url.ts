import { closest } from '../closest.js'
import { allowedMethodsAt } from '../http/allowed-methods.js'
import { redactSegment, redactUrl } from '../secrets/redact.js'
import { Refusal, type Answers } from '../zoho/rules.js'
import { matchVersion, newestVersion } from '../zoho/versions.js'
import { describeUrls, isOpen, operationsOf } from '../zoho/operations.js'

/** Maximum length of a quoted path: a URL may have 16 KiB, but a header is cut off. */
const MAX_QUOTED = 150

const operations = operationsOf('crm')

/** What can stand behind a record in a URL. */
const relatedLists = ['Attachments', 'Notes', 'photo']

/**
 * Explains why the CRM has nothing at a URL, whatever the method.
 * @param path the part after `/crm`, as it was sent, without the query
 * @param answers `observed` allows the related list in lower case
 */
export function whyUnknown (path: string, answers: Answers): Refusal {
  const [, version = '', module = '', record = '', list] = path.split('/')
  if (matchVersion(version).kind === 'not-a-version') return new Refusal('url.unknown', withoutVersion(path, version))

  const shownPath = shorten(redactUrl(`/crm${path}`))
  const rest = path.slice(1 + version.length)
  const neighbour = neighbourAt(rest)
  // In other APIs the second segment is a word, not a record.
  const isRecordUrl = module !== '' && record !== '' && record !== 'actions' && !/^(settings|bulk|actions|users|org)$/.test(module)
  const isLowerCase = list === 'attachments'
  if (isRecordUrl && list !== undefined && !relatedLists.includes(list) && !(isLowerCase && answers === 'observed')) {
    const meant = closest(list.toLowerCase(), relatedLists.map(name => name.toLowerCase()))
    return new Refusal('url.related-list-unknown', meant !== undefined
      ? `no related list "${redactSegment(list)}": did you mean "${relatedLists.find(name => name.toLowerCase() === meant)}"?${isLowerCase ? ' (--answers observed takes lower case)' : ''}`
      : `expected a related list that the double has, "Attachments", "Notes" or "photo", got "${shorten(redactSegment(list))}"${neighbour === undefined ? '' : `: ${neighbour}`}`)
  }
  return new Refusal('url.unknown', emptySegment(rest, shownPath) ?? `nothing is at ${shownPath}: ${missingSegment(rest) ?? neighbour ?? `behind /crm/${version} the double has ${describeUrls('crm')}; a stub can answer anything else (POST /_mock/stubs)`}`)
}

/**
 * Whether a URL that could be that of records belongs to another API, or is one of attachments that lacks a segment.
 * @param path the part after `/crm`, as it was sent, without the query
 */
export function isElsewhere (path: string): boolean {
  const [, version = ''] = path.split('/')
  const rest = path.slice(1 + version.length)
  return matchVersion(version).kind === 'not-a-version' || neighbourAt(rest) !== undefined || missingSegment(rest) !== undefined
}

function withoutVersion (path: string, found: string): string {
  const expected = `expected /crm/ and a version such as ${newestVersion.name}, got "${shorten(redactSegment(found))}"`
  if (/^\/bulk\/v\d/.test(path)) return `${expected}: that is the Bulk API, and not mocked, but a stub can answer it (POST /_mock/stubs)`
  // With a version, the rest of the path would be valid.
  const known = /^\/[A-Z]/.test(path) ? operations : operations.filter(operation => !isOpen(operation))
  return allowedMethodsAt(known, `/${newestVersion.name}${path}`).length > 0 ? `${expected}: the version is missing, as in ${shorten(redactUrl(`/crm/${newestVersion.name}${path}`))}` : expected
}

/** An unset variable leaves an empty segment in a URL. Reported in github.com/asciisd/zoho/issues/31. */
function emptySegment (rest: string, shownPath: string): string | undefined {
  if (/^\/[^/]+\/\/Attachments(\/|$)/i.test(rest)) return `the path ${shownPath} has no record's id before "Attachments": the variable for it was empty, as after a record was not created`
  if (/^\/\/[^/]*\/Attachments(\/|$)/i.test(rest)) return `the path ${shownPath} has an empty segment in the place of the module: the variable for it was empty`
  if (/^\/[^/]+\/[^/]+\/Attachments\/$/i.test(rest)) return `the path ${shownPath} has an empty segment: look for a slash at its end, or for an empty variable in the place of the attachment's id`
  return rest.includes('//') || rest.endsWith('/') ? `the path ${shownPath} has an empty segment: look for a doubled slash or one at its end` : undefined
}

function missingSegment (rest: string): string | undefined {
  if (/^\/files(\/[^/]+)?$/i.test(rest)) return 'the Files API is at "files", in lower case, with the id of a file in the query, as in files?id={id}'
  if (/^\/Attachments(\/|$)/i.test(rest)) return 'the module and the record\'s id are missing before "Attachments", as in Leads/1000000231009/Attachments'
  return /^\/[^/]+\/Attachments$/i.test(rest) ? 'the record\'s id is missing before "Attachments", as in Leads/1000000231009/Attachments' : undefined
}

function shorten (text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text
}

/** Another API of Zoho CRM. */
interface Neighbour {
  /** Matches the path after `/crm/{version}`. */
  readonly pattern: RegExp
  /** Its name, for a sentence. */
  readonly what: string
  /** What to do instead. */
  readonly instead?: string
}

const NOTHING_TO_CREATE = 'nothing has to be created first, since every id of digits is a record of every module, but for those that the seed leaves out'

/**
 * Other APIs that clients of attachments call; the first match counts. Sources: Zoho's API reference v8 for each path,
 * zoho.com/crm/developer/docs/api/v8/, and github.com/zoho/crm-oas v8.0 (ff5c91b) for paths inside a record.
 */
const neighbours: readonly Neighbour[] = [
  { pattern: /^\/coql$/, what: 'the Query API (COQL)', instead: NOTHING_TO_CREATE },
  { pattern: /^\/bulk(\/|$)/, what: 'the Bulk API', instead: NOTHING_TO_CREATE },
  { pattern: /^\/settings(\/|$)/, what: 'a part of the Metadata API, of which the double has GET /settings/modules, /settings/modules/{module}, /settings/fields and /settings/related_lists' },
  { pattern: /^\/(org|users)\/./, what: 'a part of the Organization and Users APIs, of which the double has GET /org and GET /users' },
  { pattern: /^\/[^/]+\/actions(\/|$)|^\/actions(\/|$)/, what: 'one of the actions on records', instead: NOTHING_TO_CREATE },
  { pattern: /^\/[^/]+\/[^/]+\/actions\/download_fields_attachment$/, what: 'the API that downloads a file field of a record, which is no attachment', instead: 'an attachment is at {module}/{record}/Attachments/{attachment}' },
  { pattern: /^\/[^/]+\/[^/]+\/actions(\/|$)/, what: 'one of the actions on a record', instead: NOTHING_TO_CREATE },
  { pattern: /^\/[^/]+\/[^/]+\/Emails(\/|$)/i, what: 'the API for emails of a record and their attachments', instead: 'an attachment of the record itself is at {module}/{record}/Attachments/{attachment}' },
  { pattern: /^\/[^/]+\/[^/]+\/Notes\/./, what: 'the API for one note of a record', instead: 'each note is the record Notes/{note}' }
]

/**
 * Says which API of Zoho's a URL belongs to, and what to do instead.
 * @param rest the path after `/crm/{version}`
 * @returns the end of a sentence that starts with the place; `undefined` if the path belongs to no known API
 */
function neighbourAt (rest: string): string | undefined {
  const neighbour = neighbours.find(({ pattern }) => pattern.test(rest))
  if (neighbour === undefined) return undefined
  const { what, instead } = neighbour
  return `that is ${what}, and not mocked, but a stub can answer it (POST /_mock/stubs)${instead === undefined ? '' : `; ${instead}`}`
}
