/** An API of Zoho's that stands beside that of attachments. */
interface Neighbour {
  /** What comes behind `/crm/{version}`. */
  readonly pattern: RegExp
  /** What it is, as the beginning of a sentence. */
  readonly what: string
  /** What to do in its place. */
  readonly instead?: string
}

const ATTACH = 'to attach a file to a record, POST it as the part "file" to {module}/{record}/Attachments'
const NOTHING_TO_CREATE = 'nothing has to be created first, since every id of digits is a record of every module, but for those that the seed leaves out'
const SEEDED_MODULES = 'modules come from the seed: {"modules":[{"apiName":"Vehicles"}]}'

/**
 * The neighbours that clients of attachments ask for, the first that fits counts. Sources: Zoho's API reference v8 for each
 * path, zoho.com/crm/developer/docs/api/v8/; of what is inside a record, github.com/zoho/crm-oas v8.0 (ff5c91b).
 */
const neighbours: readonly Neighbour[] = [
  { pattern: /^\/files$/i, what: 'the Files API (ZFS), whose ids go into file fields of records', instead: ATTACH },
  { pattern: /^\/coql$/, what: 'the Query API (COQL)', instead: NOTHING_TO_CREATE },
  { pattern: /^\/bulk(\/|$)/, what: 'the Bulk API', instead: NOTHING_TO_CREATE },
  { pattern: /^\/settings\/modules(\/|$)/, what: 'the Modules Metadata API', instead: SEEDED_MODULES },
  { pattern: /^\/settings(\/|$)/, what: 'the Metadata API' },
  { pattern: /^\/(org|users)\/./, what: 'a part of the Organization and Users APIs, of which the double has GET /org and GET /users' },
  { pattern: /^\/[^/]+\/actions(\/|$)|^\/actions(\/|$)/, what: 'one of the actions on records', instead: NOTHING_TO_CREATE },
  { pattern: /^\/[^/]+\/upsert$/, what: 'the Upsert Records API', instead: NOTHING_TO_CREATE },
  { pattern: /^\/[^/]+\/search$/, what: 'the Search Records API', instead: NOTHING_TO_CREATE },
  { pattern: /^\/[^/]+\/[^/]+\/photo$/i, what: "the API for a record's photo", instead: ATTACH },
  { pattern: /^\/[^/]+\/[^/]+\/actions\/download_fields_attachment$/, what: 'the API that downloads a file field of a record, which is no attachment', instead: 'an attachment is at {module}/{record}/Attachments/{attachment}' },
  { pattern: /^\/[^/]+\/[^/]+\/actions(\/|$)/, what: 'one of the actions on a record', instead: NOTHING_TO_CREATE },
  { pattern: /^\/[^/]+\/[^/]+\/Emails(\/|$)/i, what: 'the API for emails of a record and their attachments', instead: 'an attachment of the record itself is at {module}/{record}/Attachments/{attachment}' },
  { pattern: /^\/Notes$/, what: 'the Notes API', instead: `a note takes attachments at Notes/{note}/Attachments: ${NOTHING_TO_CREATE}` },
  { pattern: /^\/[^/]+\/[^/]+\/Notes$/i, what: "the API for a record's notes", instead: `a note takes attachments at Notes/{note}/Attachments: ${NOTHING_TO_CREATE}` },
  { pattern: /^\/[A-Z]\w*$|^\/[a-z]\w*__\w+$/, what: 'the Records API', instead: NOTHING_TO_CREATE },
  { pattern: /^\/[A-Za-z]\w*\/\d+$/, what: 'the Records API, for one record', instead: NOTHING_TO_CREATE }
]

/**
 * What is known of a URL that the double does not have: which API of Zoho's it belongs to, and what to do here.
 * @param rest the path behind `/crm/{version}`
 * @returns a sentence without its beginning, which says where it was found; `undefined` where the path is of no known API.
 */
export function neighbourAt (rest: string): string | undefined {
  const neighbour = neighbours.find(({ pattern }) => pattern.test(rest))
  if (neighbour === undefined) return undefined
  const { what, instead } = neighbour
  return `that is ${what}, and not mocked${instead === undefined ? '' : `; ${instead}`}`
}
