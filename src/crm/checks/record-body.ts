import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import { assertError } from '../../guard.js'
import type { Check } from '../../journal/trail.js'
import { bounds } from '../../json/bounds.js'
import { JsonError, readJson } from '../../json/json-reader.js'
import { redactName } from '../../secrets/redact.js'
import type { Fields } from '../../store/records.js'
import { readPlainBody } from '../../upload/plain-body.js'
import { fieldTypes, type Field } from '../../zoho/field-types.js'
import { isWritable } from '../../zoho/fields.js'
import { limits } from '../../zoho/limits.js'
import { Refusal } from '../../zoho/rules.js'

/** The body of a request that writes records. */
export interface RecordBody {
  readonly rows: readonly Fields[]
  /** By which fields an upsert looks for duplicates; `undefined` if the body does not say. */
  readonly duplicateCheckFields: readonly string[] | undefined
}

/**
 * What a body may have beside its rows. It controls Zoho's automation, of which the double has none. Source: the page
 * zoho.com/crm/developer/docs/api/v7/insert-records.html; zoho/crm-oas v8.0/record (ff5c91b).
 */
const CONTROLS = ['trigger', 'process', 'lar_id', 'apply_feature_execution', 'skip_feature_execution', 'wf_trigger', 'duplicate_check_fields']

/** How many fields an upsert looks at for duplicates, at most: each is looked for among all records. */
const MAX_CHECKED = 20

/** The body is a JSON object with at least one row, and not too many. */
export const acceptableRecords: Check<[request: FastifyRequest, maxRows: number], Promise<RecordBody>> = {
  name: 'acceptableBody',
  async run (request, maxRows) {
    const bytes = await readPlainBody(request.raw, 'a body')
    if (bytes.length === 0) throw new Refusal('records.body-malformed', 'expected a JSON body such as {"data":[{"Last_Name":"Boyle"}]}, got none')
    if (!isUtf8(bytes)) throw new Refusal('records.body-malformed', 'expected the body to be JSON in UTF-8, got bytes that are not UTF-8')
    const body = parse(bytes)
    if (!isObject(body)) throw new Refusal('records.body-malformed', `expected the body to be a JSON object with "data", got ${kindOf(body)}`)
    const { data, duplicate_check_fields: checked } = body
    request.observations.ignored = Object.keys(body).filter(key => key !== 'data' && !CONTROLS.includes(key)).map(key => redactName(key))
    if (data === undefined) throw new Refusal('records.data-missing', 'expected the records in the array "data" of the body, got a body without it')
    if (!Array.isArray(data)) throw new Refusal('records.data-malformed', `expected "data" to be an array of records, got ${kindOf(data)}`)
    if (data.length === 0) throw new Refusal('records.data-malformed', 'expected at least one record in "data", got an empty array')
    if (data.length > maxRows) {
      throw new Refusal('records.too-many', `expected at most ${maxRows} ${maxRows === 1 ? 'record' : 'records'} in "data", got ${data.length}`, { details: { maximum_length: maxRows, api_name: 'data' } })
    }
    const wrong = data.findIndex(row => !isObject(row))
    if (wrong !== -1) {
      throw new Refusal('records.data-malformed', `expected data[${wrong}] to be an object, got ${kindOf(data[wrong])}`, { details: { expected_data_type: 'jsonobject', api_name: 'data', json_path: `$.data[${wrong}]` } })
    }
    const names = Array.isArray(checked) ? new Set(checked.filter(name => typeof name === 'string')) : undefined
    return { rows: data, duplicateCheckFields: names && [...names].slice(0, MAX_CHECKED) }
  }
}

function parse (bytes: Buffer): unknown {
  try {
    return readJson(bytes, 'the body', bounds.recordDepth)
  } catch (error) {
    assertError(error, JsonError)
    const { message } = error
    throw new Refusal('records.body-malformed', message.charAt(0).toLowerCase() + message.slice(1), { cause: error })
  }
}

function isObject (value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a value of JSON is, for a sentence. */
export function kindOf (value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return isObject(value) ? 'an object' : `a ${typeof value}`
}

/**
 * Checks the fields of a row against what is known of the module's fields.
 * @param fields those of the module
 * @param index the position of the row in `data`
 * @param isNew whether the record is created, so that it needs all mandatory fields
 * @returns the fields to keep
 * @throws {Refusal} for the first field that is wrong
 */
export function checkFields (fields: readonly Field[], row: Fields, index: number, isNew: boolean): Fields {
  for (const field of fields) {
    // An organization may have a field with a name that every object inherits, such as constructor.
    const value = Object.hasOwn(row, field.apiName) ? row[field.apiName] : undefined
    if (field.isMandatory && (isNew || value !== undefined) && isEmpty(value)) throw wrongField('records.field-missing', index, field.apiName, 'to have a value, since the field is mandatory; got none')
    if (!isEmpty(value)) checkValue(field, value, index)
  }
  return Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'Owner' && isWritable(key)))
}

/** Whether a row has no value for a field. */
export function isEmpty (value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function checkValue ({ apiName, type, maxLength }: Field, value: unknown, index: number): void {
  const { expected, matches } = fieldTypes[type]
  if (!matches(value)) throw wrongField('records.type-wrong', index, apiName, `to be of the type ${expected}, got ${kindOf(value)}`, { expected_data_type: expected })
  if (maxLength !== undefined && typeof value === 'string' && [...value].length > maxLength) {
    throw wrongField('records.value-too-long', index, apiName, `to have at most ${maxLength} characters, got ${[...value].length}`, { maximum_length: maxLength })
  }
}

/** The refusal of a row because of one of its fields. */
export function wrongField (rule: 'records.field-missing' | 'records.type-wrong' | 'records.value-too-long' | 'records.id-missing' | 'records.id-unknown', index: number, name: string, problem: string, details: object = {}): Refusal {
  return new Refusal(rule, `expected data[${index}].${name} ${problem}`, { details: { ...details, api_name: name, json_path: `$.data[${index}].${name}` } })
}

/** The maximum number of rows of a body. */
export const { recordRows: MAX_ROWS } = limits
