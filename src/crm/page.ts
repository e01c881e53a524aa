import type { Attachment } from '../store/entities.js'
import { positionOf } from '../store/attachments.js'
import type { SortKey, SortOrder } from '../zoho/limits.js'
import type { Cursor } from './page-token.js'

/** How a list is sorted. */
export interface Sorting {
  readonly by: SortKey
  readonly order: SortOrder
}

/** One page of a record's attachments. */
export interface Page {
  /** In list order. */
  readonly rows: readonly Attachment[]
  /** Starts at 1. Always 1 for a page requested by token, as in the second sample of the v7 page get-records. */
  readonly number: number
  /** Whether more attachments follow. */
  readonly hasNext: boolean
  readonly hasPrevious: boolean
}

/** The requested page: by number, or by the attachment next to it (`cursor`). */
export interface PageRequest {
  readonly sorting: Sorting
  readonly number: number
  readonly perPage: number
  readonly cursor?: Cursor
}

/** Everything that a list request asks for. */
export interface Listing extends PageRequest {
  /** Names of the keys to show; all if `undefined`. */
  readonly fields: ReadonlySet<string> | undefined
  /** Ids to show, unique and oldest first; all if `undefined`. */
  readonly ids: readonly string[] | undefined
  /** How many attachments come before the page. */
  readonly skipped: number
  /** Show only newer attachments, in milliseconds since 1970; all if `undefined`. */
  readonly since: number | undefined
  /** Digest of the record, the user and the parameters that page tokens of this list are valid for. */
  readonly key: string
}

/**
 * Cuts one page out of a record's attachments. With page numbers, an upload between two requests shifts the rest of the
 * list by one. With a cursor, nothing is skipped or repeated, whatever is written in between.
 * @param attachments sorted by id, ascending
 */
export function pageOf (attachments: readonly Attachment[], request: PageRequest): Page {
  const { sorting: { by, order }, number } = request
  // The sort is stable: attachments of the same time stay in id order.
  const sorted = by === 'id' ? attachments : attachments.toSorted((a, b) => a.createdAt - b.createdAt)
  const [from, to] = rangeOf(sorted, request)
  const [start, end] = [Math.max(0, from), Math.min(sorted.length, to)]
  const rows = sorted.slice(start, Math.max(start, end))
  const [hasSmaller, hasLarger] = [start > 0, end < sorted.length]
  return order === 'asc'
    ? { rows, number, hasNext: hasLarger, hasPrevious: hasSmaller }
    : { rows: rows.reverse(), number, hasNext: hasSmaller, hasPrevious: hasLarger }
}

/** @returns the start (inclusive) and end (exclusive) of a page, as indexes in ascending order; both may be out of bounds */
function rangeOf (sorted: readonly Attachment[], { sorting: { by, order }, number, perPage, cursor }: PageRequest): [number, number] {
  if (cursor === undefined) {
    const before = (number - 1) * perPage
    return order === 'asc' ? [before, before + perPage] : [sorted.length - before - perPage, sorted.length - before]
  }
  const isNext = cursor.direction === 'next'
  const isAscending = isNext === (order === 'asc')
  const position = by === 'id' ? positionOf(sorted, cursor.id, { isPast: isAscending }) : sorted.filter(row => isBefore(row, cursor, isAscending)).length
  if (isAscending) {
    // A previous page is always full, even if attachments before it have been deleted.
    const start = isNext ? position : Math.min(position, sorted.length - perPage)
    return [start, start + perPage]
  }
  const end = isNext ? position : Math.max(position, perPage)
  return [end - perPage, end]
}

/** Whether an attachment comes before a cursor, or with `isPast` is the cursor's own attachment. */
function isBefore ({ createdAt, id }: Attachment, cursor: Cursor, isPast: boolean): boolean {
  if (createdAt !== cursor.time) return createdAt < cursor.time
  return id < cursor.id || (isPast && id === cursor.id)
}
