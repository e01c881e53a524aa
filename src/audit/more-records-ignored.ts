import type { Entry } from '../journal/entry.js'
import type { Finding } from './finding.js'

/** A list that was answered; the steps that it passed have found what it was of. */
interface List extends Entry {
  readonly found: Entry['found'] & { readonly [Name in 'place' | 'page']: NonNullable<Entry['found'][Name]> }
}

/** Listed a record's attachments and never asked for the page after one that said `more_records`. */
export function moreRecordsIgnored (entries: readonly Entry[]): Finding[] {
  const lists = entries.filter((entry): entry is List => entry.operation === 'list' && entry.status === 200)
  return lists.flatMap((list, index) => {
    if (!list.notes.hasMore) return []
    const later = lists.slice(index + 1).filter(other => isSameRecord(list, other))
    // Told once of a record that was listed again and again.
    if (later.some(other => isFurther(other, list) || other.notes.hasMore)) return []
    const { module, record } = list.found.place
    return {
      kind: 'more-records-ignored',
      explain: `${module} ${record} has more attachments than the page that was asked for last (info.more_records), and the next page was never asked for`,
      requests: [list.id]
    }
  })
}

function isSameRecord ({ found: { place: one } }: List, { found: { place: other } }: List): boolean {
  return one.module === other.module && one.record === other.record
}

/** Whether a list goes on where another ended. */
function isFurther ({ found: { page: next } }: List, { found: { page: before } }: List): boolean {
  return next.isByToken || next.number > before.number
}
