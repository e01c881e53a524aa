import type { Entry } from '../entry.js'
import type { AttachmentTable } from '../../store/attachments.js'
import { duplicateByRetry, retriedEarly, moreRecordsIgnored, scopesUsed, scopesWider, type TokenScopes, tokenPerCall } from './checks.js'
import type { Finding } from './finding.js'

/** Mistakes of a client that were not refused, and the scopes that its tokens need. */
export interface Audit {
  readonly findings: readonly Finding[]
  readonly scopes: readonly TokenScopes[]
}

/**
 * @param entries the journal, oldest first; entries that it has dropped are not audited
 * @param attachments the attachments of the same sandbox
 */
export function audit (entries: readonly Entry[], attachments: AttachmentTable): Audit {
  return {
    findings: [retriedEarly, duplicateByRetry, tokenPerCall, moreRecordsIgnored, scopesWider].flatMap(check => check(entries, attachments)),
    scopes: scopesUsed(entries)
  }
}
