import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Trail } from '../journal/trail.js'
import type { AttachmentTable, RecordRef } from '../store/attachments.js'
import type { MemoryQuota } from '../store/memory-quota.js'
import type { User } from '../store/entities.js'
import type { Sandboxes } from '../sandbox/sandboxes.js'
import type { PageTitles } from '../titles/page-titles.js'
import type { Answers } from '../zoho/rules.js'
import type { Version } from '../zoho/versions.js'

/** What the checks may ask of the server. */
export interface CrmSettings {
  readonly sandboxes: Sandboxes
  readonly answers: Answers
  readonly strictVersion: boolean
  /** In bytes. */
  readonly maxFileSize: number
  readonly memoryQuota: MemoryQuota
  /** Absent where the server does not fetch pages. */
  readonly pageTitles?: PageTitles
}

/** A request whose URL and token have passed their checks. */
export interface RequestContext {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly settings: CrmSettings
  readonly trail: Trail
  readonly version: Version
  /** The token's. */
  readonly user: User
}

/** One that is about a record. */
export interface RecordRequestContext extends RequestContext {
  readonly recordRef: RecordRef
  /** The sandbox's when the record was found there. */
  readonly attachments: AttachmentTable
}

type Answer = FastifyReply | Promise<FastifyReply>

/** What answers an operation of the CRM. Both read and check the query first, before the body is asked for. */
export type Handler =
  | { readonly of: 'org', readonly prepare: (call: RequestContext) => () => Answer }
  | { readonly of: 'record', readonly prepare: (call: RecordRequestContext) => () => Answer }

/** What a handler is made of. */
interface Handling<SomeCall extends RequestContext, Input> {
  /** Reads what the query asks for, which `answer` is given. @throws {Refusal} */
  readonly read: (call: SomeCall) => Input
  readonly answer: (call: SomeCall, input: Input) => Answer
}

/** A handler of something that any token will do for. */
export function ofOrg<Input> (handling: Handling<RequestContext, Input>): Handler {
  return { of: 'org', prepare: preparing(handling) }
}

/** A handler of something about a record: scope, module, record and privilege are checked before it reads. */
export function ofRecord<Input> (handling: Handling<RecordRequestContext, Input>): Handler {
  return { of: 'record', prepare: preparing(handling) }
}

function preparing<SomeCall extends RequestContext, Input> ({ read, answer }: Handling<SomeCall, Input>): (call: SomeCall) => () => Answer {
  const readableQuery = { name: 'readableQuery', run: read } as const
  return call => {
    const input = call.trail.check(readableQuery, call)
    return () => answer(call, input)
  }
}
