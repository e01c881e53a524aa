// Written by test/build/library.test.ts from the source: UPDATE_TYPES=1 npm test -- test/build/library.test.ts --disable-coverage

declare global {
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
}

/** The attachments of a sandbox. */
export interface Attachments {
  /** Lists the attachments, oldest first; of one module or record if given. */
  list (place?: {
    readonly module?: string | undefined
    readonly record?: string | undefined
  }): Promise<StoredAttachment[]>
  /**
   * Returns one attachment.
   * @throws {MockError} if none has this id
   */
  get (id: string): Promise<StoredAttachment>
  /**
   * Returns the bytes of a file.
   * @throws {MockError} if no attachment has this id, or it is a link
   */
  content (id: string): Promise<Buffer>
}

export interface AuditReport {
  findings: Array<{
    kind: 'retried-early' | 'duplicate-by-retry' | 'token-per-call' | 'more-records-ignored' | 'scopes-wider'
    /** What the client did, and what it should have done. */
    explain: string
    /** The ids of the requests that show it. */
    requests: string[]
  }>
  scopes: Array<{
    /** The last characters of an access token that was used. */
    token: string
    granted: string[]
    /** What would have done. */
    least: string[]
  }>
}

/** A rule of the catalogue with its documented answer in full, and the observed one if it differs. */
export interface CatalogueRule {
  name: string
  when: string
  documented: {
    status: number
    code?: string | undefined
    details: { [name: string]: unknown }
    evidence: 'documented' | 'observed' | 'inferred'
    source: string
  }
  observed?: {
    code?: string | undefined
    status: number
    details: { [name: string]: unknown }
    evidence: 'documented' | 'observed' | 'inferred'
    source: string
  } | undefined
}

export interface ClockState {
  mode: 'real' | 'frozen' | 'offset'
  /** What it says, in UTC. */
  now: string
  /** The org’s offset from UTC, such as +05:30. */
  timeZone: string
  /** How far it is from the machine’s. */
  by?: string | undefined
}

export interface Criteria {
  operation?: 'upload' | 'list' | 'download' | 'delete' | 'users' | 'org' | 'createRecords' | 'getRecords' | 'updateRecords' | 'deleteRecords' | 'upsertRecords' | 'searchRecords' | 'getRecord' | 'createNotes' | 'getNotes' | 'uploadRecordPhoto' | 'getRecordPhoto' | 'deleteRecordPhoto' | 'getModules' | 'getModuleByApiName' | 'getFields' | 'getRelatedLists' | 'uploadFiles' | 'getFile' | 'token' | 'revoke' | 'auth' | 'stub' | undefined
  /** The id of the stub that answered. */
  stub?: string | undefined
  method?: string | undefined
  /** A text that is in it, as the journal shows it: without its secrets. */
  url?: string | undefined
  module?: string | undefined
  record?: string | undefined
  /** The access token, whole. */
  token?: string | undefined
  status?: number | undefined
  /** What it was refused with. */
  rule?: string | undefined
  outcome?: 'answered' | 'aborted' | 'broken' | undefined
}

/** A fault is invalid; the message names the path in it. */
export declare class FaultError extends Error {
  readonly name: 'FaultError'
}

export interface FaultRule {
  operation: 'upload' | 'list' | 'download' | 'delete' | 'createRecords' | 'getRecords' | 'updateRecords' | 'deleteRecords' | 'upsertRecords' | 'searchRecords' | 'getRecord' | 'createNotes' | 'getNotes' | 'uploadRecordPhoto' | 'getRecordPhoto' | 'deleteRecordPhoto' | 'getModules' | 'getModuleByApiName' | 'getFields' | 'getRelatedLists' | 'uploadFiles' | 'getFile' | 'token' | '*'
  /** A module’s API name, such as Price_Books. */
  module?: string | undefined
  /** A Zoho id: decimal digits. */
  record?: string | undefined
  /** The access token that the client sends. */
  token?: string | undefined
  /** How many requests it lets pass first; 0 where absent. */
  after?: number | undefined
  /** How often it acts; once where absent. */
  times?: number | 'always' | undefined
  probability?: number | undefined
  /** Of the probability: the same seed gives the same sequence. */
  seed?: number | undefined
  delay?: string | undefined
  ttl?: string | undefined
  /** One of answer, reset, stall, truncate and drip; a fault without it only delays. */
  action?: {
    answer?: string | undefined
    phase?: 'headers' | 'after-commit' | undefined
    retryAfter?: number | undefined
    reset?: {
      atBytes?: number | undefined
      phase: 'body' | 'headers' | 'after-commit'
    } | undefined
    stall?: {
      atBytes?: number | undefined
      phase: 'body' | 'headers' | 'after-commit'
    } | undefined
    truncate?: {
      atBytes: number
    } | undefined
    drip?: {
      bytesPerSecond: number
    } | undefined
  } | undefined
}

export interface FaultState {
  operation: 'upload' | 'list' | 'download' | 'delete' | 'createRecords' | 'getRecords' | 'updateRecords' | 'deleteRecords' | 'upsertRecords' | 'searchRecords' | 'getRecord' | 'createNotes' | 'getNotes' | 'uploadRecordPhoto' | 'getRecordPhoto' | 'deleteRecordPhoto' | 'getModules' | 'getModuleByApiName' | 'getFields' | 'getRelatedLists' | 'uploadFiles' | 'getFile' | 'token' | '*'
  /** A module’s API name, such as Price_Books. */
  module?: string | undefined
  /** A Zoho id: decimal digits. */
  record?: string | undefined
  /** The access token that the client sends. */
  token?: string | undefined
  /** How many requests it lets pass first; 0 where absent. */
  after?: number | undefined
  /** How often it acts; once where absent. */
  times?: number | 'always' | undefined
  probability?: number | undefined
  /** Of the probability: the same seed gives the same sequence. */
  seed?: number | undefined
  delay?: string | undefined
  ttl?: string | undefined
  /** One of answer, reset, stall, truncate and drip; a fault without it only delays. */
  action?: {
    answer?: string | undefined
    phase?: 'headers' | 'after-commit' | undefined
    retryAfter?: number | undefined
    reset?: {
      atBytes?: number | undefined
      phase: 'body' | 'headers' | 'after-commit'
    } | undefined
    stall?: {
      atBytes?: number | undefined
      phase: 'body' | 'headers' | 'after-commit'
    } | undefined
    truncate?: {
      atBytes: number
    } | undefined
    drip?: {
      bytesPerSecond: number
    } | undefined
  } | undefined
  id: string
  /** How often it has acted. */
  hits: number
  /** How many requests it was for. */
  seen: number
  /** Whether it will never act again. */
  isSpent: boolean
  /** Whether it is on. */
  enabled: boolean
}

/** The faults of a sandbox: what fails, when and how. */
export interface Faults {
  /** Lists the faults, with how often each has acted. */
  list (): Promise<FaultState[]>
  /**
   * Adds a fault.
   * @throws {MockError} if it is invalid, or can never act
   */
  add (fault: FaultRule): Promise<FaultState>
  /**
   * Turns a fault on again.
   * @throws {MockError} if none has this id
   */
  enable (id: string): Promise<FaultState>
  /**
   * Turns a fault off: it matches no request, and keeps its counts.
   * @throws {MockError} if none has this id
   */
  disable (id: string): Promise<FaultState>
  /**
   * Deletes a fault.
   * @throws {MockError} if none has this id
   */
  delete (id: string): Promise<void>
  /** Deletes all faults. */
  clear (): Promise<void>
}

/** The answer to a request without a socket. */
export interface InjectedAnswer {
  readonly statusCode: number
  readonly statusMessage: string
  readonly headers: { [name: string]: string | number | string[] | undefined }
  readonly body: string
  readonly rawPayload: Buffer
  /** Parses the body. */
  json (): Body
}

/** A request that is sent without a socket. */
export interface InjectedRequest {
  /** `GET` by default. */
  readonly method?: 'POST' | 'GET' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS' | undefined
  /** A path, with its query. */
  readonly url: string
  readonly headers?: { [name: string]: string | number | readonly string[] | undefined } | undefined
  /** The body; an object is sent as JSON. */
  readonly payload?: string | object | undefined
}

export interface JournalRequest {
  /** The answer’s x-mock-request-id. */
  id: string
  /** The machine’s, in UTC. */
  time: string
  /** The sandbox’s, in UTC. */
  clock: string
  sandbox: string
  surface?: 'crm' | 'accounts' | undefined
  operation?: string | undefined
  /** The id of the stub that answered, with the operation `stub`. */
  stub?: string | undefined
  method: string
  url: string
  headers: { [name: string]: string }
  module?: string | undefined
  record?: string | undefined
  /** The id of the token’s user. */
  user?: string | undefined
  /** The last characters of the access token. */
  token?: string | undefined
  /** Of a form. */
  parts: Array<{
    name: string
    /** Of a file, without its path. */
    filename?: string | undefined
    /** The part’s Content-Type. */
    type?: string | undefined
    /** In bytes. */
    size: number
    /** Of a file. */
    sha256?: string | undefined
    /** Of a text field, where it is no secret. */
    value?: string | undefined
  }>
  /** Of what was no file, where `parts` do not describe it. */
  body?: {
    size: number
    text: string
    isTruncated: boolean
  } | undefined
  /** Of an operation that needs some, once the token was found to live. */
  scopes?: {
    granted: string[]
    needed: Array<string[]>
    least: string[]
  } | undefined
  /** What each check of the CRM found. */
  steps: Array<{
    /** The name of the check. */
    step: string
    outcome: 'passed' | 'refused'
    found?: string | undefined
  }>
  /** Parameters, fields and parts that the client sent and nobody read. */
  ignored: string[]
  /** The id of what was stored. */
  attachment?: string | undefined
  /** The ids of the files that were stored and belong to no record. */
  files?: string[] | undefined
  fault?: {
    bytes?: number | undefined
    id: string
    action: string
  } | undefined
  /** Absent where there was none. */
  answer?: {
    code?: string | undefined
    evidence?: 'documented' | 'observed' | 'inferred' | undefined
    body?: {
      size: number
      text: string
      isTruncated: boolean
    } | undefined
    retryAfter?: number | undefined
    explain?: string | undefined
    rule?: string | undefined
    status: number
    headers: { [name: string]: string }
  } | undefined
  /** Where it was refused, or a fault acted. */
  advice?: {
    mint?: {
      scopes: string[]
    } | undefined
    create?: {
      id: string
      module: string
    } | undefined
    text: string
  } | undefined
  outcome: 'answered' | 'aborted' | 'broken'
  /** Milliseconds until the answer was sent. */
  duration: number
}

/** A double, in this process or another. It is also its own default sandbox. */
export interface Mock extends MockSandbox {
  /** `url` by HTTPS; undefined without `tlsPort`, and for a double in another process. */
  readonly tlsUrl: string | undefined
  /**
   * The certificate authority that clients have to trust, as PEM; undefined without `tlsUrl`, and if the certificate is
   * your own.
   */
  readonly ca: string | undefined
  /**
   * A named sandbox of the same double. It is created from the seed when it is first used.
   * @param name any text, such as the title of a test. It is used as it is if it has 1 to 64 letters, digits, `.`, `_` and
   * `-`, and begins with a letter or digit. Otherwise a name is made of it, another one for each text.
   */
  sandbox (name: string): MockSandbox
  readonly sandboxes: MockSandboxes
  /** Lists the catalogue: every answer that the double can give, with its evidence. */
  rules (): Promise<CatalogueRule[]>
  /** Stops a double in this process at once and cuts off requests in flight. A double in another process keeps running. */
  close (): Promise<void>
  [Symbol.asyncDispose] (): PromiseLike<void>
}

/** Zoho's time in a sandbox. The log and the journal keep real time. */
export interface MockClock {
  get (): Promise<ClockState>
  /**
   * Sets the clock: `{ mode: 'frozen', at: '2026-01-02T03:04:05Z' }`, `{ mode: 'offset', by: '-5m' }` or `{ mode: 'real'
   * }`.
   */
  set (clock: SeededClock): Promise<ClockState>
  /**
   * Moves the clock.
   * @param by such as `61m`, or `-5m` to go back
   */
  advance (by: string): Promise<ClockState>
}

/** A refusal by the control API, or no answer from a double. The message says what was expected. */
export declare class MockError extends Error {
  constructor (message: string, status: number, answer: unknown)
  readonly name: 'MockError'
  /** The HTTP status; 0 if nothing answered. */
  readonly status: number
  /**
   * The body of the answer. It can contain more than the message, such as the nearest misses of a wait. If nothing
   * answered, the cause.
   */
  readonly answer: unknown
}

/** A sandbox of a double, with everything that a test can do to it. */
export interface MockSandbox {
  /** Empty for the default sandbox. */
  readonly name: string
  /** The base URL to use in place of https://www.zohoapis.com. */
  readonly url: string
  /** The full URL of the token endpoint, as Zoho's SDKs expect it. */
  readonly accountsUrl: string
  /**
   * Sends a request as `fetch` does, to a path below the base URL or to a full URL of the double. With `startMock` it uses
   * no socket. Redirects are not followed.
   */
  fetch (input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Resets the sandbox, or only the given parts, to the seed. */
  reset (...only: Array<'clock' | 'ids' | 'attachments' | 'files' | 'users' | 'tokens' | 'faults' | 'stubs' | 'records' | 'journal'>): Promise<void>
  /** Returns what the client did wrong without being refused, and the smallest scopes that would have sufficed. */
  audit (): Promise<AuditReport>
  readonly attachments: Attachments
  readonly clock: MockClock
  readonly faults: Faults
  readonly records: Records
  readonly requests: Requests
  readonly state: MockState
  readonly stubs: Stubs
  readonly tokens: Tokens
  readonly users: Users
}

/** The named sandboxes of a double. */
export interface MockSandboxes {
  /** Lists the sandboxes, the longest unused first. */
  list (): Promise<SandboxInfo[]>
  /**
   * Deletes a sandbox, even while it is answering. If it is used again, it starts from the seed.
   * @throws {MockError} if it does not exist
   */
  delete (name: string): Promise<void>
}

/**
 * A server that does not listen yet. It is a Fastify instance: where Fastify is installed, cast it to `FastifyInstance` for
 * everything that is not named here.
 */
export interface MockServer {
  /** Sends a request without a socket. */
  inject (request: string | InjectedRequest): Promise<InjectedAnswer>
  /**
   * Listens.
   * @returns the URL
   */
  listen (options?: {
    readonly port?: number | undefined
    readonly host?: string | undefined
  }): Promise<string>
  /** The addresses that it listens on. */
  addresses (): Array<string | {
    readonly address: string
    readonly port: number
    readonly family: string
  }>
  /**
   * Resolves when the seed is read.
   * @throws {SeedError}
   */
  ready (): PromiseLike<unknown>
  /** Stops it, and cuts off requests in flight. */
  close (): PromiseLike<unknown>
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

/**
 * The properties of a new access token, all optional: `token`, its text; `user`, a user's id (by default the first user);
 * `scopes` (by default `ZohoCRM.modules.ALL` and `ZohoCRM.Files.ALL`); `lifetime` by the sandbox's clock, such as `1h`, or a number
 * of seconds (by default it never expires); and `as`, a rule of the catalogue or one of Zoho's codes, to answer every request with.
 */
export interface NewToken {
  readonly as?: string | undefined
  readonly token?: string | undefined
  readonly scopes?: readonly string[] | undefined
  readonly user?: string | undefined
  readonly lifetime?: string | number | undefined
}

/** Thrown for an option or combination of options that cannot be used. */
export declare class OptionError extends Error {
  readonly name: 'OptionError'
}

/** Options of `startMock` and `buildServer`. All have defaults. */
export interface Options {
  /** Which answer to give where Zoho’s documentation and real traffic differ. */
  readonly answers?: 'documented' | 'observed' | undefined
  /** Zoho’s data center to stand for: us, eu, in, au, jp, cn, ca or sa. */
  readonly dataCenter?: 'us' | 'eu' | 'in' | 'au' | 'jp' | 'cn' | 'ca' | 'sa' | undefined
  /** Seed of generated ids and tokens; another seed gives others. */
  readonly idSeed?: string | undefined
  /** Requests that each sandbox keeps in its journal; 0 for none. */
  readonly journalSize?: number | undefined
  /** Port to listen on; 0 lets the system choose. */
  readonly port?: number | undefined
  /** Address to listen on; localhost means 127.0.0.1 and ::1. */
  readonly host?: string | undefined
  /** URL under which clients reach this server, if Host and X-Forwarded-* do not reveal it. */
  readonly publicUrl?: string | undefined
  /** Port for HTTPS in addition to HTTP; 0 lets the system choose. */
  readonly tlsPort?: number | undefined
  /** PEM file with the certificate for HTTPS, instead of one created at start. */
  readonly tlsCert?: string | undefined
  /** PEM file with the key of that certificate. */
  readonly tlsKey?: string | undefined
  /** Reload the seed when its file changes, and reset all sandboxes to it. */
  readonly watch?: boolean | undefined
  /** Refuse API versions newer than the newest known. */
  readonly strictVersion?: boolean | undefined
  /** Refuse more than 10 access tokens in 10 minutes for one refresh token, as Zoho does. */
  readonly tokenThrottle?: boolean | undefined
  /** Give a refresh token only at the first consent, or with prompt=consent, as Zoho does. */
  readonly strictConsent?: boolean | undefined
  /** Sandboxes at a time; a new one replaces the least recently used. */
  readonly maxSandboxes?: number | undefined
  /** For a link without a title, fetch the title of its page. */
  readonly fetchLinkTitles?: boolean | undefined
  /** Fatal, error, warn, info, debug, trace or silent. */
  readonly logLevel?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent' | undefined
  /** Log of the command: pretty for people or json for programs [pretty on a terminal]. */
  readonly logFormat?: 'pretty' | 'json' | undefined
  /** File to write the port to when the server is ready. */
  readonly portFile?: string | undefined
  /** Names or addresses; one text with commas, or a list. */
  readonly allowedHosts?: string | readonly string[] | undefined
  /** `real`, an instant such as `2026-01-02T03:04:05Z`, or milliseconds since 1970. */
  readonly clock?: string | number | undefined
  /** Such as `http://localhost:5173`: separated by commas, or a list; or `*`. */
  readonly cors?: string | readonly string[] | undefined
  /** As on the command line, such as `upload:INTERNAL_ERROR:2`, or as an object; one or a list. */
  readonly fault?: string | FaultRule | ReadonlyArray<string | FaultRule> | undefined
  /** Such as `200ms` or `50ms-400ms`. */
  readonly latency?: string | undefined
  /** Names or addresses; separated by commas, or a list. */
  readonly linkTitleHosts?: string | readonly string[] | undefined
  /** In bytes, or a text such as `20MiB`. */
  readonly maxFileSize?: string | number | undefined
  /** Memory that all sandboxes together may use. */
  readonly maxStoreSize?: string | number | undefined
  /** Path of a seed file, or the seed itself. */
  readonly seed?: string | Seed | undefined
}

export type Part = 'clock' | 'ids' | 'attachments' | 'files' | 'users' | 'tokens' | 'faults' | 'stubs' | 'records' | 'journal'

/** The records of a sandbox. */
export interface Records {
  list (): Promise<SeededRecords>
  /** Adds a record, or names an existing one. Its `module` is an API name. */
  put (record: {
    readonly name?: string | undefined
    readonly id: string
    readonly module: string
  }): Promise<void>
  /** Deletes all records with what is attached to them. After that, only the records that are put exist. */
  clear (): Promise<void>
  /** Deletes a record with what is attached to it. If every id is a record, it is deleted from all modules. */
  delete (module: string, id: string): Promise<void>
}

/** The journal of a sandbox: what came in, what each check found, what went out. */
export interface Requests {
  /** Lists the requests that match, oldest first. With a limit, only the latest of them. */
  list (criteria?: {
    url?: string | undefined
    status?: number | undefined
    operation?: 'upload' | 'list' | 'download' | 'delete' | 'users' | 'org' | 'createRecords' | 'getRecords' | 'updateRecords' | 'deleteRecords' | 'upsertRecords' | 'searchRecords' | 'getRecord' | 'createNotes' | 'getNotes' | 'uploadRecordPhoto' | 'getRecordPhoto' | 'deleteRecordPhoto' | 'getModules' | 'getModuleByApiName' | 'getFields' | 'getRelatedLists' | 'uploadFiles' | 'getFile' | 'token' | 'revoke' | 'auth' | 'stub' | undefined
    token?: string | undefined
    module?: string | undefined
    method?: string | undefined
    record?: string | undefined
    stub?: string | undefined
    outcome?: 'answered' | 'aborted' | 'broken' | undefined
    rule?: string | undefined
    readonly limit?: number | undefined
  }): Promise<JournalRequest[]>
  /**
   * Returns one request.
   * @param id the `x-mock-request-id` of its answer
   * @throws {MockError} if it is not in the journal
   */
  get (id: string): Promise<JournalRequest>
  /** Empties the journal. */
  clear (): Promise<void>
  /**
   * Waits until `count` requests match. Those that are already in the journal count.
   * @param criteria.count 1 by default
   * @param criteria.timeout such as `10s`; five seconds by default
   * @throws {MockError} if they do not arrive in time, with the nearest misses in the message and in `answer.nearest`
   */
  await (criteria?: {
    readonly url?: string | undefined
    readonly status?: number | undefined
    readonly operation?: 'upload' | 'list' | 'download' | 'delete' | 'users' | 'org' | 'createRecords' | 'getRecords' | 'updateRecords' | 'deleteRecords' | 'upsertRecords' | 'searchRecords' | 'getRecord' | 'createNotes' | 'getNotes' | 'uploadRecordPhoto' | 'getRecordPhoto' | 'deleteRecordPhoto' | 'getModules' | 'getModuleByApiName' | 'getFields' | 'getRelatedLists' | 'uploadFiles' | 'getFile' | 'token' | 'revoke' | 'auth' | 'stub' | undefined
    readonly token?: string | undefined
    readonly module?: string | undefined
    readonly method?: string | undefined
    readonly record?: string | undefined
    readonly stub?: string | undefined
    readonly outcome?: 'answered' | 'aborted' | 'broken' | undefined
    readonly rule?: string | undefined
    readonly count?: number | undefined
    readonly timeout?: string | undefined
  }): Promise<JournalRequest[]>
  /**
   * Yields each request from now on, until the loop ends or the signal aborts. Once the promise resolves, no request is
   * missed.
   */
  stream (signal?: AbortSignal): Promise<AsyncIterable<JournalRequest>>
}

export interface SandboxInfo {
  /** Empty for the default sandbox. */
  name: string
  url: string
  /** Zoho’s data center that the sandbox stands for. */
  dataCenter: 'us' | 'eu' | 'in' | 'au' | 'jp' | 'cn' | 'ca' | 'sa'
  /** How many it holds. */
  attachments: number
  /** How many it holds that belong to no record. */
  files: number
  /** How many are in its journal. */
  requests: number
  /** How many of these were refused. */
  refused: number
  /** Whether it is answering a request. */
  busy: boolean
}

export interface Seed {
  /** Zoho’s time: the machine’s, an instant that stands still, or so far from the machine’s. */
  clock?: {
    mode: 'real'
  } | {
    at: string
    mode: 'frozen'
  } | {
    mode: 'offset'
    by: string
  } | undefined
  /** How far the sequences of ids and of tokens have come. */
  ids?: {
    ids: number
    tokens: number
  } | undefined
  faults?: Array<{
    seed?: number | undefined
    token?: string | undefined
    module?: string | undefined
    record?: string | undefined
    seen?: number | undefined
    hits?: number | undefined
    endsAt?: string | undefined
    enabled?: boolean | undefined
    after?: number | undefined
    times?: number | 'always' | undefined
    probability?: number | undefined
    delay?: string | undefined
    ttl?: string | undefined
    action?: {
      answer?: string | undefined
      phase?: 'headers' | 'after-commit' | undefined
      retryAfter?: number | undefined
      reset?: {
        atBytes?: number | undefined
        phase: 'body' | 'headers' | 'after-commit'
      } | undefined
      stall?: {
        atBytes?: number | undefined
        phase: 'body' | 'headers' | 'after-commit'
      } | undefined
      truncate?: {
        atBytes: number
      } | undefined
      drip?: {
        bytesPerSecond: number
      } | undefined
    } | undefined
    operation: 'upload' | 'list' | 'download' | 'delete' | 'createRecords' | 'getRecords' | 'updateRecords' | 'deleteRecords' | 'upsertRecords' | 'searchRecords' | 'getRecord' | 'createNotes' | 'getNotes' | 'uploadRecordPhoto' | 'getRecordPhoto' | 'deleteRecordPhoto' | 'getModules' | 'getModuleByApiName' | 'getFields' | 'getRelatedLists' | 'uploadFiles' | 'getFile' | 'token' | '*'
  }> | undefined
  /** Answers to what is not mocked. */
  stubs?: Array<{
    status?: number | undefined
    body?: unknown
    headers?: { [name: string]: string } | undefined
    hits?: number | undefined
    times?: number | 'always' | undefined
    method: 'POST' | 'GET' | 'PUT' | 'DELETE' | 'PATCH'
    path: string
  }> | undefined
  attachments?: Array<{
    name?: string | undefined
    title?: string | undefined
    id?: string | undefined
    user?: string | {
      name: string
      id: string
      email: string
    } | undefined
    createdAt?: string | undefined
    file?: string | undefined
    content?: string | undefined
    link?: string | undefined
    module: string
    record: string
  }> | undefined
  /** The photos of records. */
  photos?: Array<{
    name?: string | undefined
    file?: string | undefined
    content?: string | undefined
    module: string
    record: string
  }> | undefined
  /** What was uploaded to Zoho’s file system, with POST files. */
  files?: Array<{
    name?: string | undefined
    id?: string | undefined
    user?: string | {
      name: string
      id: string
      email: string
    } | undefined
    createdAt?: string | undefined
    file?: string | undefined
    content?: string | undefined
  }> | undefined
  /** The title of a link that is uploaded without one. */
  linkTitles?: { [name: string]: string } | undefined
  /** The records by module; with `any`, every id that is made of digits is a record of every module. */
  records?: 'any' | { [name: string]: Array<{
    name?: string | undefined
    fields?: { [name: string]: unknown } | undefined
    owner?: string | {
      name: string
      id: string
      email: string
    } | undefined
    createdBy?: string | {
      name: string
      id: string
      email: string
    } | undefined
    modifiedBy?: string | {
      name: string
      id: string
      email: string
    } | undefined
    createdAt?: string | undefined
    modifiedAt?: string | undefined
    id: string
  }> } | undefined
  /** Names of records by module and id, where `records` is `any`. */
  recordNames?: { [name: string]: { [name: string]: string } } | undefined
  /** Records with their fields by module, where `records` is `any`; otherwise the rows of `records` have them. */
  createdRecords?: { [name: string]: Array<{
    owner?: string | {
      name: string
      id: string
      email: string
    } | undefined
    createdBy?: string | {
      name: string
      id: string
      email: string
    } | undefined
    modifiedBy?: string | {
      name: string
      id: string
      email: string
    } | undefined
    createdAt?: string | undefined
    modifiedAt?: string | undefined
    id: string
    fields: { [name: string]: unknown }
  }> } | undefined
  /** Ids that are no record, whatever `records` says. */
  missingRecords?: string[] | undefined
  /** API names of fields by module, of which no two records may have the same value. */
  uniqueFields?: { [name: string]: string[] } | undefined
  $schema?: string | undefined
  org?: {
    name?: string | undefined
    id?: string | undefined
    zgid?: string | undefined
    timeZone?: string | undefined
    paidType?: string | undefined
  } | undefined
  /** Zoho’s data center that the sandbox stands for; that of --data-center where absent. */
  dataCenter?: 'us' | 'eu' | 'in' | 'au' | 'jp' | 'cn' | 'ca' | 'sa' | undefined
  /** The data centers of named sandboxes, by name, in the place of `dataCenter`. */
  dataCenters?: { [name: string]: 'us' | 'eu' | 'in' | 'au' | 'jp' | 'cn' | 'ca' | 'sa' } | undefined
  users?: SeededUser[] | undefined
  /** Who may ask for tokens: anybody, or these. */
  clients?: 'any' | Array<{
    id: string
    secret: string
  }> | undefined
  /** Access tokens, at most 10000 beside those that the token endpoint made. */
  tokens?: Array<{
    as?: string | undefined
    user?: string | undefined
    expiresAt?: string | undefined
    revoked?: boolean | undefined
    ended?: string | undefined
    issued?: boolean | undefined
    token: string
    scopes: string[]
  }> | undefined
  refreshTokens?: Array<{
    ended?: string | undefined
    foreign?: boolean | undefined
    accessTokens?: string[] | undefined
    token: string
    scopes: string[]
    user: string
    client: string
  }> | undefined
  /** Grant codes of the double’s own. */
  codes?: Array<{
    ended?: string | undefined
    code: string
    scopes: string[]
    user: string
    client: string
    redirectUri: string
    refreshable: boolean
    expiresAt: string
  }> | undefined
  usedCodes?: string[] | undefined
  /** Custom modules, and custom fields of any module. */
  modules?: Array<{
    fields?: Array<{
      lookup?: string | undefined
      mandatory?: boolean | undefined
      length?: number | undefined
      choices?: string[] | undefined
      apiName: string
      dataType: 'bigint' | 'boolean' | 'text' | 'textarea' | 'picklist' | 'website' | 'phone' | 'email' | 'integer' | 'double' | 'percent' | 'currency' | 'date' | 'datetime' | 'lookup' | 'ownerlookup' | 'userlookup' | 'multiselectpicklist' | 'fileupload'
    }> | undefined
    apiName: string
  }> | undefined
}

/** A seed that cannot be used. The message names the path in the seed, and the file if there is one. */
export declare class SeedError extends Error {
  readonly name: 'SeedError'
}

export type SeededClock = {
  mode: 'real'
} | {
  mode: 'frozen'
  /** An instant with its offset, such as 2026-01-02T03:04:05+05:30. */
  at: string
} | {
  mode: 'offset'
  by: string
}

/** The existing records, in the format of seeds. */
export interface SeededRecords {
  createdRecords?: { [name: string]: Array<{
    owner?: string | {
      name: string
      id: string
      email: string
    } | undefined
    createdBy?: string | {
      name: string
      id: string
      email: string
    } | undefined
    modifiedBy?: string | {
      name: string
      id: string
      email: string
    } | undefined
    createdAt?: string | undefined
    modifiedAt?: string | undefined
    id: string
    fields: { [name: string]: unknown }
  }> } | undefined
  records: 'any' | { [name: string]: Array<{
    name?: string | undefined
    fields?: { [name: string]: unknown } | undefined
    owner?: string | {
      name: string
      id: string
      email: string
    } | undefined
    createdBy?: string | {
      name: string
      id: string
      email: string
    } | undefined
    modifiedBy?: string | {
      name: string
      id: string
      email: string
    } | undefined
    createdAt?: string | undefined
    modifiedAt?: string | undefined
    id: string
  }> }
  recordNames: { [name: string]: { [name: string]: string } }
  missingRecords: string[]
}

/** A user in the format of seeds. */
export interface SeededUser {
  email?: string | undefined
  denied?: Array<{
    module?: string | undefined
    operation: 'upload' | 'list' | 'download' | 'delete' | 'createRecords' | 'getRecords' | 'updateRecords' | 'deleteRecords' | 'upsertRecords' | 'searchRecords' | 'getRecord' | 'createNotes' | 'getNotes' | 'uploadRecordPhoto' | 'getRecordPhoto' | 'deleteRecordPhoto' | 'getModules' | 'getModuleByApiName' | 'getFields' | 'getRelatedLists' | 'uploadFiles' | 'getFile'
    as: string
  }> | undefined
  name: string
  id: string
}

export interface StoredAttachment {
  id: string
  kind: 'file' | 'link'
  /** API name. */
  module: string
  record: string
  /** Of the file, or the title of the link. */
  name: string
  /** Of a file, in bytes. */
  size?: number | undefined
  /** Of a file. */
  sha256?: string | undefined
  link?: string | undefined
  /** In the org’s offset. */
  createdAt: string
  user: {
    id: string
    name: string
  }
}

export interface StubRule {
  method: 'POST' | 'GET' | 'PUT' | 'DELETE' | 'PATCH'
  /** Of the URL, without the sandbox, as a route of Fastify: `:name` is any segment, and `*` at the end is any rest. */
  path: string
  /** Of the answer; 200 where absent. */
  status?: number | undefined
  /** Of the answer. */
  headers?: { [name: string]: string } | undefined
  /** Of the answer: a text is sent as it is, anything else as JSON; none where absent. */
  body?: unknown
  /** How often it answers; always where absent. */
  times?: number | 'always' | undefined
}

export interface StubState {
  method: 'POST' | 'GET' | 'PUT' | 'DELETE' | 'PATCH'
  /** Of the URL, without the sandbox, as a route of Fastify: `:name` is any segment, and `*` at the end is any rest. */
  path: string
  /** Of the answer; 200 where absent. */
  status?: number | undefined
  /** Of the answer. */
  headers?: { [name: string]: string } | undefined
  /** Of the answer: a text is sent as it is, anything else as JSON; none where absent. */
  body?: unknown
  /** How often it answers; always where absent. */
  times?: number | 'always' | undefined
  id: string
  /** How often it has answered. */
  hits: number
  /** Whether it will never answer again. */
  isSpent: boolean
}

/** The stubs of a sandbox: answers to what is not mocked. */
export interface Stubs {
  /** Lists the stubs, with how often each has answered. */
  list (): Promise<StubState[]>
  /**
   * Adds a stub.
   * @throws {MockError} if it is invalid, or can never answer
   */
  add (stub: StubRule): Promise<StubState>
  /**
   * Removes a stub.
   * @throws {MockError} if none has this id
   */
  remove (id: string): Promise<void>
  /** Removes all stubs. */
  clear (): Promise<void>
}

export interface TokenInfo {
  token: string
  kind: 'access' | 'refresh'
  /** The id of its user. */
  user: string
  scopes: string[]
  /** Whether this sandbox’s token endpoint made it. */
  issued: boolean
  /** In UTC; never where absent. */
  expiresAt?: string | undefined
  /** Why it is no longer any good before its time. */
  ended?: string | undefined
  /** The rule that every request with it gets. */
  as?: string | undefined
}

/** The tokens of a sandbox. */
export interface Tokens {
  list (): Promise<TokenInfo[]>
  /** Adds an access token. */
  add (token?: NewToken): Promise<TokenInfo>
  /**
   * Expires an access token, or all valid ones.
   * @returns how many expired
   */
  expire (token?: string): Promise<number>
  /**
   * Deletes a token.
   * @throws {MockError} if it does not exist
   */
  delete (token: string): Promise<void>
  /** Deletes all tokens. */
  clear (): Promise<void>
}

/** The users of a sandbox. */
export interface Users {
  list (): Promise<SeededUser[]>
  /** Adds a user, or replaces the one with the same id. What a user is denied applies from the next request on. */
  put (user: {
    readonly id?: string | undefined
    readonly email?: string | undefined
    readonly denied?: ReadonlyArray<{
      readonly module?: string | undefined
      readonly operation: 'upload' | 'list' | 'download' | 'delete' | 'createRecords' | 'getRecords' | 'updateRecords' | 'deleteRecords' | 'upsertRecords' | 'searchRecords' | 'getRecord' | 'createNotes' | 'getNotes' | 'uploadRecordPhoto' | 'getRecordPhoto' | 'deleteRecordPhoto' | 'getModules' | 'getModuleByApiName' | 'getFields' | 'getRelatedLists' | 'uploadFiles' | 'getFile'
      readonly as: string
    }> | undefined
    readonly name: string
  }): Promise<SeededUser>
  /**
   * Deletes a user and their tokens.
   * @throws {MockError} if the user does not exist, or is the last one
   */
  delete (id: string): Promise<void>
}

/**
 * Builds a server that neither listens nor logs, for `inject` or for the caller to listen with. A seed is read when the
 * server becomes ready, so a bad one is reported then.
 * @throws {OptionError} for an option that cannot be used
 */
export declare function buildServer (options?: Options): MockServer

/**
 * Connects to a double that is already running in a container or another process, or to one in this process without a socket.
 * @param target the base URL of the double, or the result of `buildServer`; by default the URL in the environment variable
 * `ZOHO_MOCK_URL`, which `run` and `env` set
 * @throws {MockError} if no double answers there, or no URL is given
 */
export declare function connectMock (target?: string | URL | MockServer): Promise<Mock>

/**
 * Starts a double in this process, on a free port unless `port` is set.
 * @returns a client for the double; its `close` stops the double
 * @throws {OptionError} for an option that cannot be used
 * @throws {SeedError} for a seed that cannot be used
 * @throws {Error} with the code EADDRINUSE if a port is taken
 */
export declare function startMock (options?: Options): Promise<Mock>
