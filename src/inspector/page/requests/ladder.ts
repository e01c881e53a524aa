import type { JournalRequest } from '../../../control/shapes/request.js'
import type { CheckName } from '../../../control/shapes/request.js'

/** The checks of the CRM in words, in the order in which they are made. */
const labels: Readonly<Record<CheckName, string>> = {
  knownUrl: 'The URL is one of the API',
  knownVersion: 'The version exists',
  knownMethod: 'The URL has this method',
  authorizationHeader: 'There is an Authorization header',
  liveToken: 'The token is known and alive',
  grantedScope: 'Its scopes allow the operation',
  knownModule: 'The module has what the request is about',
  knownRecord: 'The record exists',
  permittedUser: 'The user has the right',
  readableQuery: 'The parameters can be read',
  acceptableBody: 'The body is what the operation takes'
}

/** Operations that any token may do. */
const free = ['users', 'org']
/** Operations that are about no module. */
const withoutModule = [...free, 'getModules', 'uploadFiles', 'getFile']
const onRecord = ['upload', 'list', 'download', 'delete', 'getRecord', 'createNotes', 'getNotes', 'uploadRecordPhoto', 'getRecordPhoto', 'deleteRecordPhoto']

/** Whether a request makes a check. Without an operation only the checks that all make are known. */
function makes (name: CheckName, { operation, method, url }: JournalRequest): boolean {
  if (operation === undefined) return ['knownVersion', 'knownMethod', 'authorizationHeader', 'liveToken'].includes(name)
  switch (name) {
    case 'grantedScope': case 'permittedUser': return !free.includes(operation)
    case 'knownModule': return !withoutModule.includes(operation)
    // Records are updated and deleted with an id in the path or without.
    case 'knownRecord': return onRecord.includes(operation) || (/^(update|delete)Records$/.test(operation) && /\/v[\d.]+\/[^/?]+\/[^/?]/.test(url))
    case 'acceptableBody': return method === 'POST' || method === 'PUT'
    default: return true
  }
}

/** A check of a request. */
export interface Rung {
  readonly name: string
  readonly label: string
  readonly outcome: 'passed' | 'refused' | 'not reached'
  readonly found: string | undefined
}

/** All checks of a request, those that it did not reach with them. Requests to other APIs have none. */
export function ladderOf (request: JournalRequest): Rung[] {
  const { steps, surface } = request
  const made = steps.map(({ step, outcome, found }): Rung => ({ name: step, label: labelOf(step), outcome, found }))
  if (surface !== 'crm' || steps.at(-1)?.outcome !== 'refused') return made
  const names = Object.keys(labels) as CheckName[]
  const reached = new Set(steps.map(({ step }) => step))
  const last = names.indexOf(steps.at(-1)?.step as CheckName)
  const left = names.slice(last + 1).filter(name => !reached.has(name) && makes(name, request))
  return [...made, ...left.map((name): Rung => ({ name, label: labels[name], outcome: 'not reached', found: undefined }))]
}

function labelOf (step: string): string {
  return Object.hasOwn(labels, step) ? labels[step as CheckName] : step
}
