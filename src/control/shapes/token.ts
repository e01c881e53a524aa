import { Type, type Static } from 'typebox'
import { describeEnd, type Token } from '../../store/entities.js'
import type { StoredRefreshToken } from '../../store/tokens.js'

/** A token as the control API shows it. */
export const TokenInfoSchema = Type.Object({
  token: Type.String(),
  kind: Type.Enum(['access', 'refresh']),
  user: Type.String({ description: 'The id of its user.' }),
  scopes: Type.Array(Type.String()),
  issued: Type.Boolean({ description: 'Whether this sandbox’s token endpoint made it.' }),
  expiresAt: Type.Optional(Type.String({ description: 'In UTC; never where absent.' })),
  ended: Type.Optional(Type.String({ description: 'Why it is no longer any good before its time.' })),
  as: Type.Optional(Type.String({ description: 'The rule that every request with it gets.' }))
})

export type TokenInfo = Static<typeof TokenInfoSchema>

export function showToken ({ value, user, scopes, issued = false, expiresAt, ended, rule }: Token): TokenInfo {
  return {
    token: value,
    kind: 'access',
    user,
    scopes: [...scopes],
    issued,
    ...expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() },
    ...ended !== undefined && { ended: describeEnd(ended) },
    ...rule !== undefined && { as: rule }
  }
}

export function showRefreshToken ({ value, user, scopes, issuedHere, ended }: StoredRefreshToken): TokenInfo {
  return { token: value, kind: 'refresh', user, scopes: [...scopes], issued: issuedHere, ...ended !== undefined && { ended: describeEnd(ended) } }
}
