import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AttachmentTable, Place } from '../sandbox/attachments.js'
import type { Budget } from '../sandbox/budget.js'
import type { PageTitles } from '../titles/page-titles.js'
import type { Token, User } from '../sandbox/entities.js'
import type { Sandboxes } from '../sandbox/sandboxes.js'
import type { Upload } from '../upload/upload.js'
import type { ModuleMatch } from '../zoho/modules.js'
import type { Answers } from '../zoho/rules.js'
import type { Version } from '../zoho/versions.js'
import type { Operation } from './operations/operation.js'
import type { Listing } from './page.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** This request on its way through the steps. */
    call: Call
  }
  interface FastifyContextConfig {
    /** Absent where the URL has no operation with this method. */
    operation?: Operation
    /** The methods that the URL has, where the request's is none of them. */
    allowedMethods?: readonly string[]
  }
}

/** What the steps found out about a request, each for those that come after it. */
export interface Findings {
  operation: Operation
  version: Version
  /** The Authorization header's token, as the client sent it. */
  credential: string
  token: Token
  /** The token's, as he is now. */
  user: User
  /** What the URL's module stands for; two steps ask, whichever comes first looks it up. */
  moduleMatch: ModuleMatch
  module: { readonly apiName: string, readonly scopeName: string }
  place: Place
  /** The sandbox's when the record was found there. */
  attachments: AttachmentTable
  /** What a list is to show. */
  listing: Listing
  /** What is to be deleted, where the query says it. */
  ids: readonly string[]
  upload: Upload
}

/** What the steps may ask of the server. */
export interface CallContext {
  readonly sandboxes: Sandboxes
  readonly answers: Answers
  readonly strictVersion: boolean
  /** In bytes. */
  readonly maxFileSize: number
  readonly budget: Budget
  /** Absent where the server does not fetch pages. */
  readonly pageTitles?: PageTitles
}

/** A request on its way through the steps. */
export interface Call {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly context: CallContext
  readonly findings: Partial<Findings>
  /** How many steps the request has passed. */
  passed: number
}

/** A check of what the headers say. It adds to the findings, or throws the rule that the request breaks. */
export type HeaderStep = (call: Call) => void

/** A check of what the body says; the first one reads it. */
export type BodyStep = (call: Call) => Promise<void>

/**
 * What an earlier step found.
 * @throws {Error} where no earlier step did, which is a fault in the order of the steps.
 */
export function found<Name extends keyof Findings> ({ findings }: Call, name: Name): Findings[Name] {
  const finding: Partial<Findings>[Name] = findings[name]
  if (finding === undefined) throw new Error(`a step asks for \`${name}\` before the step that finds it: mend the order in crm/steps.ts`)
  return finding as Findings[Name]
}
