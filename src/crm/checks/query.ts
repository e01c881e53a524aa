import type { FastifyRequest } from 'fastify'
import { queryOf, ReadTrackingMap } from '../../http/query.js'
import { redactField } from '../../secrets/redact.js'
import { compareIds } from '../../store/attachments.js'
import { limits, sortKeys, sortOrders } from '../../zoho/limits.js'
import { Refusal, type RuleName } from '../../zoho/rules.js'
import { zohoTime } from '../../zoho/time.js'
import type { RequestContext } from '../request-context.js'
import { type Listing, readPageToken } from '../page.js'

export type Parameters = ReadonlyMap<string, string>

/**
 * Reads a query. Parameters that Zoho does not know are ignored, and recorded as such for the journal.
 * @param read called with the parameters by name; the first one counts if a name is repeated
 * @returns the result of `read`
 */
export function readQuery<Input> (request: FastifyRequest, read: (parameters: Parameters) => Input): Input {
  const parameters = new ReadTrackingMap(queryOf(request.url).reverse())
  const input = read(parameters)
  request.observations.ignored = parameters.ignored()
  return input
}

/** What a list is of. */
export interface ListSubject {
  readonly what: 'attachments' | 'notes' | 'records'
  /** The module, and the record if there is one: page tokens are good only for these. */
  readonly of: readonly string[]
  /** Whether the oldest comes first where the client does not say. */
  readonly isOldestFirst?: boolean
}

/**
 * Reads and checks the query of a list. Records the page in `request.observations`.
 * @throws {Refusal} `list.…`
 */
export function readListing (context: RequestContext, subject: ListSubject): Listing {
  const { request } = context
  const listing = readQuery(request, parameters => listingFrom(context, subject, parameters))
  request.observations.page = { number: listing.number, isByToken: listing.cursor !== undefined }
  return listing
}

function listingFrom (context: RequestContext, subject: ListSubject, parameters: Parameters): Listing {
  const { name, needsFields, hasPageTokens } = context.version
  const fields = readList(parameters, 'fields')
  if (fields.length === 0 && needsFields) {
    throw new Refusal('list.fields-missing', `expected the parameter fields, such as fields=id,File_Name,Size, which ${name} asks for; got ${parameters.has('fields') ? 'an empty one' : 'none'}`)
  }
  if (needsFields && fields.length > limits.fields) throw new Refusal('list.too-many-fields', `expected at most ${limits.fields} names in fields, got ${fields.length}`)
  const ids = readList(parameters, 'ids').sort(compareIds)
  const perPage = readInteger(parameters, 'list.per-page-invalid', 'per_page', limits.perPage) ?? limits.perPage
  const sorting = {
    by: readEnum(parameters, 'list.sort-by-invalid', 'sort_by', sortKeys),
    order: readEnum(parameters, 'list.sort-order-invalid', 'sort_order', subject.isOldestFirst ? ['asc', 'desc'] : sortOrders)
  }
  const identity = [...subject.of, context.user.id, perPage, fields.sort().join(), ids.join(), sorting.by, sorting.order]
  // Most lists have one page, and need no token.
  const key = (): string => context.request.sandbox.world.ids.keyedDigest(identity.join('/')).slice(0, 16)
  const pageToken = parameters.get('page_token')
  return {
    key,
    sorting,
    perPage,
    fields: fields.length === 0 ? undefined : new Set(fields),
    ids: ids.length === 0 ? undefined : ids,
    since: readDate(context.request.headers['if-modified-since']),
    ...hasPageTokens && pageToken ? readPageByToken(context, parameters, pageToken, { ...subject, key, perPage }) : readPageByNumber(parameters, { ...subject, perPage, hasPageTokens })
  }
}

function readPageByNumber (parameters: Parameters, { what, perPage, hasPageTokens }: Pick<ListSubject, 'what'> & { readonly perPage: number, readonly hasPageTokens: boolean }): Pick<Listing, 'number' | 'skipped'> {
  const number = readInteger(parameters, 'list.page-invalid', 'page', Number.MAX_SAFE_INTEGER) ?? 1
  if (hasPageTokens && number * perPage > limits.listedByPage) {
    throw new Refusal('list.page-token-needed', `page ${number} of ${perPage} a page is past the first ${limits.listedByPage} ${what}: go on with page_token, the next_page_token in the info of the page before`)
  }
  return { number, skipped: (number - 1) * perPage }
}

function readPageByToken (context: RequestContext, parameters: Parameters, pageToken: string, { what, key, perPage }: Pick<ListSubject, 'what'> & Pick<Listing, 'key' | 'perPage'>): Pick<Listing, 'number' | 'skipped' | 'cursor'> {
  const { ids, clock, org } = context.request.sandbox.world
  if (parameters.has('page')) throw new Refusal('list.page-and-token', 'expected either page or page_token, got both')
  const { list, expiresAt, skipped, ...cursor } = readPageToken(pageToken, ids)
  if (list !== key()) {
    throw new Refusal('list.page-token-invalid', 'expected the record, the user, fields, per_page, ids, sort_by and sort_order to be those of the request that the page_token came from; one of them is another')
  }
  if (expiresAt <= clock.now()) {
    throw new Refusal('list.page-token-expired', `the page_token expired at ${zohoTime(expiresAt, org.zone)}, now is ${zohoTime(clock.now(), org.zone)}`)
  }
  if (skipped + perPage > limits.listedByToken) {
    throw new Refusal('list.page-token-exhausted', `the page reaches past the first ${limits.listedByToken} ${what}, the most that page tokens give: ${skipped} came before it, and it has ${perPage}`)
  }
  return { number: 1, skipped, cursor }
}

/** Reads the ids of attachments to delete. @throws {Refusal} `delete.…` */
export function readIds (parameters: Parameters): readonly string[] {
  const ids = readList(parameters, 'ids')
  if (ids.length === 0) throw new Refusal('delete.ids-missing', 'expected the id of an attachment at the end of the path, or the parameter ids with up to 100 of them')
  if (ids.length > limits.idsToDelete) throw new Refusal('delete.too-many-ids', `expected at most ${limits.idsToDelete} ids, got ${ids.length}`)
  return ids
}

/** Reads the ids of records to delete. @throws {Refusal} `records.…` */
export function readRecordIds (parameters: Parameters): readonly string[] {
  const ids = readList(parameters, 'ids')
  if (ids.length === 0) throw new Refusal('records.ids-missing', `expected the id of a record at the end of the path, or the parameter ids with up to ${limits.recordsToDelete} of them`)
  if (ids.length > limits.recordsToDelete) throw new Refusal('records.too-many-ids', `expected at most ${limits.recordsToDelete} ids, got ${ids.length}`)
  return ids
}

/** Reads the names of the fields to show; all if `undefined`. */
export function readFields (parameters: Parameters): ReadonlySet<string> | undefined {
  const fields = readList(parameters, 'fields')
  return fields.length === 0 ? undefined : new Set(fields)
}

/** Reads the page of a search. @throws {Refusal} `list.…` */
export function readPage (parameters: Parameters): { readonly number: number, readonly perPage: number } {
  return {
    perPage: readInteger(parameters, 'list.per-page-invalid', 'per_page', limits.perPage) ?? limits.perPage,
    number: readInteger(parameters, 'list.page-invalid', 'page', Number.MAX_SAFE_INTEGER) ?? 1
  }
}

/**
 * Reads a date of a header: an HTTP or mail date (RFC 9110 §5.6.7, RFC 2822), or an ISO 8601 date as in the example of
 * zoho/crm-oas v8.0/related_records and as Zoho's SDKs send it.
 * @returns milliseconds since 1970; `undefined` for any other text, which RFC 9110 §13.1.3 says to ignore
 */
export function readDate (text = ''): number | undefined {
  // The oldest HTTP date format has no time zone and means GMT.
  const zoned = /^[A-Z][a-z]{2} /.test(text) ? `${text} GMT` : text
  const time = /^([A-Z][a-z]{2,8},? .* (GMT|[+-]\d{4})|\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d))$/.test(zoned) ? Date.parse(zoned) : NaN
  return Number.isNaN(time) ? undefined : time
}

/** @returns the comma-separated values of a parameter, without duplicates; an empty array if it is absent */
function readList (parameters: Parameters, name: string): string[] {
  const values = parameters.get(name)?.split(',').map(value => value.trim()) ?? []
  return [...new Set(values)].filter(value => value !== '')
}

/** @returns the parameter, which has to be one of `values`; the first of them if it is absent or empty */
export function readEnum<Value extends string> (parameters: Parameters, rule: RuleName, name: string, values: readonly [Value, ...Value[]]): Value {
  const text = parameters.get(name) || values[0]
  const value = values.find(value => value === text)
  if (value === undefined) throw new Refusal(rule, `expected ${name} to be ${values.join(' or ')}, got "${redactField(name, text)}"`)
  return value
}

/** @returns the parameter, which has to be an integer from 1 to `max`; `undefined` if it is absent or empty */
function readInteger (parameters: Parameters, rule: RuleName, name: string, max: number): number | undefined {
  const text = parameters.get(name)
  if (text === undefined || text === '') return undefined
  const value = /^\d+$/.test(text) ? Number(text) : NaN
  if (value >= 1 && value <= max) return value
  throw new Refusal(rule, `expected ${name} to be an integer from 1${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}, got "${redactField(name, text)}"`)
}
