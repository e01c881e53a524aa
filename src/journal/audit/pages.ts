import type { Entry } from '../entry.js'
import { type Finding, groupBy } from './finding.js'

/** A list that was answered: what it was of and which page it was is known by then. */
interface List extends Entry {
  readonly facts: Entry['facts'] & { readonly recordRef: NonNullable<Entry['facts']['recordRef']> }
  readonly observations: Entry['observations'] & { readonly page: NonNullable<Entry['observations']['page']> }
}

/** Listed a record's attachments and never asked for the page after one that said `more_records`. */
export function moreRecordsIgnored (entries: readonly Entry[]): Finding[] {
  const lists = entries.filter((entry): entry is List => entry.operation === 'list' && entry.status === 200)
  return [...groupBy(lists, ({ facts: { recordRef } }) => `${recordRef.module} ${recordRef.record}`)].flatMap(([name, listed]) => {
    // Told once of a record that was listed again and again.
    const last = listed.findLast(({ observations }) => observations.hasMore)
    if (last === undefined || listed.slice(listed.indexOf(last) + 1).some(other => isFurther(other, last))) return []
    return {
      kind: 'more-records-ignored',
      explain: `${name} has more attachments than the page that was asked for last (info.more_records), and the next page was never asked for`,
      requests: [last.id]
    }
  })
}

/** Whether a list goes on where another ended. */
function isFurther ({ observations: { page: next } }: List, { observations: { page: before } }: List): boolean {
  return next.isByToken || next.number > before.number
}
