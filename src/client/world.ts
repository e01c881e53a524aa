import type { Answer, Sent } from '../control/shapes/routes.js'
import type { ClockState, StoredAttachment, TokenInfo } from '../control/shapes/sandbox.js'
import type { SeededClock, Seed } from '../seed/schema.js'
import type { Control } from './control.js'

/** The attachments of a sandbox. */
export interface Attachments {
  /** Lists the attachments, oldest first; of one module or record if given. */
  list (place?: Sent<'GET /attachments'>['querystring']): Promise<StoredAttachment[]>
  /** Returns one attachment. @throws {MockError} if none has this id */
  get (id: string): Promise<StoredAttachment>
  /** Returns the bytes of a file. @throws {MockError} if no attachment has this id, or it is a link */
  content (id: string): Promise<Buffer>
}

export function attachmentsOf (control: Control): Attachments {
  return {
    list: async (place = {}) => (await control.ask('GET /attachments', { querystring: place })).attachments,
    get: id => control.ask('GET /attachments/:id', { params: { id } }),
    content: async id => Buffer.from(await (await control.open('GET /attachments/:id/content', { params: { id } })).arrayBuffer())
  }
}

/** Zoho's time in a sandbox. The log and the journal keep real time. */
export interface MockClock {
  get (): Promise<ClockState>
  /**
   * Sets the clock: `{ mode: 'frozen', at: '2026-01-02T03:04:05Z' }`, `{ mode: 'offset', by: '-5m' }` or `{ mode: 'real'
   * }`.
   */
  set (clock: SeededClock): Promise<ClockState>
  /** Moves the clock. @param by such as `61m`, or `-5m` to go back */
  advance (by: string): Promise<ClockState>
}

export function clockOf (control: Control): MockClock {
  return {
    get: () => control.ask('GET /clock'),
    set: clock => control.ask('PUT /clock', { body: clock }),
    advance: by => control.ask('POST /clock/advance', { body: { by } })
  }
}

/** The existing records, in the format of seeds. */
export type SeededRecords = Answer<'GET /records'>

/** The records of a sandbox. */
export interface Records {
  list (): Promise<SeededRecords>
  /** Adds a record, or names an existing one. Its `module` is an API name. */
  put (record: Sent<'POST /records'>['body']): Promise<void>
  /** Deletes all records with what is attached to them. After that, only the records that are put exist. */
  clear (): Promise<void>
  /** Deletes a record with what is attached to it. If every id is a record, it is deleted from all modules. */
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
   * Replaces the state of the sandbox with this one, or with a seed that names no files. A reset still returns to the
   * server's seed.
   * @throws {MockError} if it cannot be used; nothing has changed then
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
 * The properties of a new access token, all optional: `token`, its text; `user`, a user's id (by default the first user);
 * `scopes` (by default `ZohoCRM.modules.ALL` and `ZohoCRM.Files.ALL`); `lifetime` by the sandbox's clock, such as `1h`, or a number
 * of seconds (by default it never expires); and `as`, a rule of the catalogue or one of Zoho's codes, to answer every request with.
 */
export type NewToken = Sent<'POST /tokens'>['body']

/** The tokens of a sandbox. */
export interface Tokens {
  list (): Promise<TokenInfo[]>
  /** Adds an access token. */
  add (token?: NewToken): Promise<TokenInfo>
  /** Expires an access token, or all valid ones. @returns how many expired */
  expire (token?: string): Promise<number>
  /** Deletes a token. @throws {MockError} if it does not exist */
  delete (token: string): Promise<void>
  /** Deletes all tokens. */
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

/** A user in the format of seeds. */
export type SeededUser = Answer<'POST /users'>

/** The users of a sandbox. */
export interface Users {
  list (): Promise<SeededUser[]>
  /** Adds a user, or replaces the one with the same id. What a user is denied applies from the next request on. */
  put (user: Sent<'POST /users'>['body']): Promise<SeededUser>
  /** Deletes a user and their tokens. @throws {MockError} if the user does not exist, or is the last one */
  delete (id: string): Promise<void>
}

export function usersOf (control: Control): Users {
  return {
    list: async () => (await control.ask('GET /users')).users,
    put: user => control.ask('POST /users', { body: user }),
    delete: async id => { await control.ask('DELETE /users/:id', { params: { id } }) }
  }
}
