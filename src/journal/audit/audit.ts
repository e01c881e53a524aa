import type { Entry } from '../entry.js'
import type { AttachmentTable } from '../../store/attachments.js'
import { duplicateByRetry, retriedEarly } from './retries.js'
import type { Finding } from './finding.js'
import { moreRecordsIgnored } from './pages.js'
import { scopesUsed, scopesWider, type TokenScopes, tokenPerCall } from './tokens.js'

/** What a client did wrong without being refused, and which scopes would have done. */
export interface Audit {
  readonly findings: readonly Finding[]
  readonly scopes: readonly TokenScopes[]
}

/**
 * @param entries a journal, oldest first: what had to make room in it is not seen
 * @param attachments those of the same sandbox
 */
export function audit (entries: readonly Entry[], attachments: AttachmentTable): Audit {
  return {
    findings: [retriedEarly, duplicateByRetry, tokenPerCall, moreRecordsIgnored, scopesWider].flatMap(check => check(entries, attachments)),
    scopes: scopesUsed(entries)
  }
}
