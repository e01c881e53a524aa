import type { StoredAttachment } from '../control/shapes/attachment.js'
import type { Control } from './control.js'
import type { ClockState } from '../control/shapes/clock.js'
import type { SeededClock, Seed } from '../seed/schema.js'
import type { TokenInfo } from '../control/shapes/token.js'

/** What is attached in a sandbox. */
export interface Attachments {
  /** Oldest first; those of one module or record where it is given. */
  list (which?: { readonly module?: string, readonly record?: string }): Promise<StoredAttachment[]>
  /** @throws {MockError} where there is none with this id */
  get (id: string): Promise<StoredAttachment>
  /** The bytes of a file. @throws {MockError} where there is none with this id, or it is a link */
  content (id: string): Promise<Buffer>
}

export function attachmentsOf (control: Control): Attachments {
  return {
    list: async which => (await control.get<{ attachments: StoredAttachment[] }>('/attachments', which)).attachments,
    get: id => control.get(`/attachments/${encodeURIComponent(id)}`),
    content: async id => Buffer.from(await (await control.open(`/attachments/${encodeURIComponent(id)}/content`)).arrayBuffer())
  }
}

/** Zoho's time in a sandbox; the times of the log and of the journal stay real. */
export interface MockClock {
  get (): Promise<ClockState>
  /** `{ mode: 'frozen', at: '2026-01-02T03:04:05Z' }`, `{ mode: 'offset', by: '-5m' }` or `{ mode: 'real' }`. */
  set (clock: SeededClock): Promise<ClockState>
  /** Moves it on. @param by such as `61m`, or `-5m` to go back */
  advance (by: string): Promise<ClockState>
}

export function clockOf (control: Control): MockClock {
  return {
    get: () => control.get('/clock'),
    set: clock => control.put('/clock', clock),
    advance: by => control.post('/clock/advance', { by })
  }
}

/** Which records there are, as a seed says it. */
export type SeededRecords = Required<Pick<Seed, 'records' | 'recordNames' | 'missingRecords'>>

/** The records of a sandbox. */
export interface Records {
  list (): Promise<SeededRecords>
  /** Makes a record, or gives one a name. @param module API name */
  put (record: { readonly module: string, readonly id: string, readonly name?: string }): Promise<void>
  /** Takes every record away; those that are put then are all that there are. */
  clear (): Promise<void>
  /** Takes a record away; where every id is a record, from every module. */
  delete (module: string, id: string): Promise<void>
}

export function recordsOf (control: Control): Records {
  return {
    list: () => control.get('/records'),
    put: async record => { await control.post('/records', record) },
    clear: async () => { await control.delete('/records') },
    delete: async (module, id) => { await control.delete(`/records/${encodeURIComponent(module)}/${encodeURIComponent(id)}`) }
  }
}

/** The whole of a sandbox in the format of seeds, bytes included. */
export interface MockState {
  get (): Promise<Seed>
  /**
   * Takes a state, or a seed that names no files, in the place of the sandbox's own; a reset goes back to the server's seed.
   * @throws {MockError} where it cannot be used; nothing has changed then
   */
  put (state: Seed): Promise<void>
}

export function stateOf (control: Control): MockState {
  return {
    get: () => control.get('/state'),
    put: async state => { await control.put('/state', state) }
  }
}

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
  list (): Promise<TokenInfo[]>
  /** Makes an access token. */
  add (token?: NewToken): Promise<TokenInfo>
  /** Makes an access token, or each that lives, expire now. @returns how many did */
  expire (token?: string): Promise<number>
  /** Forgets a token. @throws {MockError} where there is none */
  delete (token: string): Promise<void>
  /** Forgets every token. */
  clear (): Promise<void>
}

export function tokensOf (control: Control): Tokens {
  return {
    list: async () => (await control.get<{ tokens: TokenInfo[] }>('/tokens')).tokens,
    add: (token = {}) => control.post('/tokens', token),
    expire: async token => (await control.post<{ expired: number }>('/tokens/expire', { token })).expired,
    delete: async token => { await control.delete(`/tokens/${encodeURIComponent(token)}`) },
    clear: async () => { await control.delete('/tokens') }
  }
}

/** A user as seeds have them. */
export type SeededUser = NonNullable<Seed['users']>[number]

/** The people of a sandbox. */
export interface Users {
  list (): Promise<SeededUser[]>
  /** Adds a user, or replaces the one with the same id; what he is denied holds from the next request on. */
  put (user: Omit<SeededUser, 'id'> & { readonly id?: string }): Promise<SeededUser>
  /** Deletes a user; tokens go with their user. @throws {MockError} where there is none, or nobody would be left */
  delete (id: string): Promise<void>
}

export function usersOf (control: Control): Users {
  return {
    list: async () => (await control.get<{ users: SeededUser[] }>('/users')).users,
    put: user => control.post('/users', user),
    delete: async id => { await control.delete(`/users/${encodeURIComponent(id)}`) }
  }
}
