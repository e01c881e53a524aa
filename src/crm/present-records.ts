import { presentRefusedRow } from '../api/refusals.js'
import type { World } from '../sandbox/world.js'
import type { ModuleRecord } from '../store/records.js'
import { nameFrom } from '../zoho/fields.js'
import { NOTES } from '../zoho/notes.js'
import { Refusal, answerOf, type Answers, type RuleName } from '../zoho/rules.js'
import { zohoTime } from '../zoho/time.js'
import type { RecordKey, Version } from '../zoho/versions.js'
import type { Page, PageTokens, Sorting } from './page.js'
import { presentHistory, presentUser } from './present.js'
import { presentNoteKeys } from './present-notes.js'

/** What became of a row of a request. */
export type RowResult = Refusal | {
  readonly record: ModuleRecord
  readonly rule: RuleName
  /** For an upsert: the field that found the record, or `null` for a new one. */
  readonly duplicateField?: string | null
}

/** What the JSON of records depends on besides them. */
export interface RecordContext {
  readonly answers: Answers
  readonly world: World
  readonly version: Version
}

/** The reply to a request that writes records, with a row for each. Source of the shapes: zoho/crm-oas v8.0/record (ff5c91b). */
export function presentWritten (results: readonly RowResult[], { answers, world: { org: { zone } }, version: { hasApprovalState } }: RecordContext): object {
  return {
    data: results.map(result => {
      if (result instanceof Refusal) return presentRefusedRow(result, answers)
      const { record, rule, duplicateField } = result
      const { code, message } = answerOf(rule, answers)
      const isUpsert = duplicateField !== undefined
      return {
        code,
        ...isUpsert && { duplicate_field: duplicateField, action: rule === 'records.created' ? 'insert' : 'update' },
        details: { ...presentHistory(record, zone), ...hasApprovalState && !isUpsert && { $approval_state: 'approved' } },
        message,
        status: 'success'
      }
    })
  }
}

/**
 * The value of each key that Zoho adds. Sources: the samples on zoho.com/crm/developer/docs/api/v7/search-records.html. The
 * currency is inferred, since the double's org has none.
 */
const addedValues: Readonly<Record<RecordKey, unknown>> = {
  $currency_symbol: '$',
  $process_flow: false,
  $approved: true,
  $approval: { delegate: false, approve: false, reject: false, resubmit: false },
  $editable: true,
  $field_states: null,
  $sharing_permission: 'full_access',
  $locked_for_me: false,
  $approval_state: 'approved'
}

/**
 * A record: what was sent, then the fields of its module that have no value, and what Zoho adds.
 * @param shown names of the keys to show; all if `undefined`. The id is always shown.
 */
function presentRecord (record: ModuleRecord, { world, world: { org: { zone } }, version }: RecordContext, shown: ReadonlySet<string> | undefined): object {
  const { module, id, fields, owner, createdBy, modifiedBy, createdAt, modifiedAt } = record
  const { name, fields: known } = world.fields.of(module)
  const all: Record<string, unknown> = {
    Owner: presentUser(owner),
    ...fields,
    ...Object.fromEntries(known.filter(({ apiName }) => !Object.hasOwn(fields, apiName)).map(({ apiName }) => [apiName, null])),
    ...name === 'Full_Name' && { Full_Name: nameFrom(module, fields) ?? null },
    Created_By: presentUser(createdBy),
    Modified_By: presentUser(modifiedBy),
    Created_Time: zohoTime(createdAt, zone),
    Modified_Time: zohoTime(modifiedAt, zone),
    ...module === NOTES ? presentNoteKeys(record, world, version) : Object.fromEntries(version.recordKeys.map(key => [key, addedValues[key]])),
    id
  }
  return shown === undefined ? all : Object.fromEntries(Object.entries(all).filter(([key]) => key === 'id' || shown.has(key)))
}

/** The reply with one record. */
export function presentOneRecord (record: ModuleRecord, context: RecordContext, shown: ReadonlySet<string> | undefined): object {
  return { data: [presentRecord(record, context, shown)] }
}

interface RecordsPage extends Page<ModuleRecord>, PageTokens {
  /** API name. */
  readonly module: string
  readonly perPage: number
  readonly sorting: Sorting
  readonly shown: ReadonlySet<string> | undefined
}

/**
 * The reply to a list of records. Source of `info`: zoho/crm-oas v8.0/record, getRecords; before v3 the v2 page; for notes
 * zoho.com/crm/developer/docs/api/v7/get-notes.html.
 */
export function presentRecords ({ module, rows, number, hasNext, perPage, sorting, shown, nextToken, previousToken, expiresAt }: RecordsPage, context: RecordContext): object {
  const info = { per_page: perPage, count: rows.length, page: number, more_records: hasNext }
  return {
    data: rows.map(row => presentRecord(row, context, shown)),
    info: !context.version.hasPageTokens
      ? info
      : {
          ...module !== NOTES && { call: false },
          per_page: perPage,
          next_page_token: nextToken ?? null,
          count: rows.length,
          sort_by: sorting.by,
          page: number,
          page_token_expiry: nextToken === undefined && previousToken === undefined ? null : zohoTime(expiresAt, context.world.org.zone),
          sort_order: sorting.order,
          ...module !== NOTES && { email: false },
          more_records: hasNext,
          previous_page_token: previousToken ?? null
        }
  }
}

/** The reply to a search. Source of `info`: zoho.com/crm/developer/docs/api/v7/search-records.html. */
export function presentFound (found: readonly ModuleRecord[], { number, perPage, hasMore, shown }: { readonly number: number, readonly perPage: number, readonly hasMore: boolean, readonly shown: ReadonlySet<string> | undefined }, context: RecordContext): object {
  return {
    data: found.map(row => presentRecord(row, context, shown)),
    info: { per_page: perPage, count: found.length, page: number, more_records: hasMore }
  }
}
