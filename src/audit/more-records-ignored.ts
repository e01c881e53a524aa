import type { Entry } from '../journal/entry.js'
import type { Finding } from './finding.js'

/** Listed a record's attachments and never asked for the page after one that said `more_records`. */
export function moreRecordsIgnored (entries: readonly Entry[]): Finding[] {
  const lists = entries.filter(({ operation, status }) => operation === 'list' && status === 200)
  return lists.flatMap((list, index) => {
    if (!list.notes.hasMore) return []
    if (lists.slice(index + 1).some(later => isSameRecord(list, later) && isFurther(later, list))) return []
    // Told once of a record that was listed again and again.
    if (lists.slice(index + 1).some(later => isSameRecord(list, later) && later.notes.hasMore)) return []
    const { module, record } = list.findings.place as NonNullable<typeof list.findings.place>
    return {
      kind: 'more-records-ignored',
      explain: `${module} ${record} has more attachments than the page that was asked for last (info.more_records), and the next page was never asked for`,
      requests: [list.id]
    }
  })
}

function isSameRecord (one: Entry, other: Entry): boolean {
  return one.findings.place?.module === other.findings.place?.module && one.findings.place?.record === other.findings.place?.record
}

/** Whether a list goes on where another ended. */
function isFurther (later: Entry, list: Entry): boolean {
  const [next, before] = [later.findings.listing, list.findings.listing]
  return next?.cursor !== undefined || (next?.number ?? 0) > (before?.number ?? 0)
}
