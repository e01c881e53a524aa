import type { IncomingHttpHeaders, OutgoingHttpHeader } from 'node:http'
import type { ObservedPart } from '../upload/form.js'
import type { RecordRef } from '../store/attachments.js'
import type { OperationName } from '../zoho/operations.js'
import type { RuleName } from '../zoho/rules.js'
import type { ScopeOperation, ScopePartner } from '../zoho/scopes.js'
import type { CheckName } from './trail.js'

/** What was observed of a request while it was answered. */
export interface Observations {
  parts?: readonly ObservedPart[]
  /** Names of parameters, fields and parts that were ignored. */
  ignored?: readonly string[]
  /** The id of the attachment that was stored. */
  attachment?: string
  /** The ids of the files that were stored and belong to no record. */
  files?: readonly string[]
  /** Whether the upload is a link. */
  isLink?: boolean
  /** For a list: the requested page. */
  page?: { readonly number: number, readonly isByToken: boolean }
  /** For a list: whether another page follows. */
  hasMore?: boolean
  /** For a token request: the refresh token sent, the scopes requested, and the access token issued. */
  grant?: { readonly refreshToken: string | undefined, readonly requestedScopes: readonly string[] | undefined, readonly accessToken: string }
}

/** How a request ended: the answer was sent, the client disconnected before that, or a fault broke the connection. */
export type Outcome = 'answered' | 'aborted' | 'broken'

/** What the checks of the CRM learned about a request. */
export interface RequestFacts {
  /** Such as `v8`. */
  readonly version?: string | undefined
  /** The access token, as the client sent it. */
  readonly credential?: string | undefined
  readonly token?: { readonly value: string, readonly scopes: readonly string[], /** Milliseconds since 1970; absent if it does not expire. */ readonly expiresAt?: number | undefined } | undefined
  /** The user of the token. */
  readonly user?: { readonly id: string, readonly name: string } | undefined
  /** API name. */
  readonly module?: string | undefined
  /** What a scope has to allow, the name of the module in scopes, and what needs a scope beside it. */
  readonly neededScope?: { readonly module: string, readonly allows: ScopeOperation, readonly beside: ScopePartner } | undefined
  /** The smallest set of scopes that is enough; empty if any token will do. */
  readonly leastScopes?: readonly string[] | undefined
  readonly recordRef?: RecordRef | undefined
}

/** The beginning of a body. */
export interface BodyStart {
  readonly text: string
  /** Of the whole body, in bytes. */
  readonly size: number
  /** Whether the body has more than the text. */
  readonly isTruncated: boolean
}

/**
 * A request in the journal: plain, serializable data, except for the digest of a stored file, which is computed later. It
 * may contain secrets, which are redacted when it is shown.
 */
export interface Entry {
  readonly id: string
  /** By the machine's clock, in milliseconds since 1970. */
  readonly time: number
  /** By the sandbox's clock, in milliseconds since 1970. */
  readonly clock: number
  readonly api: 'crm' | 'accounts' | undefined
  readonly operation: OperationName | 'stub' | undefined
  /** The id of the stub that answered; absent if none did. */
  readonly stub?: string
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly facts: RequestFacts
  /** The checks that passed, in order. */
  readonly passed: readonly CheckName[]
  /** The check that failed. */
  readonly refusedBy: CheckName | null
  readonly refusal: { readonly rule: RuleName, readonly explain: string } | null
  readonly fault: { readonly id: string, readonly action: string, /** How much of a body had passed when the fault broke the connection. */ readonly bytes?: number } | null
  readonly observations: Observations
  /** The beginning of a request body that `observations.parts` do not describe, without its secrets. */
  readonly body?: BodyStart | undefined
  /** What was sent; absent if there was no answer. */
  readonly answer?: {
    readonly headers: Readonly<Record<string, OutgoingHttpHeader | undefined>>
    /** The body, or its beginning; absent if it is a file, or empty. */
    readonly text?: string
    /** Of a body that is longer than the text, in bytes. */
    readonly size?: number
  } | undefined
  /** HTTP status; absent if there was no answer. */
  readonly status: number | undefined
  /** `Retry-After` of the answer, in seconds. */
  readonly retryAfter: number | undefined
  outcome: Outcome
  /** Until the answer was sent, in milliseconds of the machine's time. */
  duration: number
  /** Whether the entry is final. */
  isOver: boolean
}
