import type { FaultState } from '../../../control/shapes/sandbox.js'

/** A fault as `POST /faults` takes it. */
export type FaultRule = Omit<FaultState, 'id' | 'hits' | 'seen' | 'isSpent' | 'enabled'>

const WORD = /^[A-Za-z0-9_.-]+$/
/** The spans of time that the server reads: src/json/duration.ts, which would bring its library along. */
const DURATION = /^\d{1,16}(\.\d{1,16})?(ms|s|m|h|d)$/
const COUNT = /^\d+$/
/** Words that mean something else than an answer. */
const KINDS = ['reset', 'stall', 'truncate', 'drip']

/**
 * Writes a fault as the option `--fault` reads it: `operation:what@where:times`.
 * @returns `undefined` for a fault that this form cannot say
 */
export function faultText ({ operation, action, delay, times, ...rest }: FaultRule): string | undefined {
  const isMore = Object.values(rest).some(value => value !== undefined)
  // A text has either an action or a delay.
  if (isMore || (action !== undefined && delay !== undefined)) return undefined
  if (times !== undefined && times !== 'always' && !COUNT.test(String(times))) return undefined
  const what = action === undefined ? DURATION.exec(delay ?? '')?.[0] : actionText(action)
  return what && `${operation}:${what}${times === undefined ? '' : `:${times}`}`
}

function actionText ({ answer, phase, ...more }: NonNullable<FaultRule['action']>): string | undefined {
  const { reset, stall, truncate, drip } = more
  if (answer !== undefined) {
    const isPlain = Object.keys(more).length === 0 && WORD.test(answer) && !DURATION.test(answer) && !KINDS.includes(answer)
    return isPlain ? at(answer, phase) : undefined
  }
  if (truncate) return counted('truncate', truncate.atBytes)
  if (drip) return counted('drip', drip.bytesPerSecond)
  const [name, broken] = reset ? ['reset', reset] as const : ['stall', stall] as const
  return broken && ('atBytes' in broken ? counted(name, broken.atBytes) : at(name, broken.phase))
}

function at (what: string, phase = 'headers'): string {
  return phase === 'headers' ? what : `${what}@${phase}`
}

/** @param count what was written for a number of bytes */
function counted (what: string, count: unknown): string | undefined {
  return typeof count === 'number' && COUNT.test(String(count)) ? `${what}@${count}` : undefined
}

/** The option for a shell. An unquoted `*` would be the names of files. */
export function faultOption (text: string): string {
  return `--fault ${text.startsWith('*') ? `'${text}'` : text}`
}
