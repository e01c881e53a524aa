import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Trail } from '../journal/trail.js'
import type { AttachmentTable, RecordRef } from '../store/attachments.js'
import type { MemoryQuota } from '../store/memory-quota.js'
import type { User } from '../store/entities.js'
import type { Sandboxes } from '../sandbox/sandboxes.js'
import type { PageTitles } from '../titles/page-titles.js'
import type { Answers, RuleName } from '../zoho/rules.js'
import type { Version } from '../zoho/versions.js'
import type { DescribedModule } from './modules.js'

/** The server's settings and services that CRM requests need. */
export interface CrmSettings {
  readonly sandboxes: Sandboxes
  readonly answers: Answers
  readonly strictVersion: boolean
  /** In bytes. */
  readonly maxFileSize: number
  readonly memoryQuota: MemoryQuota
  /** Absent if the server does not fetch linked pages. */
  readonly pageTitles?: PageTitles
}

/** A request whose URL and token passed their checks. */
export interface RequestContext {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly settings: CrmSettings
  readonly trail: Trail
  readonly version: Version
  /** The token's. */
  readonly user: User
}

/** A request about a module or its records. */
export interface ModuleRequestContext extends RequestContext {
  /** API name. */
  readonly module: string
}

/** A request for metadata of a module. */
export interface SettingsRequestContext extends RequestContext {
  readonly module: DescribedModule
}

/** Where a request names the module whose metadata it asks for. */
export interface ModuleReader {
  /**
   * @returns its API name or id, as it was sent
   * @throws {Refusal} if it is missing
   */
  readonly read: (request: FastifyRequest) => string
  /** What `details` of the refusal are if there is no such module. */
  readonly details: Readonly<Record<string, unknown>>
}

/** A request about a record. */
export interface RecordRequestContext extends RequestContext {
  readonly recordRef: RecordRef
  /** The sandbox's table at the time the record was found; a reset replaces it. */
  readonly attachments: AttachmentTable
}

type Sent = FastifyReply | Promise<FastifyReply>

/**
 * Answers an operation of the CRM. `prepare` reads and checks the query, before the body is requested; the function that
 * it returns sends the answer.
 */
export type Handler =
  | { readonly kind: 'org', readonly prepare: (context: RequestContext) => () => Sent }
  | { readonly kind: 'module', readonly prepare: (context: ModuleRequestContext) => () => Sent }
  | { readonly kind: 'settings', readonly module: ModuleReader, readonly prepare: (context: SettingsRequestContext) => () => Sent }
  | { readonly kind: 'record', readonly unknownRecord: RuleName, readonly prepare: (context: RecordRequestContext) => () => Sent }

interface HandlerSteps<Context extends RequestContext, Input> {
  /** Reads the query. @returns the input for `answer` @throws {Refusal} */
  readonly read: (context: Context) => Input
  readonly answer: (context: Context, input: Input) => Sent
}

/** A handler for an operation on no module. Scope and privilege, where it needs any, are checked before `read`. */
export function orgHandler<Input> (steps: HandlerSteps<RequestContext, Input>): Handler {
  return { kind: 'org', prepare: prepareWith(steps) }
}

/** A handler for an operation on the records of a module. Scope, module and privilege are checked before `read`. */
export function moduleHandler<Input> (steps: HandlerSteps<ModuleRequestContext, Input>): Handler {
  return { kind: 'module', prepare: prepareWith(steps) }
}

/**
 * A handler for the metadata of a module. Scope, module and privilege are checked before `read`.
 * @param module where the request names the module
 */
export function settingsHandler<Input> (steps: HandlerSteps<SettingsRequestContext, Input>, module: ModuleReader): Handler {
  return { kind: 'settings', module, prepare: prepareWith(steps) }
}

/**
 * A handler for an operation on a record. Scope, module, record and privilege are checked before `read`.
 * @param unknownRecord the refusal if the module has no such record
 */
export function recordHandler<Input> (steps: HandlerSteps<RecordRequestContext, Input>, unknownRecord: RuleName = 'record.unknown'): Handler {
  return { kind: 'record', unknownRecord, prepare: prepareWith(steps) }
}

function prepareWith<Context extends RequestContext, Input> ({ read, answer }: HandlerSteps<Context, Input>): (context: Context) => () => Sent {
  const readableQuery = { name: 'readableQuery', run: read } as const
  return context => {
    const input = context.trail.check(readableQuery, context)
    return () => answer(context, input)
  }
}
