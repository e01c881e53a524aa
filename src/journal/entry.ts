import type { IncomingHttpHeaders } from 'node:http'
import type { ObservedPart } from '../upload/form.js'
import type { RecordRef } from '../store/attachments.js'
import type { OperationName } from '../zoho/operations.js'
import type { RuleName } from '../zoho/rules.js'
import type { CheckName } from './trail.js'

/** What was noted of a request while it was answered. */
export interface Observations {
  parts?: readonly ObservedPart[]
  /** Names of parameters, fields and parts that nobody read. */
  ignored?: readonly string[]
  /** The id of what was stored. */
  attachment?: string
  /** Of a list: which page was asked for. */
  page?: { readonly number: number, readonly isByToken: boolean }
  /** Whether the list goes on after this page. */
  hasMore?: boolean
  /** Of a request for a token: what it was asked with and for, and what was given. */
  grant?: { readonly refreshToken: string | undefined, readonly requestedScopes: readonly string[] | undefined, readonly accessToken: string }
}

/** How a request ended: with its answer sent, with its client gone before that, or with the connection broken by a fault. */
export type Outcome = 'answered' | 'aborted' | 'broken'

/** What the checks of the CRM found out about a request. */
export interface RequestFacts {
  /** Such as `v8`. */
  readonly version?: string | undefined
  /** The access token, as the client sent it. */
  readonly credential?: string | undefined
  readonly token?: { readonly value: string, readonly scopes: readonly string[], /** Milliseconds since 1970; absent where it does not expire. */ readonly expiresAt?: number | undefined } | undefined
  /** The token's. */
  readonly user?: { readonly id: string, readonly name: string } | undefined
  /** API name. */
  readonly module?: string | undefined
  /** The least scopes that would have done; none where any token would do. */
  readonly leastScopes?: readonly string[] | undefined
  readonly recordRef?: RecordRef | undefined
}

/**
 * A request in the journal: plain data that can be written down, but for the hash of what is stored. It may hold secrets,
 * which are taken out when somebody looks.
 */
export interface Entry {
  readonly id: string
  /** The machine's time, in milliseconds since 1970. */
  readonly time: number
  /** The sandbox's time. */
  readonly clock: number
  readonly api: 'crm' | 'accounts' | undefined
  readonly operation: OperationName | undefined
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly facts: RequestFacts
  /** The checks that it passed, in order. */
  readonly passed: readonly CheckName[]
  /** The check that refused it. */
  readonly refusedBy: CheckName | null
  readonly refusal: { readonly rule: RuleName, readonly explain: string } | null
  readonly fault: { readonly id: string, readonly action: string } | null
  readonly observations: Observations
  /** HTTP status; absent where there was no answer. */
  readonly status: number | undefined
  /** Seconds that the answer asked to wait. */
  readonly retryAfter: number | undefined
  outcome: Outcome
  /** Milliseconds of the machine's time, until the answer was sent. */
  duration: number
  /** Whether nothing of it will change any more. */
  isOver: boolean
}
