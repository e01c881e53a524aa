import { milliseconds } from '../json/duration.js'
import { mismatchOf } from '../json/mismatch.js'
import { matchModule } from '../zoho/modules.js'
import { answerOf, findRule, ruleOf, type RuleName } from '../zoho/rules.js'
import { newestVersion, versions } from '../zoho/versions.js'
import { committingOperations, faultableOperations, namesModule, namesRecord, operationsWithBody, sendingOperations } from '../zoho/operations.js'
import { phaseOf, type Action, type Fault, FaultError } from './fault.js'
import { FaultSchema, FaultsSchema, type FaultRule } from './fault-schema.js'

/** What a fault is checked against. */
interface Surroundings {
  /** API names of the org's custom modules. */
  readonly customModules: readonly string[]
  /** What messages call the fault, such as `faults[0]`. If absent, paths start at the fault itself. */
  readonly name?: string
}

/** In milliseconds. A test that waits longer has hung. */
const MAX_DELAY = 3_600_000

/** In milliseconds. The end of a longer one could be later than any date that can be represented. */
const MAX_TTL = milliseconds('3650d')

const KINDS = ['answer', 'reset', 'stall', 'truncate', 'drip'] as const

/**
 * Checks a fault, or a list of faults, from a test or the command line.
 * @param customModules API names of the org's custom modules
 * @throws {FaultError} such as “Expected `times` to be an integer from 1 to 1000000000 or `always`, got `0`”
 */
export function checkFaults (value: unknown, customModules: readonly string[]): Fault[] {
  const isList = Array.isArray(value)
  const mismatch = mismatchOf(isList ? FaultsSchema : FaultSchema, value, isList ? 'the list' : 'the fault')
  if (mismatch !== undefined) throw new FaultError(mismatch)
  return isList
    ? value.map((rule: FaultRule, index) => checkFault(rule, { customModules, name: `[${index}]` }))
    : [checkFault(value as FaultRule, { customModules })]
}

/**
 * Checks a fault that matches the schema, from a test, a seed or the command line. A fault that can never act is refused:
 * a test that relies on it would pass for the wrong reason.
 * @throws {FaultError} if the fault is invalid, does nothing, or can never act
 */
export function checkFault (rule: FaultRule, { customModules, name }: Surroundings): Fault {
  const path = (property: string): string => `\`${name === undefined ? '' : `${name}.`}${property}\``
  const { operation, module, record, token, after = 0, times = 1, probability = 1, seed, delay, ttl } = rule

  for (const [criterion, given] of Object.entries({ module, record, token })) {
    if (operation === 'token' && given !== undefined) throw new FaultError(`Expected no ${path(criterion)} with the operation \`token\`: a request for a token has none, so the fault would never act`)
  }
  if (module !== undefined && operation !== '*' && !namesModule(operation)) throw new FaultError(`Expected no ${path('module')} with the operation \`${operation}\`: the URL of such a request has none, so the fault would never act`)
  if (record !== undefined && operation !== '*' && !namesRecord(operation)) throw new FaultError(`Expected no ${path('record')} with the operation \`${operation}\`: the URL of such a request has none, so the fault would never act`)
  const match = module === undefined ? undefined : matchModule(module, newestVersion, versions, customModules)
  if (match !== undefined && match.kind !== 'supported') throw new FaultError(`Expected ${path('module')} to be a module: ${match.hint}`)
  if (seed !== undefined && rule.probability === undefined) throw new FaultError(`Expected ${path('probability')} beside ${path('seed')}: without it nothing is left to chance`)
  const wait = delay === undefined ? 0 : milliseconds(delay)
  if (!(wait <= MAX_DELAY)) throw new FaultError(`Expected ${path('delay')} to be at most an hour, got \`${delay}\``)

  const life = ttl === undefined ? Infinity : milliseconds(ttl)
  if (life === 0) throw new FaultError(`Expected ${path('ttl')} to be above 0, got \`${ttl}\`: the fault would never act`)
  if (ttl !== undefined && !(life <= MAX_TTL)) throw new FaultError(`Expected ${path('ttl')} to be at most 3650d, got \`${ttl}\``)

  const action = rule.action && actionOf(rule.action, operation, path)
  if (action === undefined && wait === 0) throw new FaultError(`Expected ${path('action')} or ${path('delay')}: the fault does nothing`)
  const acts = operation === '*' ? [...faultableOperations] : [operation]
  if (acts.every(one => phaseOf({ ...action && { action } }, one) === undefined)) throw new FaultError(neverActs(operation, action as Action, path))
  return {
    source: rule,
    operation,
    ...module !== undefined && { module },
    ...record !== undefined && { record },
    ...token !== undefined && { token },
    after,
    times: times === 'always' ? Infinity : times,
    probability,
    seed: seed ?? 0,
    delay: wait,
    ttl: life,
    ...action && { action }
  }
}

type Path = (property: string) => string

function actionOf (written: NonNullable<FaultRule['action']>, operation: Fault['operation'], path: Path): Action {
  const { answer, retryAfter, phase, reset, stall, truncate, drip } = written
  const kinds = KINDS.filter(kind => written[kind] !== undefined)
  const [kind, another] = kinds
  if (kind === undefined || another !== undefined) throw new FaultError(`Expected ${path('action')} to have one of ${KINDS.map(name => `\`${name}\``).join(', ')}, got ${kinds.map(name => `\`${name}\``).join(' and ') || 'none'}`)
  for (const [property, given] of Object.entries({ retryAfter, phase })) {
    if (answer === undefined && given !== undefined) throw new FaultError(`Expected ${path(`action.${property}`)} beside \`answer\` only, got it beside \`${kind}\``)
  }
  for (const [property, given] of Object.entries({ reset, stall })) {
    if (given?.atBytes !== undefined && given.phase !== 'body') throw new FaultError(`Expected ${path(`action.${property}.atBytes`)} with the phase \`body\` only, got it with \`${given.phase}\``)
  }
  if (truncate) return { kind: 'truncate', ...truncate }
  if (drip) return { kind: 'drip', ...drip }
  const broken = reset ?? stall
  if (broken) return { kind: reset ? 'reset' : 'stall', phase: broken.phase, atBytes: broken.atBytes ?? 1 }
  // The schema only allows names and codes of the catalogue.
  const rule = ruleOf(findRule(answer as string) as RuleName, operation)
  checkAnswer(rule, operation, path('action.answer'))
  return { kind: 'answer', rule, ...retryAfter !== undefined && { retryAfter }, phase: phase ?? 'headers' }
}

/** Refuses an answer that the operation could not get. */
function checkAnswer (rule: RuleName, operation: Fault['operation'], path: string): void {
  const isAccounts = rule.startsWith('accounts.')
  const { code, status } = answerOf(rule, 'documented')
  // The accounts server also refuses with the status 200.
  if (code === undefined || rule === 'accounts.revoked' || (status < 300 && !isAccounts)) {
    throw new FaultError(`Expected ${path} to be a refusal, got \`${rule}\`, which is none`)
  }
  if (isAccounts && operation !== 'token') throw new FaultError(`Expected ${path} to be an answer of the CRM, got \`${rule}\`, which only the operation \`token\` has`)
  if (!isAccounts && operation === 'token' && !/^(server|rate)\./.test(rule)) throw new FaultError(`Expected ${path} to be an answer of the accounts server, or one that any server may give, got \`${rule}\``)
}

function neverActs (operation: Fault['operation'], action: Action, path: Path): string {
  if (action.kind === 'truncate' || action.kind === 'drip') return `Expected ${path('operation')} to be ${oneOf([...sendingOperations, '*'])} with \`${action.kind}\`, got \`${operation}\`, which sends no file`
  const where = action.phase === 'body'
    ? `${oneOf(operationsWithBody)}, which have a body to break in`
    : `${oneOf(committingOperations)}: nothing else is committed`
  return `Expected ${path('operation')} with the phase \`${action.phase}\` to be ${where}; got \`${operation}\``
}

function oneOf (names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ').replace(/, (?=[^,]*$)/, ' or ')
}
