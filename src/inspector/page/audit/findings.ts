import type { AuditReport } from '../../../control/shapes/server.js'
import { covers } from '../../../zoho/scopes.js'

type Finding = AuditReport['findings'][number]
type Kind = Finding['kind']

/** What is looked for: the title of each kind of finding, and what the client does then. */
export const kinds: Readonly<Record<Kind, readonly [title: string, what: string]>> = {
  'retried-early': ['Tried again too early', 'A request came again before Retry-After had passed.'],
  'duplicate-by-retry': ['Attached twice by a retry', 'An upload was stored, the client was not told, and it uploaded the file again.'],
  'token-per-call': ['A token for each call', 'New access tokens were asked for while the one before was good. Zoho issues ten in ten minutes.'],
  'more-records-ignored': ['Stopped before the last page', 'A list said more_records, and the next page was never asked for.'],
  'scopes-wider': ['Wider scopes than needed', 'A token was asked for with more scopes than were used.']
}

/** The findings of each kind that there is, in the order of the kinds. */
export function findingsByKind (findings: readonly Finding[]): Array<{ readonly kind: Kind, readonly title: string, readonly findings: readonly Finding[] }> {
  return (Object.keys(kinds) as Kind[]).flatMap(kind => {
    const own = findings.filter(finding => finding.kind === kind)
    return own.length === 0 ? [] : { kind, title: kinds[kind][0], findings: own }
  })
}

/** A clause as a sentence. A name in quotes, or of an operation, stays as it is. */
export function sentence (text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
}

/** A scope of a token, beside the least that would have done. */
export interface GrantedScope {
  readonly scope: string
  /** `needed`: one of the least; `wider`: allows more than one of them; `unused`: none of them. */
  readonly use: 'needed' | 'wider' | 'unused'
}

/** Says of each scope of a token whether it was needed. */
export function compareScopes ({ granted, least }: AuditReport['scopes'][number]): GrantedScope[] {
  const needed = least.map(scope => scope.toLowerCase())
  return granted.map(scope => {
    if (needed.includes(scope.toLowerCase())) return { scope, use: 'needed' }
    // A scope without a module is for all of them.
    const isGeneral = /^zohocrm\.modules\.\w+$/i.test(scope)
    const words = isGeneral ? least.map(other => other.replace(/^(.*)\.[^.]+(\.[^.]+)$/, '$1$2')) : least
    return { scope, use: words.some(other => covers(scope, other)) ? 'wider' : 'unused' }
  })
}
