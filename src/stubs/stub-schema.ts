import { bounds } from '../json/bounds.js'
import type { TypeOf } from '../json/types.js'

/** A stub as the author of a test writes it. */
export const StubSchema = {
  type: 'object',
  required: ['method', 'path'],
  properties: {
    method: { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
    path: {
      type: 'string',
      pattern: '^(\\*|/[^?#%\\s]*)$',
      maxLength: bounds.url,
      'x-expected': 'a path such as `/crm/:version/coql`, without a query and not percent-encoded, or `*`',
      description: 'Of the URL, without the sandbox, as a route of Fastify: `:name` is any segment, and `*` at the end is any rest.'
    },
    status: { type: 'integer', minimum: 200, maximum: 599, description: 'Of the answer; 200 where absent.' },
    headers: {
      type: 'object',
      patternProperties: { "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$": { type: 'string', pattern: '^[\\x20-\\x7e\\x80-\\xff]*$', maxLength: bounds.url, 'x-expected': 'a text of Latin letters, without line ends' } },
      additionalProperties: false,
      maxProperties: bounds.headers,
      description: 'Of the answer.'
    },
    body: { description: 'Of the answer: a text is sent as it is, anything else as JSON; none where absent.' },
    times: { anyOf: [{ type: 'integer', minimum: 1, maximum: bounds.times }, { type: 'string', const: 'always' }], description: 'How often it answers; always where absent.' }
  },
  additionalProperties: false
} as const

/** A list of stubs, at most as many as a sandbox may hold. */
export const StubsSchema = { type: 'array', items: StubSchema, maxItems: bounds.stubs } as const

export type StubRule = TypeOf<typeof StubSchema>
