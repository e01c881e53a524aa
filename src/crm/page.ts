import type { Attachment } from '../store/entities.js'
import { positionOf } from '../store/attachments.js'
import type { SortKey, SortOrder } from '../zoho/limits.js'
import type { Cursor } from './page-token.js'

/** How a list is sorted. */
export interface Sorting {
  readonly by: SortKey
  readonly order: SortOrder
}

/** A part of a record's attachments. */
export interface Page {
  /** In the order of the list. */
  readonly rows: readonly Attachment[]
  /** From 1; of a page by token always 1, as in the second sample of the v7 page get-records. */
  readonly number: number
  /** Whether the list goes on after these. */
  readonly hasNext: boolean
  readonly hasPrevious: boolean
}

/** Which page is asked for: by number, or as the one beside an attachment. */
export interface PageRequest {
  readonly sorting: Sorting
  readonly number: number
  readonly perPage: number
  readonly cursor?: Cursor
}

/** What of a record's attachments a list shows. */
export interface Listing extends PageRequest {
  /** Names of keys; all where absent. */
  readonly fields: ReadonlySet<string> | undefined
  /** Each once, in order of age; all where absent. */
  readonly ids: readonly string[] | undefined
  /** How many attachments the pages before it had. */
  readonly skipped: number
  /** Only attachments that are newer, in milliseconds since 1970; all where absent. */
  readonly since: number | undefined
  /** Digest of what page tokens of this list are good for: the record, the user, and the other parameters. */
  readonly key: string
}

/**
 * Cuts a page out of attachments. By number, an upload moves those behind it on by a place; beside an attachment nothing
 * is left out or comes twice, whatever others write meanwhile.
 * @param attachments by id, the smallest first
 */
export function pageOf (attachments: readonly Attachment[], request: PageRequest): Page {
  const { sorting: { by, order }, number } = request
  // Stable: attachments of one time stay in the order of their ids.
  const sorted = by === 'id' ? attachments : attachments.toSorted((one, other) => one.createdAt - other.createdAt)
  const [from, to] = rangeOf(sorted, request)
  const [start, end] = [Math.max(0, from), Math.min(sorted.length, to)]
  const rows = sorted.slice(start, Math.max(start, end))
  const [hasLesser, hasGreater] = [start > 0, end < sorted.length]
  return order === 'asc'
    ? { rows, number, hasNext: hasGreater, hasPrevious: hasLesser }
    : { rows: rows.reverse(), number, hasNext: hasLesser, hasPrevious: hasGreater }
}

/** Where a page starts and ends, counted from the smallest; either may lie outside. */
function rangeOf (sorted: readonly Attachment[], { sorting: { by, order }, number, perPage, cursor }: PageRequest): [number, number] {
  if (cursor === undefined) {
    const before = (number - 1) * perPage
    return order === 'asc' ? [before, before + perPage] : [sorted.length - before - perPage, sorted.length - before]
  }
  const isNext = cursor.direction === 'next'
  const isUpwards = isNext === (order === 'asc')
  const position = by === 'id' ? positionOf(sorted, cursor.id, { isPast: isUpwards }) : sorted.filter(row => isBefore(row, cursor, isUpwards)).length
  if (isUpwards) {
    // A page on the way back is full, though some of those before it may be deleted by now.
    const start = isNext ? position : Math.min(position, sorted.length - perPage)
    return [start, start + perPage]
  }
  const end = isNext ? position : Math.max(position, perPage)
  return [end - perPage, end]
}

/** Whether an attachment comes before a cursor, or with `isPast` is the one beside it. */
function isBefore ({ createdAt, id }: Attachment, cursor: Cursor, isPast: boolean): boolean {
  if (createdAt !== cursor.time) return createdAt < cursor.time
  return id < cursor.id || (isPast && id === cursor.id)
}
