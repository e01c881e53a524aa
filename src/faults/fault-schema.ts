import { Type, type Static } from 'typebox'
import { bounds } from '../json/bounds.js'
import { As, Id, ModuleName } from '../json/types.js'
import { Duration } from '../json/duration.js'
import { faultyOperations } from '../zoho/operations.js'

const strict = { additionalProperties: false }
const Phase = Type.Enum(['headers', 'body', 'after-commit'])
const Break = Type.Object({
  phase: Phase,
  atBytes: Type.Optional(Type.Integer({ minimum: 0, maximum: bounds.bytes, description: 'After so many bytes of the body: an upload’s as it comes in, a download’s as it goes out.' }))
}, strict)

/** A fault as testers write it. */
export const FaultSchema = Type.Object({
  operation: Type.Enum([...faultyOperations, '*']),
  module: Type.Optional(ModuleName),
  record: Type.Optional(Id),
  token: Type.Optional(Type.String({ pattern: '^\\S+$', maxLength: bounds.token, 'x-expected': 'a text without spaces', description: 'The access token that the client sends.' })),
  after: Type.Optional(Type.Integer({ minimum: 0, maximum: bounds.times, description: 'How many requests it lets pass first; 0 where absent.' })),
  times: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: bounds.times }), Type.Literal('always')], { description: 'How often it acts; once where absent.' })),
  probability: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, 'x-expected': 'a number above 0, up to 1' })),
  seed: Type.Optional(Type.Integer({ minimum: -bounds.count, maximum: bounds.count, description: 'Of the probability: the same seed gives the same sequence.' })),
  delay: Type.Optional(Duration),
  ttl: Type.Optional(Duration),
  action: Type.Optional(Type.Object({
    answer: Type.Optional(As),
    retryAfter: Type.Optional(Type.Integer({ minimum: 0, maximum: bounds.retryAfter, description: 'Seconds, for the header Retry-After beside an answer.' })),
    phase: Type.Optional(Type.Enum(['headers', 'after-commit'], { description: 'Of an answer: `after-commit` does what was asked and tells the client that it failed.' })),
    reset: Type.Optional(Break),
    stall: Type.Optional(Break),
    truncate: Type.Optional(Type.Object({ atBytes: Type.Integer({ minimum: 0, maximum: bounds.bytes }) }, strict)),
    drip: Type.Optional(Type.Object({ bytesPerSecond: Type.Integer({ minimum: 1, maximum: bounds.bytes }) }, strict))
  }, { ...strict, description: 'One of answer, reset, stall, truncate and drip; a fault without it only delays.' }))
}, strict)

/** Faults, as many as a sandbox holds. */
export const FaultsSchema = Type.Array(FaultSchema, { maxItems: bounds.faults })

export type FaultRule = Static<typeof FaultSchema>
