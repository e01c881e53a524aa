import { bounds } from '../json/bounds.js'
import { Id, Instant, ModuleName } from '../json/types.js'
import { UserId } from './token-schema.js'

export const Name = { type: 'string', maxLength: bounds.name } as const

/** Who did something, in a seed. */
export const Author = {
  anyOf: [
    UserId,
    { type: 'object', required: ['id', 'name', 'email'], properties: { id: Id, name: Name, email: Name }, additionalProperties: false, description: 'The person at that time, who may no longer be a user.' }
  ],
  description: 'Who it was; the first of the users where absent.'
} as const

const row = {
  id: Id,
  name: { ...Name, description: 'What attachments and lookups show, in the place of the name in the fields.' },
  fields: { type: 'object', additionalProperties: { description: 'Any JSON.' }, description: 'As a client sends them: {"Last_Name":"Boyle"}.' },
  owner: Author,
  createdBy: Author,
  modifiedBy: Author,
  createdAt: Instant,
  modifiedAt: Instant
} as const

/** The records of one module. */
const RecordsOfModule = {
  type: 'array',
  items: { type: 'object', required: ['id'], properties: row, additionalProperties: false },
  maxItems: bounds.records
} as const

const { name: _, ...withoutName } = row

/** The records of one module that have fields. */
const CreatedOfModule = {
  type: 'array',
  items: { type: 'object', required: ['id', 'fields'], properties: withoutName, additionalProperties: false },
  maxItems: bounds.records
} as const

const NamesOfModule = { type: 'object', patternProperties: { [Id.pattern]: Name }, additionalProperties: false, maxProperties: bounds.records } as const

const FieldsOfModule = { type: 'array', items: { type: 'string', minLength: 1, maxLength: bounds.name }, maxItems: bounds.denied } as const

/** The properties of a seed that are about records. */
export const recordProperties = {
  records: {
    anyOf: [
      { type: 'string', const: 'any' },
      { type: 'object', patternProperties: { [ModuleName.pattern]: RecordsOfModule }, additionalProperties: false, maxProperties: bounds.modules }
    ],
    description: 'The records by module; with `any`, every id that is made of digits is a record of every module.'
  },
  recordNames: {
    type: 'object',
    patternProperties: { [ModuleName.pattern]: NamesOfModule },
    additionalProperties: false,
    maxProperties: bounds.modules,
    description: 'Names of records by module and id, where `records` is `any`.'
  },
  createdRecords: {
    type: 'object',
    patternProperties: { [ModuleName.pattern]: CreatedOfModule },
    additionalProperties: false,
    maxProperties: bounds.modules,
    description: 'Records with their fields by module, where `records` is `any`; otherwise the rows of `records` have them.'
  },
  missingRecords: { type: 'array', items: Id, maxItems: bounds.missingRecords, description: 'Ids that are no record, whatever `records` says.' },
  uniqueFields: {
    type: 'object',
    patternProperties: { [ModuleName.pattern]: FieldsOfModule },
    additionalProperties: false,
    maxProperties: bounds.modules,
    description: 'API names of fields by module, of which no two records may have the same value.'
  }
} as const
