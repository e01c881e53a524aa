import { bounds } from '../json/bounds.js'
import { As, Id, ModuleName, type TypeOf } from '../json/types.js'
import { Duration } from '../json/duration.js'
import { faultableOperations } from '../zoho/operations.js'

/** When a connection breaks. */
const Break = {
  type: 'object',
  required: ['phase'],
  properties: {
    phase: { enum: ['headers', 'body', 'after-commit'] },
    atBytes: { type: 'integer', minimum: 0, maximum: bounds.bytes, description: 'After so many bytes of the body: an upload’s as it comes in, a download’s as it goes out.' }
  },
  additionalProperties: false
} as const

const Action = {
  type: 'object',
  properties: {
    answer: As,
    retryAfter: { type: 'integer', minimum: 0, maximum: bounds.retryAfter, description: 'Seconds, for the header Retry-After beside an answer.' },
    phase: { enum: ['headers', 'after-commit'], description: 'Of an answer: `after-commit` does what was asked and tells the client that it failed.' },
    reset: Break,
    stall: Break,
    truncate: { type: 'object', required: ['atBytes'], properties: { atBytes: { type: 'integer', minimum: 0, maximum: bounds.bytes } }, additionalProperties: false },
    drip: { type: 'object', required: ['bytesPerSecond'], properties: { bytesPerSecond: { type: 'integer', minimum: 1, maximum: bounds.bytes } }, additionalProperties: false }
  },
  additionalProperties: false,
  description: 'One of answer, reset, stall, truncate and drip; a fault without it only delays.'
} as const

/** A fault as the author of a test writes it. */
export const FaultSchema = {
  type: 'object',
  required: ['operation'],
  properties: {
    operation: { enum: [...faultableOperations, '*'] },
    module: ModuleName,
    record: Id,
    token: { type: 'string', pattern: '^\\S+$', maxLength: bounds.token, 'x-expected': 'a text without spaces', description: 'The access token that the client sends.' },
    after: { type: 'integer', minimum: 0, maximum: bounds.times, description: 'How many requests it lets pass first; 0 where absent.' },
    times: { anyOf: [{ type: 'integer', minimum: 1, maximum: bounds.times }, { type: 'string', const: 'always' }], description: 'How often it acts; once where absent.' },
    probability: { type: 'number', exclusiveMinimum: 0, maximum: 1, 'x-expected': 'a number above 0, up to 1' },
    seed: { type: 'integer', minimum: -bounds.count, maximum: bounds.count, description: 'Of the probability: the same seed gives the same sequence.' },
    delay: Duration,
    ttl: Duration,
    action: Action
  },
  additionalProperties: false
} as const

/** A list of faults, at most as many as a sandbox may hold. */
export const FaultsSchema = { type: 'array', items: FaultSchema, maxItems: bounds.faults } as const

export type FaultRule = TypeOf<typeof FaultSchema>
