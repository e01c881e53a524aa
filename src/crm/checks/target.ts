import type { Check } from '../../journal/trail.js'
import { redactSegment } from '../../secrets/redact.js'
import type { RecordRef } from '../../store/attachments.js'
import type { User, Attachment } from '../../store/entities.js'
import type { Records } from '../../store/records.js'
import type { World } from '../../sandbox/world.js'
import { fromLowerCase, matchModule, whyWithout, type Module, type ModuleMatch } from '../../zoho/modules.js'
import type { Operation } from '../../zoho/operations.js'
import { Refusal, ruleOf, type Answers, type RuleName } from '../../zoho/rules.js'
import { leastScopes } from '../../zoho/scopes.js'
import { versions, type Version } from '../../zoho/versions.js'
import type { RecordRequestContext } from '../request-context.js'

/** Looks up the module of a URL in a version and an org. `--answers observed` also accepts it in lower case. */
export function matchModuleOf (name: string, version: Version, { customModules }: World, answers: Answers): ModuleMatch {
  return matchModule(answers === 'observed' ? fromLowerCase(name, version, customModules) : name, version, versions, customModules)
}

/** A module that has what the operation is about. */
export interface KnownModule {
  readonly module: Module
  /** The smallest set of scopes that is enough. */
  readonly leastScopes: readonly string[]
}

/** The module exists in this version, and has what the operation is about: attachments and records, notes or photos. */
export const knownModule: Check<[match: ModuleMatch, name: string, version: Version, world: World, operation: Operation], KnownModule> = {
  name: 'knownModule',
  run (match, name, version, { customModules }, { scope, only }) {
    if (match.kind === 'supported') {
      const { module } = match
      const why = only && whyWithout(module.apiName, only, version, customModules)
      if (why !== undefined) throw new Refusal('module.unsupported', why)
      return { module, leastScopes: scope === undefined ? [] : leastScopes(module.scopeName, scope.allows, scope.beside ?? 'none') }
    }
    const isLowerCase = fromLowerCase(name, version, customModules) !== name
    throw new Refusal(`module.${match.kind}`, `${match.hint}${isLowerCase ? ' (--answers observed takes lower case)' : ''}`)
  },
  record (facts, { module: { apiName }, leastScopes }) {
    facts.module = apiName
    facts.leastScopes = leastScopes
  }
}

/** The record exists in the module. */
export const knownRecord: Check<[records: Records, known: KnownModule, record: string, unknown: RuleName], RecordRef> = {
  name: 'knownRecord',
  run (records, { module: { apiName: module } }, record, unknown) {
    if (records.has(module, record)) return { module, record }
    throw new Refusal(unknown, /^\d+$/.test(record)
      ? `${module} has no record "${record}" in this sandbox`
      : `expected a record's id of 1 to 20 digits, got "${redactSegment(record)}"`)
  },
  record (facts, recordRef) { facts.recordRef = recordRef }
}

/**
 * Makes sure that the tables are still those in which the target was found: what one test sends must not show up in the next.
 * @throws {Refusal} `server.unavailable`
 */
export function assertNotReset (isSame: boolean, what: 'upload' | 'request'): void {
  if (!isSame) throw new Refusal('server.unavailable', `the sandbox was reset before the ${what} was over; nothing was stored`)
}

/**
 * Makes sure that a record was not deleted while the body came in.
 * @throws {Refusal} `record.unknown`
 */
export function assertNotDeleted (records: Records, { module, record }: RecordRef): void {
  if (!records.has(module, record)) throw new Refusal('record.unknown', `${module} ${record} was deleted before the upload was over; nothing was stored`)
}

/** The seed does not deny the operation to the user. */
export const permittedUser: Check<[user: User, operation: Operation, target: Partial<Pick<RecordRef, 'module'>>], void> = {
  name: 'permittedUser',
  run ({ id, name, denied }, operation, { module }) {
    const denial = denied.find(denied => denied.operation === operation.name && (denied.module ?? module) === module)
    if (denial) {
      throw new Refusal(ruleOf(denial.rule, operation.name), `the seed denies ${operation.name}${denial.module === undefined ? '' : ` in ${denial.module}`} to the token's user, ${name} (${id})`)
    }
  }
}

/**
 * Finds the attachment whose id is at the end of the URL.
 * @param unknown the rule if the record never had it
 * @param deleted the rule if it was deleted
 * @throws {Refusal} of one of these rules
 */
export function knownAttachment ({ recordRef, request }: RecordRequestContext, unknown: RuleName, deleted: RuleName): Attachment {
  const { params, sandbox: { world } } = request
  const { attachment: id } = params as { attachment: string }
  const attachment = world.attachments.find(recordRef, id)
  if (attachment !== undefined) return attachment
  const name = `${recordRef.module} ${recordRef.record} has no attachment "${redactSegment(id)}"`
  throw world.attachments.wasDeleted(recordRef, id) ? new Refusal(deleted, `${name}: it was deleted`) : new Refusal(unknown, name)
}
