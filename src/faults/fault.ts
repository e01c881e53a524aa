import { faultPhasesOf, type FaultableOperation } from '../zoho/operations.js'
import type { RuleName } from '../zoho/rules.js'

/** A fault is invalid; the message names the path in it. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
}

/**
 * When a fault acts: once the headers of the request have passed their checks, in the body of an answer that is a file, or
 * after something was stored, deleted or issued. A fault in the body of a request starts in the phase `headers`.
 */
export type Phase = 'headers' | 'body' | 'after-commit'

/** What a fault does. A fault without an action only delays. */
export type Action =
  | { readonly kind: 'answer', readonly rule: RuleName, /** Seconds. */ readonly retryAfter?: number, readonly phase: 'headers' | 'after-commit' }
  | { readonly kind: 'reset' | 'stall', readonly phase: Phase, /** In the body. */ readonly atBytes: number }
  | { readonly kind: 'truncate', readonly atBytes: number }
  | { readonly kind: 'drip', readonly bytesPerSecond: number }

/** A valid fault. It is immutable. */
export interface Fault {
  /** As the user wrote it. */
  readonly source: object
  readonly operation: FaultableOperation | '*'
  /** API name. */
  readonly module?: string
  readonly record?: string
  /** The access token as the client sends it. */
  readonly token?: string
  /** The number of matching requests to let pass first. */
  readonly after: number
  /** The maximum number of times that it acts; may be Infinity. */
  readonly times: number
  /** From 0 to 1. */
  readonly probability: number
  readonly seed: number
  /** Milliseconds of the machine's time. */
  readonly delay: number
  /** Milliseconds of the sandbox's time. */
  readonly ttl: number
  readonly action?: Action
}

/**
 * The body of an upload is that of the request; the body of a download is that of the answer.
 * @returns when a fault acts on an operation; `undefined` if it never does
 */
export function phaseOf ({ action }: Pick<Fault, 'action'>, operation: FaultableOperation): Phase | undefined {
  const { body, commits = false } = faultPhasesOf(operation)
  if (action === undefined) return 'headers'
  if (action.kind === 'truncate' || action.kind === 'drip') return body === 'answer' ? 'body' : undefined
  if (action.phase === 'after-commit') return commits ? 'after-commit' : undefined
  if (action.phase === 'headers' || body === 'request') return 'headers'
  return body === 'answer' ? 'body' : undefined
}

/** Whether a fault breaks the connection, so that the client does not get a complete answer. */
export function breaksConnection ({ action }: Pick<Fault, 'action'>): boolean {
  return action !== undefined && ['reset', 'stall', 'truncate'].includes(action.kind)
}

/** @returns a short description, such as `reset at body, 1000 bytes, 200 ms late` */
export function describeFault ({ action, delay }: Fault): string {
  const delayText = delay > 0 ? `${delay} ms late` : ''
  const actionText = action === undefined ? '' : describeAction(action)
  return [actionText, delayText].filter(text => text !== '').join(', ')
}

function describeAction (action: Action): string {
  switch (action.kind) {
    case 'answer': return `answer ${action.rule}${action.phase === 'headers' ? '' : ` ${action.phase}`}`
    case 'truncate': return `truncate at ${action.atBytes} bytes`
    case 'drip': return `drip ${action.bytesPerSecond} bytes per second`
    default: return `${action.kind} at ${action.phase}${action.phase === 'body' ? `, ${action.atBytes} bytes` : ''}`
  }
}
