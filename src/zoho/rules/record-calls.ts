import { limits } from '../limits.js'
import { RECORD_FILES, SEARCH_PAGE, type Rule } from './rule.js'

const added = { code: 'SUCCESS', message: 'record added', evidence: 'documented' } as const
const updated = { code: 'SUCCESS', message: 'record updated', evidence: 'documented' } as const
const invalid = { status: 400, code: 'INVALID_DATA', message: 'invalid data' } as const
const missing = { status: 400, code: 'MANDATORY_NOT_FOUND', message: 'required field not found' } as const
const notDeleted = { status: 400, code: 'INVALID_DATA', message: 'record not deleted' } as const

/** Answers to requests that create, read, update or delete records. `details` that depend on the request are added to them. */
export const recordRules = {
  'records.created': {
    ...added,
    when: 'the records are created',
    status: 201,
    source: RECORD_FILES
  },
  'records.updated': {
    ...updated,
    when: 'the records are updated',
    status: 200,
    source: RECORD_FILES
  },
  'records.upserted': {
    ...added,
    when: 'the records are created or updated; a row of an updated one says so',
    status: 200,
    source: RECORD_FILES
  },
  'records.partial': {
    when: 'only some of the records could be created, updated or deleted; the body has a row for each',
    status: 207,
    evidence: 'documented',
    source: `${RECORD_FILES}; rudder-transformer has recorded 200`
  },
  'records.read': {
    when: 'the record exists, or the module has records',
    status: 200,
    evidence: 'documented',
    source: RECORD_FILES
  },
  'records.none': {
    when: 'the module has no record with this id, or none that was asked for; no body',
    status: 204,
    evidence: 'documented',
    source: 'zoho.com/crm/developer/docs/api/v7/get-records.html'
  },
  'records.body-malformed': {
    when: 'the body is missing, no JSON, or no JSON object',
    status: 400,
    code: 'INVALID_DATA',
    message: 'body',
    details: { expected_data_type: 'jsonobject' },
    evidence: 'observed',
    source: 'a recorded answer of 2023 to a request without a body, in the public index of code (id 4921264206)'
  },
  'records.data-missing': {
    ...missing,
    when: 'the body has no `data`',
    details: { api_name: 'data', json_path: '$.data' },
    evidence: 'inferred',
    source: `the code: ${RECORD_FILES}, for fields; no source for “data”`
  },
  'records.data-malformed': {
    ...invalid,
    when: '`data` is not an array of objects, or is empty',
    details: { expected_data_type: 'jsonarray', api_name: 'data', json_path: '$.data' },
    evidence: 'inferred',
    source: `the code and the details: ${RECORD_FILES}, for fields; no source for “data”`
  },
  'records.too-many': {
    when: `\`data\` has more than ${limits.recordRows} rows, or more than one at the URL of a record`,
    status: 400,
    code: 'LIMIT_EXCEEDED',
    message: 'count of records in your request exceeds the limit',
    details: { maximum_length: limits.recordRows, api_name: 'data' },
    isRow: true,
    evidence: 'documented',
    source: `${RECORD_FILES}, updateRecords and upsertRecords`
  },
  'records.field-missing': {
    ...missing,
    when: 'a mandatory field is missing or empty',
    isRow: true,
    evidence: 'documented',
    source: `zoho.com/crm/developer/docs/api/v7/insert-records.html; ${RECORD_FILES}, where a rule of a layout asks for the field`
  },
  'records.id-missing': {
    ...missing,
    when: 'a row of an update has no `id`, and the URL has none either',
    isRow: true,
    evidence: 'inferred',
    source: `the code: ${RECORD_FILES}, for fields`
  },
  'records.id-unknown': {
    when: 'the module has no record with the id of an update',
    status: 400,
    code: 'INVALID_DATA',
    message: 'the id given seems to be invalid',
    isRow: true,
    evidence: 'inferred',
    source: 'the text: github.com/zoho/crm-oas v8.0 (ff5c91b), for other APIs; no source for updates'
  },
  'records.type-wrong': {
    ...invalid,
    when: 'the value of a field has another type than the field',
    isRow: true,
    evidence: 'documented',
    source: `${RECORD_FILES}, with the types integer and text; the other types are inferred`
  },
  'records.value-too-long': {
    ...invalid,
    when: 'the text of a field is longer than the field allows',
    isRow: true,
    evidence: 'documented',
    source: RECORD_FILES
  },
  'records.duplicate': {
    when: 'another record has the same value in a field that the seed has under `uniqueFields`',
    status: 400,
    code: 'DUPLICATE_DATA',
    message: 'duplicate data',
    isRow: true,
    evidence: 'documented',
    source: RECORD_FILES
  },
  'records.already-modified': {
    when: 'the record was modified after `If-Unmodified-Since`',
    status: 412,
    code: 'ALREADY_MODIFIED',
    message: 'record updated time has already passed if-unmodified-since time',
    isRow: true,
    evidence: 'documented',
    source: RECORD_FILES
  },
  'records.store-full': {
    when: 'the sandbox has no room for more records',
    status: 400,
    code: 'LIMIT_REACHED',
    message: 'The record storage limit of this organization is reached',
    evidence: 'inferred',
    source: 'the code is one of @zohocrm/nodejs-sdk-8.0; text and status are ours'
  },
  'records.deleted': {
    when: 'the records are deleted',
    status: 200,
    code: 'SUCCESS',
    message: 'record deleted',
    evidence: 'documented',
    source: RECORD_FILES
  },
  'records.not-deleted': {
    ...notDeleted,
    when: 'the module has no record with the id of a deletion',
    details: { resource_path_index: 1 },
    evidence: 'documented',
    source: `${RECORD_FILES}, deleteRecord`
  },
  'records.none-deleted': {
    ...notDeleted,
    when: 'the module has none of the records to delete; the body has a row for each',
    isRow: true,
    evidence: 'inferred',
    source: `${RECORD_FILES}, deleteRecords, where only some are unknown`
  },
  'records.ids-missing': {
    when: 'no `ids` of records to delete',
    status: 400,
    code: 'REQUIRED_PARAM_MISSING',
    message: 'One of the expected parameter is missing',
    details: { param_name: 'ids' },
    evidence: 'documented',
    source: `${RECORD_FILES}, deleteRecords`
  },
  'records.too-many-ids': {
    when: `more than ${limits.recordsToDelete} \`ids\` of records to delete`,
    status: 400,
    code: 'LIMIT_EXCEEDED',
    message: `Limit Exceeded, You cannot give more than ${limits.recordsToDelete} record ids`,
    details: { limit: String(limits.recordsToDelete), param_name: 'ids' },
    evidence: 'inferred',
    source: 'github.com/zoho/crm-oas v8.0/related_records (ff5c91b), for related lists'
  }
} as const satisfies Record<string, Rule>

/** Answers to a search of records, besides those about their rows. */
export const searchRules = {
  'search.parameter-missing': {
    when: 'a search has none of `criteria`, `email`, `phone` and `word`',
    status: 400,
    code: 'EXPECTED_PARAM_MISSING',
    message: 'mandatory param missing',
    evidence: 'documented',
    source: SEARCH_PAGE
  },
  'search.criteria-invalid': {
    when: `\`criteria\` cannot be understood, or has more than ${limits.criteria} conditions`,
    status: 400,
    code: 'INVALID_QUERY',
    message: 'invalid query formed',
    evidence: 'documented',
    source: `${SEARCH_PAGE}; details with a reason: a recorded answer in the public index of code (id 57916922115)`
  },
  'search.word-invalid': {
    when: `\`word\` has fewer than ${limits.searchedWord} characters`,
    status: 400,
    code: 'INVALID_DATA',
    message: 'The search value contains special characters or does not contain at least two characters',
    evidence: 'documented',
    source: SEARCH_PAGE
  },
  'search.limit-reached': {
    when: `the page reaches past the first ${limits.searched} records that were found`,
    status: 400,
    code: 'LIMIT_REACHED',
    message: 'Maximum response iteration limit reached',
    evidence: 'documented',
    source: SEARCH_PAGE
  }
} as const satisfies Record<string, Rule>
