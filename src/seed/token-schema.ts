import { bounds } from '../json/bounds.js'
import { Instant, RefusedAs } from '../json/types.js'
import { limits } from '../zoho/limits.js'

// Tokens and grant codes in a seed.

const Scopes = { type: 'array', items: { type: 'string', maxLength: bounds.parameter }, maxItems: bounds.scopes } as const
export const UserId = { type: 'string', maxLength: bounds.name, description: 'The id of one of the users.' } as const
export const Parameter = { type: 'string', minLength: 1, maxLength: bounds.parameter } as const
const Ended = { type: 'string', minLength: 1, maxLength: bounds.name, description: 'Why it is no longer any good before its time, such as “was revoked”.' } as const

export const Token = {
  type: 'object',
  required: ['token', 'scopes'],
  properties: {
    token: { type: 'string', minLength: 1, maxLength: bounds.token, pattern: '^\\S+$' },
    user: { ...UserId, description: 'The id of one of the users; the first of them where absent.' },
    scopes: Scopes,
    expiresAt: Instant,
    revoked: { type: 'boolean' },
    ended: Ended,
    issued: { type: 'boolean', description: 'Whether the token endpoint made it.' },
    as: RefusedAs
  },
  additionalProperties: false
} as const

const grant = {
  user: UserId,
  client: { type: 'string', maxLength: bounds.parameter, description: 'The id of the client.' },
  scopes: Scopes
} as const

export const RefreshToken = {
  type: 'object',
  required: ['token', 'user', 'client', 'scopes'],
  properties: {
    token: Parameter,
    ...grant,
    ended: Ended,
    foreign: { type: 'boolean', description: 'Whether a client brought it from elsewhere.' },
    accessTokens: { type: 'array', items: { type: 'string', maxLength: bounds.token }, maxItems: limits.accessTokens, description: 'Those that it was given and that live.' }
  },
  additionalProperties: false
} as const

export const Code = {
  type: 'object',
  required: ['code', 'user', 'client', 'scopes', 'redirectUri', 'refreshable', 'expiresAt'],
  properties: {
    code: Parameter,
    ...grant,
    redirectUri: { type: 'string', maxLength: bounds.parameter },
    refreshable: { type: 'boolean' },
    expiresAt: Instant,
    ended: Ended
  },
  additionalProperties: false
} as const
