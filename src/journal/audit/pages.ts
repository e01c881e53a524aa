import type { Entry } from '../entry.js'
import { type Finding, groupBy } from './finding.js'

/** A list request that succeeded, whose record and page are therefore known. */
interface ListEntry extends Entry {
  readonly facts: Entry['facts'] & { readonly recordRef: NonNullable<Entry['facts']['recordRef']> }
  readonly observations: Entry['observations'] & { readonly page: NonNullable<Entry['observations']['page']> }
}

/** The client listed a record's attachments, and never requested the page after one that said `more_records`. */
export function moreRecordsIgnored (entries: readonly Entry[]): Finding[] {
  const lists = entries.filter((entry): entry is ListEntry => entry.operation === 'list' && entry.status === 200)
  return [...groupBy(lists, ({ facts: { recordRef } }) => `${recordRef.module} ${recordRef.record}`)].flatMap(([name, listed]) => {
    // One finding per record, however often it was listed.
    const last = listed.findLast(({ observations }) => observations.hasMore)
    if (last === undefined || listed.slice(listed.indexOf(last) + 1).some(other => isFurther(other, last))) return []
    return {
      kind: 'more-records-ignored',
      explain: `${name} has more attachments than the page that was asked for last (info.more_records), and the next page was never asked for`,
      requests: [last.id]
    }
  })
}

/** Whether a list request continues a previous one. */
function isFurther ({ observations: { page: next } }: ListEntry, { observations: { page: before } }: ListEntry): boolean {
  return next.isByToken || next.number > before.number
}
