import { checkFaults } from './check-fault.js'
import { type Fault, FaultError } from './fault.js'

const GRAMMAR = /^(?<operation>[a-z*]+):(?<what>[A-Za-z0-9_.-]+)(@(?<where>[a-z0-9-]+))?(:(?<times>\d+|always))?$/
const TIME = /^\d+(\.\d+)?(ms|s|m|h|d)$/
const EXAMPLES = '`upload:INTERNAL_ERROR`, `list:200ms:always`, `upload:TOO_MANY_REQUESTS:2`, `*:server.unavailable:always`, `upload:INTERNAL_ERROR@after-commit`, `upload:reset@body`, `upload:stall@1000`, `download:truncate@1000`, `download:drip@1024`'

/**
 * Reads the option `fault`: each is a fault as tests write it, or a text `operation:what@where:times`. `what` is a rule or
 * code of the catalogue, `reset`, `stall`, `truncate` or `drip`, or a time by which the answer comes later; `where` is `headers`, which may be left out, `body`,
 * `after-commit`, or a number: of bytes, and for `drip` of bytes per second. `times` is a number or `always`; once without.
 * @param customModules API names
 * @throws {FaultError} for what cannot be read, or would never act
 */
export function readFaults (given: readonly unknown[], customModules: readonly string[]): Fault[] {
  return given.flatMap(one => {
    try {
      return checkFaults(typeof one === 'string' ? ruleOf(one) : one, customModules)
    } catch (error) {
      throw error instanceof FaultError && typeof one === 'string' ? new FaultError(`Fault \`${one}\`: ${error.message}`, { cause: error }) : error
    }
  })
}

function ruleOf (text: string): object {
  const { operation, what = '', where, times } = GRAMMAR.exec(text)?.groups ?? {}
  if (operation === undefined) throw new FaultError(`Expected a fault such as ${EXAMPLES}`)
  const does = TIME.test(what) && where === undefined ? { delay: what } : { action: actionOf(what, where) }
  return { operation, ...times !== undefined && { times: times === 'always' ? times : Number(times) }, ...does }
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
