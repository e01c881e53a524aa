import { isDuration } from '../json/duration.js'
import { checkFaults } from './check-fault.js'
import { type Fault, FaultError } from './fault.js'

const GRAMMAR = /^(?<operation>[A-Za-z*]+):(?<what>[A-Za-z0-9_.-]+)(@(?<where>[a-z0-9-]+))?(:(?<times>\d+|always))?$/
const EXAMPLES = '`upload:INTERNAL_ERROR`, `list:200ms:always`, `upload:TOO_MANY_REQUESTS:2`, `*:server.unavailable:always`, `upload:INTERNAL_ERROR@after-commit`, `upload:reset@body`, `upload:stall@1000`, `download:truncate@1000`, `download:drip@1024`'

/**
 * Reads the option `fault`. Each value is a fault as an object, or a text of the form `operation:what@where:times`:
 * - `what` is a rule or code of the catalogue, `reset`, `stall`, `truncate`, `drip`, or a delay
 * - `where` is `headers` (the default), `body`, `after-commit`, or a number of bytes, for `drip` of bytes per second
 * - `times` is a number or `always`; the default is 1
 * @param customModules API names
 * @throws {FaultError} for a fault that is invalid or would never act
 */
export function readFaults (values: readonly unknown[], customModules: readonly string[]): Fault[] {
  return values.flatMap(value => {
    try {
      return checkFaults(typeof value === 'string' ? parseFault(value) : value, customModules)
    } catch (error) {
      throw error instanceof FaultError && typeof value === 'string' ? new FaultError(`Fault \`${value}\`: ${error.message}`, { cause: error }) : error
    }
  })
}

function parseFault (text: string): object {
  const { operation, what = '', where, times } = GRAMMAR.exec(text)?.groups ?? {}
  if (operation === undefined) throw new FaultError(`Expected a fault such as ${EXAMPLES}`)
  const effect = isDuration(what) && where === undefined ? { delay: what } : { action: actionOf(what, where) }
  return { operation, ...times !== undefined && { times: times === 'always' ? times : Number(times) }, ...effect }
}

function actionOf (what: string, where: string | undefined): object {
  const number = where !== undefined && /^\d+$/.test(where) ? Number(where) : undefined
  switch (what) {
    case 'reset':
    case 'stall':
      return { [what]: number === undefined ? { phase: where ?? 'headers' } : { phase: 'body', atBytes: number } }
    case 'truncate':
      return { truncate: { ...number !== undefined && { atBytes: number } } }
    case 'drip':
      return { drip: { ...number !== undefined && { bytesPerSecond: number } } }
    default:
      return { answer: what, ...where !== undefined && { phase: where } }
  }
}
