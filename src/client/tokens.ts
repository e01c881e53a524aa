import type { ShownToken } from '../control/shapes/token.js'
import type { Control } from './control.js'

/** What a new access token is to be. */
export interface NewToken {
  /** A value of your own; one is made where absent. */
  readonly token?: string
  /** The id of a user; the first where absent. */
  readonly user?: string
  /** `ZohoCRM.modules.ALL` where absent. */
  readonly scopes?: readonly string[]
  /** Such as `1h`, or seconds, by the sandbox's clock; it never expires where absent. */
  readonly lifetime?: string | number
  /** A rule of the catalogue or one of Zoho's codes, with which every request is answered. */
  readonly as?: string
}

/** The tokens of a sandbox. */
export interface Tokens {
  list (): Promise<ShownToken[]>
  /** Makes an access token. */
  add (token?: NewToken): Promise<ShownToken>
  /** Makes an access token, or each that lives, expire now. @returns how many did */
  expire (token?: string): Promise<number>
  /** Forgets a token. @throws {MockError} where there is none */
  delete (token: string): Promise<void>
  /** Forgets every token. */
  clear (): Promise<void>
}

export function tokensOf (control: Control): Tokens {
  return {
    list: async () => (await control.get<{ tokens: ShownToken[] }>('/tokens')).tokens,
    add: (token = {}) => control.post('/tokens', token),
    expire: async token => (await control.post<{ expired: number }>('/tokens/expire', { token })).expired,
    delete: async token => { await control.delete(`/tokens/${encodeURIComponent(token)}`) },
    clear: async () => { await control.delete('/tokens') }
  }
}
