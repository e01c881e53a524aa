import type { IncomingHttpHeaders } from 'node:http'
import type { Findings } from '../crm/call.js'
import type { Fingerprint } from '../sandbox/content.js'
import type { Refusal } from '../zoho/refusal.js'

/** A part of a form: what it was, never its bytes. */
export interface PartNote {
  readonly name: string
  /** Of a file. */
  readonly filename?: string | undefined
  /** The part's own Content-Type. */
  readonly type?: string | undefined
  /** In bytes. */
  readonly size: number
  /** Of a file: its hash, which may be known later. */
  readonly print?: Fingerprint
  /** Of a text field. */
  readonly value?: string
}

/** What was noted of a request while it was answered. */
export interface Notes {
  parts?: readonly PartNote[]
  /** Names of parameters, fields and parts that nobody read. */
  unread?: readonly string[]
  /** The id of what was stored. */
  attachment?: string
  /** Whether the list goes on after this page. */
  hasMore?: boolean
  /** Of a request for a token: what it was asked with and for, and what was given. */
  grant?: { readonly refreshToken: string | undefined, readonly scopesAsked: readonly string[] | undefined, readonly accessToken: string }
}

/** How a request ended: with its answer sent, with its client gone before that, or with the connection broken by a fault. */
export type Outcome = 'answered' | 'aborted' | 'broken'

/** A request in the journal, as it is kept: what it shows is made when somebody looks. */
export interface Entry {
  readonly id: string
  /** The machine's time, in milliseconds since 1970. */
  readonly time: number
  /** The sandbox's time. */
  readonly clock: number
  readonly surface: 'crm' | 'accounts' | undefined
  readonly operation: string | undefined
  readonly method: string
  /** As it came; it may hold secrets. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** What the steps of the CRM found. */
  readonly findings: Partial<Findings>
  /** How many steps it passed. */
  readonly passed: number
  readonly refusal: Refusal | null
  readonly fault: { readonly id: string, readonly action: string } | null
  readonly notes: Notes
  /** HTTP status; absent where there was no answer. */
  readonly status: number | undefined
  /** Seconds that the answer asked to wait. */
  readonly retryAfter: number | undefined
  outcome: Outcome
  /** Milliseconds of the machine's time, until the answer was sent. */
  duration: number
}
