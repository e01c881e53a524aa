import type { FastifyRequest } from 'fastify'
import { ReadTrackingMap } from '../../http/query.js'
import { queryOf } from '../../upload/form.js'
import { redactField } from '../../secrets/redact.js'
import { limits, sortKeys, sortOrders } from '../../zoho/limits.js'
import { Refusal, type RuleName } from '../../zoho/rules.js'
import { zohoTime } from '../../zoho/time.js'
import type { RecordRequestContext } from '../request-context.js'
import type { Listing } from '../page.js'
import { readPageToken } from '../page-token.js'

type Parameters = ReadonlyMap<string, string>

/**
 * Reads a query, and notes for the journal which parameters nobody read: those that Zoho does not know are ignored.
 * @param read is given the parameters by name, the first of several of one name
 * @returns what it returns
 */
export function readQuery<Input> (request: FastifyRequest, read: (parameters: Parameters) => Input): Input {
  const parameters = new ReadTrackingMap(queryOf(request.url).reverse())
  const input = read(parameters)
  request.observations.ignored = parameters.ignored()
  return input
}

/** Which attachments a list is to show. @throws {Refusal} `list.…` */
export function readListing (call: RecordRequestContext, parameters: Parameters): Listing {
  const { name, needsFields, hasPageTokens } = call.version
  const fields = wordsOf(parameters, 'fields')
  if (fields.length === 0 && needsFields) {
    throw new Refusal('list.fields-missing', `expected the parameter fields, such as fields=id,File_Name,Size, which ${name} asks for; got ${parameters.has('fields') ? 'an empty one' : 'none'}`)
  }
  if (needsFields && fields.length > limits.fields) throw new Refusal('list.too-many-fields', `expected at most ${limits.fields} names in fields, got ${fields.length}`)
  // Those of attachments have one length, so this is the order in which they came.
  const ids = wordsOf(parameters, 'ids').sort()
  const perPage = readInteger(parameters, 'list.per-page-invalid', 'per_page', limits.perPage) ?? limits.perPage
  const sorting = {
    by: readWord(parameters, 'list.sort-by-invalid', 'sort_by', sortKeys),
    order: readWord(parameters, 'list.sort-order-invalid', 'sort_order', sortOrders)
  }
  const { module, record } = call.recordRef
  const bound = [module, record, call.user.id, perPage, fields.sort().join(), ids.join(), sorting.by, sorting.order]
  const key = call.request.sandbox.world.ids.keyedDigest(bound.join('/')).slice(0, 16)
  const pageToken = parameters.get('page_token')
  return {
    key,
    sorting,
    perPage,
    fields: fields.length === 0 ? undefined : new Set(fields),
    ids: ids.length === 0 ? undefined : ids,
    since: readDate(call.request.headers['if-modified-since']),
    ...hasPageTokens && pageToken ? readToken(call, parameters, pageToken, { key, perPage }) : readNumber(parameters, perPage, hasPageTokens)
  }
}

function readNumber (parameters: Parameters, perPage: number, hasPageTokens: boolean): Pick<Listing, 'number' | 'skipped'> {
  const number = readInteger(parameters, 'list.page-invalid', 'page', Number.MAX_SAFE_INTEGER) ?? 1
  if (hasPageTokens && number * perPage > limits.listedByPage) {
    throw new Refusal('list.page-token-needed', `page ${number} of ${perPage} a page is past the first ${limits.listedByPage} attachments: go on with page_token, the next_page_token in the info of the page before`)
  }
  return { number, skipped: (number - 1) * perPage }
}

function readToken (call: RecordRequestContext, parameters: Parameters, pageToken: string, { key, perPage }: Pick<Listing, 'key' | 'perPage'>): Pick<Listing, 'number' | 'skipped' | 'cursor'> {
  const { ids, clock, org } = call.request.sandbox.world
  if (parameters.has('page')) throw new Refusal('list.page-and-token', 'expected either page or page_token, got both')
  const { list, expiresAt, skipped, ...cursor } = readPageToken(pageToken, ids)
  if (list !== key) {
    throw new Refusal('list.page-token-invalid', 'expected the record, the user, fields, per_page, ids, sort_by and sort_order to be those of the request that the page_token came from; one of them is another')
  }
  if (expiresAt <= clock.now()) {
    throw new Refusal('list.page-token-expired', `the page_token expired at ${zohoTime(expiresAt, org.zone)}, now is ${zohoTime(clock.now(), org.zone)}`)
  }
  if (skipped + perPage > limits.listedByToken) {
    throw new Refusal('list.page-token-exhausted', `the page reaches past the first ${limits.listedByToken} attachments, the most that page tokens give: ${skipped} came before it, and it has ${perPage}`)
  }
  return { number: 1, skipped, cursor }
}

/**
 * The time in `If-Modified-Since`; milliseconds since 1970. It may be a date of HTTP or of mail (RFC 9110 §5.6.7, RFC 2822)
 * or, as in the example of zoho/crm-oas v8.0/related_records and from Zoho's SDKs, one of ISO 8601.
 * @returns `undefined` for any other text: RFC 9110 §13.1.3 has it ignored
 */
function readDate (text = ''): number | undefined {
  // The oldest form of HTTP has no zone, and stands for GMT.
  const zoned = /^[A-Z][a-z]{2} /.test(text) ? `${text} GMT` : text
  const time = /^([A-Z][a-z]{2,8},? .* (GMT|[+-]\d{4})|\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d))$/.test(zoned) ? Date.parse(zoned) : NaN
  return Number.isNaN(time) ? undefined : time
}

/** The ids of a deletion of many. @throws {Refusal} `delete.…` */
export function readIds (parameters: Parameters): readonly string[] {
  const ids = wordsOf(parameters, 'ids')
  if (ids.length === 0) throw new Refusal('delete.ids-missing', 'expected the id of an attachment at the end of the path, or the parameter ids with up to 100 of them')
  if (ids.length > limits.idsToDelete) throw new Refusal('delete.too-many-ids', `expected at most ${limits.idsToDelete} ids, got ${ids.length}`)
  return ids
}

/** A parameter's list of words, each once. */
function wordsOf (parameters: Parameters, name: string): string[] {
  const words = parameters.get(name)?.split(',').map(word => word.trim()) ?? []
  return [...new Set(words)].filter(word => word !== '')
}

/** A parameter that is one of some words, the first where there is none. */
function readWord<Word extends string> (parameters: Parameters, rule: RuleName, name: string, words: readonly [Word, ...Word[]]): Word {
  const text = parameters.get(name) || words[0]
  const word = words.find(word => word === text)
  if (word === undefined) throw new Refusal(rule, `expected ${name} to be ${words.join(' or ')}, got "${text}"`)
  return word
}

/** A parameter that is an integer from 1; `undefined` where there is none. */
function readInteger (parameters: Parameters, rule: RuleName, name: string, max: number): number | undefined {
  const text = parameters.get(name)
  if (text === undefined || text === '') return undefined
  const value = /^\d+$/.test(text) ? Number(text) : NaN
  if (value >= 1 && value <= max) return value
  throw new Refusal(rule, `expected ${name} to be an integer from 1${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}, got "${redactField(name, text)}"`)
}
