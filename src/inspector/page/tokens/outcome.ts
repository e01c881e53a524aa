import type { Answer } from '../../../control/shapes/routes.js'
import type { TokenInfo } from '../../../control/shapes/sandbox.js'
import { grants } from '../../../zoho/scopes.js'

export type User = Answer<'GET /users'>['users'][number]

/** What became of a token. */
export interface TokenState {
  readonly word: 'alive' | 'expired' | 'ended'
  readonly why?: string | undefined
  /** Whether it is no longer any good. */
  readonly isOver: boolean
}

/** @param now by the sandbox’s clock, in milliseconds since 1970 */
export function stateOf ({ expiresAt = '', ended, as }: Pick<TokenInfo, 'expiresAt' | 'ended' | 'as'>, now: number): TokenState {
  if (ended !== undefined) return { word: 'ended', why: ended, isOver: true }
  if (Date.parse(expiresAt) <= now) return { word: 'expired', isOver: true }
  return { word: 'alive', why: as && `every request gets ${as}`, isOver: false }
}

/** The module that uploads are judged for. */
const MODULE = 'Leads'

/**
 * The rule of the answer to a good upload to a lead with an access token, by the checks of the token and its user in their
 * order.
 * @param now by the sandbox’s clock, in milliseconds since 1970
 */
export function uploadRule (token: Pick<TokenInfo, 'user' | 'scopes' | 'expiresAt' | 'ended' | 'as'>, users: readonly User[], now: number): string {
  const { word } = stateOf(token, now)
  if (word === 'ended') return 'auth.token-revoked'
  if (word === 'expired') return 'auth.token-expired'
  if (token.as !== undefined) return forUploads(token.as)
  // In scopes its name is in lower case.
  if (!grants(token.scopes, MODULE.toLowerCase(), 'CREATE')) return 'auth.scope-missing'
  const { denied = [] } = users.find(({ id }) => id === token.user) ?? {}
  const denial = denied.find(({ operation, module = MODULE }) => operation === 'upload' && module === MODULE)
  return denial === undefined ? 'upload.stored' : forUploads(denial.as)
}

/** Of the rules that have a text for each operation, the one for uploads. */
function forUploads (rule: string): string {
  return rule.replace(/^(user\.no-(?:privilege|permission))-.+$/, '$1')
}
