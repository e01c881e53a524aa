import type { BodyStep, HeaderStep } from './call.js'
import { acceptableBody } from './steps/body.js'
import { readableQuery } from './steps/query.js'
import { knownModule, knownRecord, permittedUser } from './steps/target.js'
import { authorizationHeader, grantedScope, liveToken } from './steps/token.js'
import { knownMethod, knownUrl, knownVersion } from './steps/url.js'

/**
 * How a request is answered: the first step that it fails names the refusal. That the scope comes before the module is
 * documented: the v7 page "Share records" has OAUTH_SCOPE_MISMATCH for an invalid module too. The rest of the order is
 * inferred, no source gives it; to change it, move a line, and the cases of fixtures/cases/order.json say what that changes.
 */
export const headerSteps: readonly HeaderStep[] = [
  knownUrl,
  knownVersion,
  knownMethod,
  authorizationHeader,
  liveToken,
  grantedScope,
  knownModule,
  knownRecord,
  permittedUser,
  readableQuery
]

/** The steps that go on once the body is there: a client that sent `Expect: 100-continue` is invited before them. */
export const bodySteps: readonly BodyStep[] = [
  acceptableBody
]
