import type { Answer, Sent } from '../control/shapes/routes.js'
import type { ClockState, StoredAttachment, TokenInfo } from '../control/shapes/sandbox.js'
import type { SeededClock, Seed } from '../seed/schema.js'
import type { Control } from './control.js'

/** What is attached in a sandbox. */
export interface Attachments {
  /** Oldest first; those of one module or record where it is given. */
  list (place?: Sent<'GET /attachments'>['querystring']): Promise<StoredAttachment[]>
  /** @throws {MockError} where there is none with this id */
  get (id: string): Promise<StoredAttachment>
  /** The bytes of a file. @throws {MockError} where there is none with this id, or it is a link */
  content (id: string): Promise<Buffer>
}

export function attachmentsOf (control: Control): Attachments {
  return {
    list: async (place = {}) => (await control.ask('GET /attachments', { querystring: place })).attachments,
    get: id => control.ask('GET /attachments/:id', { params: { id } }),
    content: async id => Buffer.from(await (await control.open('GET /attachments/:id/content', { params: { id } })).arrayBuffer())
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
    get: () => control.ask('GET /clock'),
    set: clock => control.ask('PUT /clock', { body: clock }),
    advance: by => control.ask('POST /clock/advance', { body: { by } })
  }
}

/** Which records there are, as a seed says it. */
export type SeededRecords = Answer<'GET /records'>

/** The records of a sandbox. */
export interface Records {
  list (): Promise<SeededRecords>
  /** Makes a record, or gives one a name. @param module API name */
  put (record: Sent<'POST /records'>['body']): Promise<void>
  /** Takes every record away; those that are put then are all that there are. */
  clear (): Promise<void>
  /** Takes a record away; where every id is a record, from every module. */
  delete (module: string, id: string): Promise<void>
}

export function recordsOf (control: Control): Records {
  return {
    list: () => control.ask('GET /records'),
    put: async record => { await control.ask('POST /records', { body: record }) },
    clear: async () => { await control.ask('DELETE /records') },
    delete: async (module, id) => { await control.ask('DELETE /records/:module/:id', { params: { module, id } }) }
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
    get: () => control.ask('GET /state'),
    put: async state => { await control.ask('PUT /state', { body: state }) }
  }
}

/**
 * What a new access token is to be: a `token` of your own, the id of a `user` (the first where absent), `scopes`
 * (`ZohoCRM.modules.ALL` where absent), a `lifetime` such as `1h` or in seconds, by the sandbox’s clock (it never expires
 * where absent), and `as`, a rule of the catalogue or one of Zoho’s codes, with which every request is answered.
 */
export type NewToken = Sent<'POST /tokens'>['body']

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
    list: async () => (await control.ask('GET /tokens')).tokens,
    add: (token = {}) => control.ask('POST /tokens', { body: token }),
    expire: async token => (await control.ask('POST /tokens/expire', { body: token === undefined ? {} : { token } })).expired,
    delete: async token => { await control.ask('DELETE /tokens/:token', { params: { token } }) },
    clear: async () => { await control.ask('DELETE /tokens') }
  }
}

/** A user as seeds have them. */
export type SeededUser = Answer<'POST /users'>

/** The people of a sandbox. */
export interface Users {
  list (): Promise<SeededUser[]>
  /** Adds a user, or replaces the one with the same id; what they are denied holds from the next request on. */
  put (user: Sent<'POST /users'>['body']): Promise<SeededUser>
  /** Deletes a user; tokens go with their user. @throws {MockError} where there is none, or nobody would be left */
  delete (id: string): Promise<void>
}

export function usersOf (control: Control): Users {
  return {
    list: async () => (await control.ask('GET /users')).users,
    put: user => control.ask('POST /users', { body: user }),
    delete: async id => { await control.ask('DELETE /users/:id', { params: { id } }) }
  }
}
