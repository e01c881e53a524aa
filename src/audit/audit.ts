import type { Entry } from '../journal/entry.js'
import type { World } from '../sandbox/world.js'
import { duplicateByRetry } from './duplicate-by-retry.js'
import type { Finding } from './finding.js'
import { moreRecordsIgnored } from './more-records-ignored.js'
import { retriedEarly } from './retried-early.js'
import { scopesUsed, scopesWider, type TokenScopes } from './scopes.js'
import { tokenPerCall } from './token-per-call.js'

/** What a client did wrong without being refused, and which scopes would have done. */
export interface Audit {
  readonly findings: readonly Finding[]
  readonly scopes: readonly TokenScopes[]
}

/** @param entries a journal, oldest first: what had to make room in it is not seen */
export function audit (entries: readonly Entry[], world: World): Audit {
  return {
    findings: [retriedEarly, duplicateByRetry, tokenPerCall, moreRecordsIgnored, scopesWider].flatMap(check => check(entries, world)),
    scopes: scopesUsed(entries)
  }
}
