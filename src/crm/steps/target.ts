import { redactSegment } from '../../secrets/redact.js'
import { fromLowerCase, matchModule, type ModuleMatch } from '../../zoho/modules.js'
import { Refusal } from '../../zoho/refusal.js'
import { ruleOf } from '../../zoho/rules.js'
import { versions } from '../../zoho/versions.js'
import { found, type Call } from '../call.js'

/** What the module in the URL stands for, in this version and this org. */
export function findModule (call: Call, name: string): ModuleMatch {
  const { context: { answers }, findings, request: { sandbox: { world: { customModules } } } } = call
  if (findings.moduleMatch === undefined) {
    const version = found(call, 'version')
    const apiName = answers === 'observed' ? fromLowerCase(name, version, customModules) : name
    findings.moduleMatch = matchModule(apiName, version, versions, customModules)
  }
  return findings.moduleMatch
}

/** Step: the module exists and takes attachments in this version. */
export function knownModule (call: Call): void {
  const { module } = call.request.params as { module?: string }
  if (module === undefined) return
  const match = findModule(call, module)
  if (match.kind !== 'supported') {
    const isLowerCase = fromLowerCase(module, found(call, 'version'), call.request.sandbox.world.customModules) !== module
    throw new Refusal(`module.${match.kind}`, `${match.hint}${isLowerCase ? ' (--answers observed takes lower case)' : ''}`)
  }
  call.findings.module = match.module
}

/** Step: the module has the record. */
export function knownRecord (call: Call): void {
  const { record } = call.request.params as { record?: string }
  if (record === undefined) return
  const { apiName } = found(call, 'module')
  const { records, attachments } = call.request.sandbox.world
  if (!records.has(apiName, record)) {
    throw new Refusal('record.unknown', /^\d+$/.test(record)
      ? `${apiName} has no record "${record}" in this sandbox`
      : `expected a record's id of 1 to 20 digits, got "${redactSegment(record)}"`)
  }
  call.findings.place = { module: apiName, record }
  call.findings.attachments = attachments
}

/** Step: the seed denies the user nothing that the operation needs. */
export function permittedUser (call: Call): void {
  const operation = found(call, 'operation')
  const user = found(call, 'user')
  const denial = user.denied.find(denied => denied.operation === operation.name &&
    (denied.module === undefined || denied.module === found(call, 'module').apiName))
  if (denial) {
    throw new Refusal(ruleOf(denial.rule, operation.name), `the seed denies ${operation.name}${denial.module === undefined ? '' : ` in ${denial.module}`} to the token's user, ${user.name} (${user.id})`)
  }
}
