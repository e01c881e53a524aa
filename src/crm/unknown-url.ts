import { distance } from 'fastest-levenshtein'
import { COMPARED } from '../closest.js'
import { methodsAt } from '../plugins/unused-methods.js'
import { redactSegment, redactUrl } from '../secrets/redact.js'
import { Refusal } from '../zoho/refusal.js'
import type { Answers } from '../zoho/rules.js'
import { matchVersion, newestVersion } from '../zoho/versions.js'
import { describeOperations, operationsOf } from '../zoho/operations.js'
import { neighbourAt } from './neighbours.js'

/** How much of a path is told: a URL may have 16 KiB, and a header is cut. */
const TOLD = 150

const operations = operationsOf('crm')

/**
 * Why the CRM has nothing at a URL, or nothing that this method could do there.
 * @param path behind `/crm`, as it was sent, without its query
 * @param answers with `observed` the related list may be written in lower case
 */
export function whyUnknown (method: string, path: string, answers: Answers): Refusal {
  const [, version = '', module = '', record = '', list] = path.split('/')
  if (matchVersion(version).kind === 'not-a-version') return new Refusal('url.unknown', withoutVersion(path, version))
  const allowed = methodsAt(operations, path)
  if (allowed.length > 0) return new Refusal('method.unknown', `expected ${allowed.join(' or ')} at this URL, got ${method}`)

  const told = shortened(redactUrl(`/crm${path}`))
  const rest = path.slice(1 + version.length)
  const neighbour = neighbourAt(rest)
  // Of other APIs the second segment is a word and no record.
  const isOfRecord = module !== '' && record !== '' && record !== 'actions' && !/^(settings|bulk|actions|users|org)$/.test(module)
  const isLowerCase = list === 'attachments'
  if (isOfRecord && list !== undefined && list !== 'Attachments' && !(isLowerCase && answers === 'observed')) {
    return new Refusal('url.related-list-unknown', distance(list.slice(0, COMPARED).toLowerCase(), 'attachments') < 4
      ? `no related list "${redactSegment(list)}": did you mean "Attachments"?${isLowerCase ? ' (--answers observed takes lower case)' : ''}`
      : `expected the related list "Attachments", the only one that the double has, got "${shortened(redactSegment(list))}"${neighbour === undefined ? '' : `: ${neighbour}`}`)
  }
  return new Refusal('url.unknown', emptySegment(rest, told) ?? `nothing is at ${told}: ${misplaced(rest) ?? neighbour ?? `behind /crm/${version} the double has ${describeOperations('crm')}`}`)
}

function withoutVersion (path: string, found: string): string {
  const expected = `expected /crm/ and a version such as ${newestVersion.name}, got "${shortened(redactSegment(found))}"`
  if (/^\/bulk\/v\d/.test(path)) return `${expected}: that is the Bulk API, and not mocked`
  // With a version the rest would be right.
  return methodsAt(operations, `/${newestVersion.name}${path}`).length > 0 ? `${expected}: the version is missing, as in ${shortened(redactUrl(`/crm/${newestVersion.name}${path}`))}` : expected
}

/** A variable without a value leaves its place in a URL empty. Reported: github.com/asciisd/zoho/issues/31. */
function emptySegment (rest: string, told: string): string | undefined {
  if (/^\/[^/]+\/\/Attachments(\/|$)/i.test(rest)) return `the path ${told} has no record's id before "Attachments": the variable for it was empty, as after a record was not created`
  if (/^\/\/[^/]*\/Attachments(\/|$)/i.test(rest)) return `the path ${told} has an empty segment in the place of the module: the variable for it was empty`
  if (/^\/[^/]+\/[^/]+\/Attachments\/$/i.test(rest)) return `the path ${told} has an empty segment: look for a slash at its end, or for an empty variable in the place of the attachment's id`
  return rest.includes('//') || rest.endsWith('/') ? `the path ${told} has an empty segment: look for a doubled slash or one at its end` : undefined
}

function misplaced (rest: string): string | undefined {
  if (/^\/Attachments(\/|$)/i.test(rest)) return 'the module and the record\'s id are missing before "Attachments", as in Leads/1000000231009/Attachments'
  return /^\/[^/]+\/Attachments$/i.test(rest) ? 'the record\'s id is missing before "Attachments", as in Leads/1000000231009/Attachments' : undefined
}

function shortened (text: string): string {
  return text.length > TOLD ? `${text.slice(0, TOLD)}...` : text
}
