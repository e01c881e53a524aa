import { plural } from '../format.js'
import { phases } from './fault-form.js'
import type { FaultRule } from './fault-text.js'

/** Says what a fault does to a request. */
export function effectOf ({ action, delay }: FaultRule): string {
  const late = delay === undefined ? [] : [action === undefined ? `answers ${delay} late` : `${delay} late`]
  return [...action === undefined ? [] : [actionInWords(action)], ...late].join(', ')
}

function actionInWords ({ answer, phase = 'headers', retryAfter, reset, stall, truncate, drip }: NonNullable<FaultRule['action']>): string {
  if (answer !== undefined) return `answers ${answer}${phase === 'headers' ? '' : ` ${phases[phase]}`}${retryAfter === undefined ? '' : `, with Retry-After: ${retryAfter}`}`
  if (truncate) return `ends the file after ${plural(truncate.atBytes, 'byte')}`
  if (drip) return `sends the file at ${plural(drip.bytesPerSecond, 'byte')} per second`
  const broken = reset ?? stall
  if (broken === undefined) return 'does nothing'
  const where = broken.atBytes === undefined ? phases[broken.phase] : `after ${plural(broken.atBytes, 'byte')} of the body`
  return `${reset ? 'resets the connection' : 'stops answering'} ${where}`
}

/** Says how often a fault acts. */
export function timesOf ({ times = 1, after = 0, probability = 1, ttl }: FaultRule): string {
  return [
    times === 'always' ? 'always' : times === 1 ? 'once' : plural(times, 'time'),
    ...after > 0 ? [`after the first ${plural(after, 'request')}`] : [],
    ...probability < 1 ? [`by chance, ${Math.round(probability * 1000) / 10} %`] : [],
    ...ttl === undefined ? [] : [`for ${ttl}`]
  ].join(', ')
}

/** Says which requests of its operation a fault is for. */
export function targetOf ({ module, record, token }: FaultRule): string {
  return [module, record, token && `token ${token}`].filter(Boolean).join(' ') || 'everywhere'
}
