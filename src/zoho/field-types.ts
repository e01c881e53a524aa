/** The type of a field, as Zoho's metadata of fields calls it. */
export type FieldType = keyof typeof fieldTypes

/** A field of a module. */
export interface Field {
  /** As in the JSON of records. */
  readonly apiName: string
  readonly type: FieldType
  /** Whether a record needs it. */
  readonly isMandatory?: boolean
  /** How many characters it may have. */
  readonly maxLength?: number
  /** The API name of the module whose records a lookup points at. */
  readonly lookup?: string
  /** What a list offers. A record may have another choice all the same. */
  readonly choices?: readonly string[]
  /** Whether it is one of the organization's own. */
  readonly isCustom?: boolean
}

const isText = (value: unknown): boolean => typeof value === 'string'
const isNumber = (value: unknown): boolean => typeof value === 'number'
const isId = (value: unknown): boolean => typeof value === 'string' && /^\d{1,20}$/.test(value)
const isReference = (value: unknown): boolean => isId(value) || (typeof value === 'object' && value !== null && 'id' in value && isId(value.id))
const matching = (pattern: RegExp) => (value: unknown): boolean => typeof value === 'string' && pattern.test(value)

/** A type of fields. */
interface TypeRow {
  /** What Zoho says that it expected. */
  readonly expected: string
  /** The `json_type` in the metadata. */
  readonly json: string
  readonly matches: (value: unknown) => boolean
}

/**
 * What Zoho says that it expected, and which values are of each type. `integer` and `text` are in the examples of zoho/crm-oas
 * v8.0/record (ff5c91b); the others are inferred. Lists of choices take any text, since every organization has its own. The type
 * in JSON: the sample on zoho.com/crm/developer/docs/api/v7/field-meta.html.
 */
export const fieldTypes = {
  text: { expected: 'text', json: 'string', matches: isText },
  textarea: { expected: 'text', json: 'string', matches: isText },
  picklist: { expected: 'text', json: 'string', matches: isText },
  website: { expected: 'text', json: 'string', matches: isText },
  phone: { expected: 'text', json: 'string', matches: isText },
  email: { expected: 'email', json: 'string', matches: matching(/^[^\s@]+@[^\s@]+$/) },
  integer: { expected: 'integer', json: 'integer', matches: Number.isInteger },
  bigint: { expected: 'bigint', json: 'string', matches: value => Number.isInteger(value) || matching(/^-?\d{1,19}$/)(value) },
  double: { expected: 'double', json: 'double', matches: isNumber },
  percent: { expected: 'double', json: 'double', matches: isNumber },
  currency: { expected: 'double', json: 'double', matches: isNumber },
  boolean: { expected: 'boolean', json: 'boolean', matches: value => typeof value === 'boolean' },
  date: { expected: 'date', json: 'string', matches: matching(/^\d{4}-\d\d-\d\d$/) },
  datetime: { expected: 'datetime', json: 'string', matches: matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/) },
  lookup: { expected: 'jsonobject', json: 'jsonobject', matches: isReference },
  ownerlookup: { expected: 'jsonobject', json: 'jsonobject', matches: isReference },
  userlookup: { expected: 'jsonobject', json: 'jsonobject', matches: isReference },
  multiselectpicklist: { expected: 'jsonarray', json: 'jsonarray', matches: Array.isArray },
  fileupload: { expected: 'jsonarray', json: 'jsonarray', matches: Array.isArray }
} as const satisfies Record<string, TypeRow>

/** The names of all types. */
export const fieldTypeNames = Object.keys(fieldTypes) as FieldType[]
