import { faultPhasesOf, type FaultyOperation } from '../zoho/operations.js'
import type { RuleName } from '../zoho/rules.js'

/** A fault that cannot be used; the message names the path in it. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
}

/**
 * When a fault acts: as soon as the headers of the request have passed their checks, in the body of an answer that is a
 * file, or once something was stored, deleted or given. A body that comes in breaks from the headers on.
 */
export type Phase = 'headers' | 'body' | 'after-commit'

/** What a fault does; a fault without it only delays. */
export type Action =
  | { readonly kind: 'answer', readonly rule: RuleName, /** Seconds. */ readonly retryAfter?: number, readonly phase: 'headers' | 'after-commit' }
  | { readonly kind: 'reset' | 'stall', readonly phase: Phase, /** Of the body. */ readonly atBytes: number }
  | { readonly kind: 'truncate', readonly atBytes: number }
  | { readonly kind: 'drip', readonly bytesPerSecond: number }

/** A fault, checked; it does not change. */
export interface Fault {
  /** As it was written. */
  readonly source: object
  readonly operation: FaultyOperation | '*'
  /** API name. */
  readonly module?: string
  readonly record?: string
  /** The access token as the client sends it. */
  readonly token?: string
  /** How many requests that it is for it lets pass first. */
  readonly after: number
  /** How often it acts at most; Infinity for always. */
  readonly times: number
  /** From 0 to 1. */
  readonly probability: number
  readonly seed: number
  /** Milliseconds, of the machine's time. */
  readonly delay: number
  /** Milliseconds, of the sandbox's time. */
  readonly ttl: number
  readonly action?: Action
}

/**
 * When a fault acts on an operation; `undefined` where it never does.
 * An upload's body is what comes in, a download's what goes out.
 */
export function phaseOf ({ action }: Pick<Fault, 'action'>, operation: FaultyOperation): Phase | undefined {
  const { body, commits = false } = faultPhasesOf(operation)
  if (action === undefined) return 'headers'
  if (action.kind === 'truncate' || action.kind === 'drip') return body === 'answer' ? 'body' : undefined
  if (action.phase === 'after-commit') return commits ? 'after-commit' : undefined
  if (action.phase === 'headers' || body === 'request') return 'headers'
  return body === 'answer' ? 'body' : undefined
}

/** Whether a fault breaks the connection, so that the client gets no whole answer. */
export function breaksConnection ({ action }: Pick<Fault, 'action'>): boolean {
  return action !== undefined && ['reset', 'stall', 'truncate'].includes(action.kind)
}

/** What a fault does, in few words. */
export function describeFault ({ action, delay }: Fault): string {
  const late = delay > 0 ? `${delay} ms late` : ''
  const act = action === undefined ? '' : actionWords(action)
  return [act, late].filter(text => text !== '').join(', ')
}

function actionWords (action: Action): string {
  switch (action.kind) {
    case 'answer': return `answer ${action.rule}${action.phase === 'headers' ? '' : ` ${action.phase}`}`
    case 'truncate': return `truncate at ${action.atBytes} bytes`
    case 'drip': return `drip ${action.bytesPerSecond} bytes per second`
    default: return `${action.kind} at ${action.phase}${action.phase === 'body' ? `, ${action.atBytes} bytes` : ''}`
  }
}
