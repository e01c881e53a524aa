import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Trail } from '../journal/trail.js'
import type { RecordRef } from '../store/attachments.js'
import type { Operation } from '../zoho/operations.js'
import type { CrmSettings } from './request-context.js'
import { describedModule } from './checks/described-module.js'
import { knownModule, knownRecord, matchModuleOf, permittedUser } from './checks/target.js'
import { authorizationHeader, grantedOwnScope, grantedScope, liveToken, neededOwnScopeOf, neededScopeOf } from './checks/token.js'
import { knownMethod, knownUrl, knownVersion } from './checks/url.js'

/** A request that passed its checks. */
export interface Admitted {
  readonly operation: Operation
  /** What faults are matched against. */
  readonly target: Partial<RecordRef> & { readonly token: string }
  readonly answer: () => FastifyReply | Promise<FastifyReply>
}

/**
 * Runs the checks of a CRM request in order. The first one that fails decides the refusal. That scope comes before module
 * is documented: the v7 page "Share records" lists OAUTH_SCOPE_MISMATCH for an invalid module too. The rest of the order
 * is inferred, since no source gives it; the cases in fixtures/cases/order.json show what another order would change.
 * @throws {Refusal} of the first check that fails
 */
export function admit (request: FastifyRequest, reply: FastifyReply, settings: CrmSettings, trail: Trail): Admitted {
  const route = trail.check(knownUrl, request, settings.answers)
  const version = trail.check(knownVersion, route.version, reply, settings)
  const { operation, handler } = trail.check(knownMethod, route, request.method)
  const credential = trail.check(authorizationHeader, request.headers.authorization, settings.answers)
  const { token, user } = trail.check(liveToken, credential, operation, request, reply, settings)
  const ownScope = trail.facts.neededScope = neededOwnScopeOf(operation)
  if (ownScope !== undefined) trail.check(grantedOwnScope, token, operation, ownScope)
  if (handler.kind === 'org') {
    if (ownScope !== undefined) trail.check(permittedUser, user, operation, {})
    return { operation, target: { token: credential }, answer: handler.prepare({ request, reply, settings, trail, version, user }) }
  }
  if (handler.kind === 'settings') {
    const module = trail.check(describedModule, handler.module, request, version, settings.answers)
    const { apiName } = module
    trail.check(permittedUser, user, operation, { module: apiName })
    return { operation, target: { module: apiName, token: credential }, answer: handler.prepare({ request, reply, settings, trail, version, user, module }) }
  }

  const { sandbox: { world, world: { attachments, records } } } = request
  const params = request.params as { module: string, record: string }
  const match = matchModuleOf(params.module, version, world, settings.answers)
  trail.facts.neededScope = neededScopeOf(operation, params.module, match)
  trail.check(grantedScope, token, operation, params.module, match)
  const module = trail.check(knownModule, match, params.module, version, world, operation)
  if (handler.kind === 'module') {
    const { apiName } = module.module
    trail.check(permittedUser, user, operation, { module: apiName })
    return { operation, target: { module: apiName, token: credential }, answer: handler.prepare({ request, reply, settings, trail, version, user, module: apiName }) }
  }
  const recordRef = trail.check(knownRecord, records, module, params.record, handler.unknownRecord)
  trail.check(permittedUser, user, operation, recordRef)
  const target = { module: recordRef.module, record: recordRef.record, token: credential }
  return { operation, target, answer: handler.prepare({ request, reply, settings, trail, version, user, recordRef, attachments }) }
}
