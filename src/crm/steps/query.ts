import { NotedMap } from '../../journal/noted-map.js'
import { queryOf } from '../../upload/form.js'
import { redactField } from '../../secrets/redact.js'
import { limits } from '../../zoho/limits.js'
import { Refusal } from '../../zoho/refusal.js'
import type { RuleName } from '../../zoho/rules.js'
import { zohoTime } from '../../zoho/time.js'
import { found, type Call } from '../call.js'
import { readPageToken, type Cursor } from '../page-token.js'

type Parameters = ReadonlyMap<string, string>

/** Step: the query of a list, or of a deletion of many, says what it has to. Parameters that Zoho does not know are ignored. */
export function readableQuery (call: Call): void {
  const { name } = found(call, 'operation')
  const { attachment } = call.request.params as { attachment?: string }
  // The first of several of one name counts.
  const parameters = new NotedMap(queryOf(call.request.url).reverse())
  // The journal names what nobody read; an upload reads the rest of its query with its body.
  if (name === 'list') readListing(call, parameters)
  else if (name === 'delete' && attachment === undefined) readIds(call, parameters)
  else if (name === 'users') parameters.get('type')
  else if (name === 'upload') return
  call.request.notes.unread = parameters.unread()
}

function readListing (call: Call, parameters: Parameters): void {
  const { name, needsFields, hasPageTokens } = found(call, 'version')
  const fields = wordsOf(parameters, 'fields')
  if (fields.length === 0 && needsFields) {
    throw new Refusal('list.fields-missing', `expected the parameter fields, such as fields=id,File_Name,Size, which ${name} asks for; got ${parameters.has('fields') ? 'an empty one' : 'none'}`)
  }
  // Those of attachments have one length, so this is the order in which they came.
  const ids = wordsOf(parameters, 'ids').sort()
  const perPage = readInteger(parameters, 'list.per-page-invalid', 'per_page', limits.perPage) ?? limits.perPage
  const { module, record } = found(call, 'place')
  const bound = [module, record, found(call, 'user').id, perPage, fields.sort().join(), ids.join()]
  const key = call.request.sandbox.world.ids.seal(bound.join('/')).slice(0, 16)
  const pageToken = parameters.get('page_token')
  call.findings.listing = {
    key,
    perPage,
    fields: fields.length === 0 ? undefined : new Set(fields),
    ids: ids.length === 0 ? undefined : ids,
    ...hasPageTokens && pageToken ? { number: 1, cursor: readToken(call, parameters, pageToken, key) } : { number: readNumber(parameters, perPage, hasPageTokens) }
  }
}

function readNumber (parameters: Parameters, perPage: number, hasPageTokens: boolean): number {
  const number = readInteger(parameters, 'list.page-invalid', 'page', Number.MAX_SAFE_INTEGER) ?? 1
  if (hasPageTokens && number * perPage > limits.listedByPage) {
    throw new Refusal('list.page-token-needed', `page ${number} of ${perPage} a page is past the first ${limits.listedByPage} attachments: go on with page_token, the next_page_token in the info of the page before`)
  }
  return number
}

function readToken (call: Call, parameters: Parameters, pageToken: string, key: string): Cursor {
  const { ids, clock, org } = call.request.sandbox.world
  if (parameters.has('page')) throw new Refusal('list.page-and-token', 'expected either page or page_token, got both')
  const { direction, id, list, expiresAt } = readPageToken(pageToken, ids)
  if (list !== key) {
    throw new Refusal('list.page-token-invalid', 'expected the record, the user, fields, per_page and ids to be those of the request that the page_token came from; one of them is another')
  }
  if (expiresAt <= clock.now()) {
    throw new Refusal('list.page-token-expired', `the page_token expired at ${zohoTime(expiresAt, org.zone)}, now is ${zohoTime(clock.now(), org.zone)}`)
  }
  return { direction, id }
}

function readIds (call: Call, parameters: Parameters): void {
  const ids = wordsOf(parameters, 'ids')
  if (ids.length === 0) throw new Refusal('delete.ids-missing', 'expected the id of an attachment at the end of the path, or the parameter ids with up to 100 of them')
  if (ids.length > limits.idsToDelete) throw new Refusal('delete.too-many-ids', `expected at most ${limits.idsToDelete} ids, got ${ids.length}`)
  call.findings.ids = ids
}

/** A parameter's list of words, each once. */
function wordsOf (parameters: Parameters, name: string): string[] {
  const words = parameters.get(name)?.split(',').map(word => word.trim()) ?? []
  return [...new Set(words)].filter(word => word !== '')
}

/** A parameter that is an integer from 1; `undefined` where there is none. */
function readInteger (parameters: Parameters, rule: RuleName, name: string, max: number): number | undefined {
  const text = parameters.get(name)
  if (text === undefined || text === '') return undefined
  const value = /^\d+$/.test(text) ? Number(text) : NaN
  if (value >= 1 && value <= max) return value
  throw new Refusal(rule, `expected ${name} to be an integer from 1${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}, got "${redactField(name, text)}"`)
}
