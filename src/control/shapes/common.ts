import { bounds } from '../../json/bounds.js'
import { Id, ModuleName } from '../../json/types.js'
import { SeedSchema } from '../../seed/schema.js'
import { RequestShape } from './request.js'
import { FaultShape } from './sandbox.js'
import { SummaryShape } from './summary.js'

// What several routes take or return.

export const text = { type: 'string' } as const
export const integer = { type: 'integer' } as const
export const id = { type: 'object', required: ['id'], properties: { id: text } } as const
export const deleted = { response: { 200: { type: 'object', required: ['deleted'], properties: { deleted: integer } } } } as const

export const Health = { type: 'object', required: ['status'], properties: { status: { enum: ['live', 'ready'] } } } as const
export const Faults = { type: 'object', required: ['faults'], properties: { faults: { type: 'array', items: FaultShape } } } as const
export const Requests = { type: 'array', items: RequestShape } as const
export const Digits = { type: 'string', pattern: '^[0-9]{1,6}$', 'x-expected': 'an integer' } as const
export const TokenValue = { type: 'string', minLength: 1, maxLength: bounds.token, pattern: '^\\S+$', 'x-expected': 'a text without spaces, of at most 500 characters' } as const

/** The records of a sandbox. */
export const Records = {
  type: 'object',
  required: ['records', 'recordNames', 'missingRecords'],
  properties: { records: SeedSchema.properties.records, recordNames: SeedSchema.properties.recordNames, createdRecords: SeedSchema.properties.createdRecords, missingRecords: SeedSchema.properties.missingRecords },
  description: 'As a seed says it.'
} as const

export const Record = {
  type: 'object',
  required: ['module', 'id'],
  properties: { module: ModuleName, id: Id, name: { type: 'string', maxLength: bounds.name } },
  additionalProperties: false
} as const

/** At the base URL. */
export const AllSandboxes = { enum: ['*'], description: 'At the base URL: of all sandboxes, and not of the default one alone.' } as const

/** Which rows of the list of requests to answer with. */
export const SummariesQuery = {
  type: 'object',
  properties: {
    before: { type: 'string', maxLength: 100, description: 'The id of the oldest row that the client has: older ones follow, also where it is gone.' },
    limit: { ...Digits, description: 'How many, at most 1000; 200 where absent.' },
    sandbox: AllSandboxes
  },
  additionalProperties: false
} as const

export const Summaries = {
  type: 'object',
  required: ['requests', 'dropped', 'more'],
  properties: {
    requests: { type: 'array', items: SummaryShape },
    dropped: { ...integer, description: 'How many had to make room.' },
    more: { type: 'boolean', description: 'Whether there are older ones.' }
  }
} as const
