import type { Ids } from '../store/ids.js'
import { Refusal } from '../zoho/rules.js'
import { compareIds, positionOf } from '../store/attachments.js'
import { limits, type SortKey, type SortOrder } from '../zoho/limits.js'
import type { World } from '../sandbox/world.js'

/** How a list is sorted. */
export interface Sorting {
  readonly by: SortKey
  readonly order: SortOrder
}

/** What can be listed: an attachment or a record. */
export interface Listed {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Absent if it is never modified. */
  readonly modifiedAt?: number
}

/** One page of a list. */
export interface Page<Row extends Listed = Listed> {
  /** In list order. */
  readonly rows: readonly Row[]
  /** Starts at 1. Always 1 for a page requested by token, as in the second sample of the v7 page get-records. */
  readonly number: number
  /** Whether more rows follow. */
  readonly hasNext: boolean
  readonly hasPrevious: boolean
}

/** The requested page: by number, or by the row next to it (`cursor`). */
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
  /** How many rows come before the page. */
  readonly skipped: number
  /** Show only newer rows, in milliseconds since 1970; all if `undefined`. */
  readonly since: number | undefined
  /** Makes a digest of what is listed, the user and the parameters that page tokens of this list are valid for. */
  readonly key: () => string
}

/** The time by which a list is sorted, in milliseconds since 1970. */
function timeOf ({ createdAt, modifiedAt = createdAt }: Listed, by: SortKey): number {
  return by === 'Modified_Time' ? modifiedAt : createdAt
}

/**
 * Cuts one page out of a list. With page numbers, a row that is added between two requests shifts the rest of the list by one.
 * With a cursor, nothing is skipped or repeated, whatever is written in between.
 * @param all sorted by id, ascending
 */
export function pageOf<Row extends Listed> (all: readonly Row[], request: PageRequest): Page<Row> {
  const { sorting: { by, order }, number } = request
  // The sort is stable: rows of the same time stay in id order.
  const sorted = by === 'id' ? all : all.toSorted((a, b) => timeOf(a, by) - timeOf(b, by))
  const [from, to] = rangeOf(sorted, request)
  const [start, end] = [Math.max(0, from), Math.min(sorted.length, to)]
  const rows = sorted.slice(start, Math.max(start, end))
  const [hasSmaller, hasLarger] = [start > 0, end < sorted.length]
  return order === 'asc'
    ? { rows, number, hasNext: hasLarger, hasPrevious: hasSmaller }
    : { rows: rows.reverse(), number, hasNext: hasSmaller, hasPrevious: hasLarger }
}

/** @returns the start (inclusive) and end (exclusive) of a page, as indexes in ascending order; both may be out of bounds */
function rangeOf (sorted: readonly Listed[], { sorting: { by, order }, number, perPage, cursor }: PageRequest): [number, number] {
  if (cursor === undefined) {
    const before = (number - 1) * perPage
    return order === 'asc' ? [before, before + perPage] : [sorted.length - before - perPage, sorted.length - before]
  }
  const isNext = cursor.direction === 'next'
  const isAscending = isNext === (order === 'asc')
  const position = by === 'id' ? positionOf(sorted, cursor.id, { isPast: isAscending }) : sorted.filter(row => isBefore(row, cursor, by, isAscending)).length
  if (isAscending) {
    // A previous page is always full, even if rows before it have been deleted.
    const start = isNext ? position : Math.min(position, sorted.length - perPage)
    return [start, start + perPage]
  }
  const end = isNext ? position : Math.max(position, perPage)
  return [end - perPage, end]
}

/** Whether a row comes before a cursor, or with `isPast` is the cursor's own row. */
function isBefore (row: Listed, cursor: Cursor, by: SortKey, isPast: boolean): boolean {
  const time = timeOf(row, by)
  if (time !== cursor.time) return time < cursor.time
  return compareIds(row.id, cursor.id) < 0 || (isPast && row.id === cursor.id)
}

/** Where a page starts in a list. */
export interface Cursor {
  readonly direction: 'next' | 'previous'
  /** The row next to the page; it may have been deleted since. */
  readonly id: string
  /** The time by which the list is sorted, in milliseconds since 1970. */
  readonly time: number
}

/** The content of a page token. */
export interface PageToken extends Cursor {
  /** How many rows come before the page. */
  readonly skipped: number
  /** Identifies the list (`Listing.key`): 16 hexadecimal digits. */
  readonly list: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/**
 * Field lengths in hexadecimal digits. An id fits 20 decimal digits, a time lasts until the year 10889, and `skipped` holds
 * up to a million.
 */
const LENGTHS = { direction: 1, id: 17, time: 12, skipped: 5, expiresAt: 12, list: 16, signature: 32 }
const PATTERN = new RegExp(`^${Object.entries(LENGTHS).map(([name, length]) => `(?<${name}>[0-9a-f]{${length}})`).join('')}$`)
const DIRECTIONS = ['next', 'previous'] as const

/**
 * Writes a self-contained, signed page token, so that sandboxes do not have to store any. It is hexadecimal, like the ones
 * in the examples of zoho/crm-oas, and at most 96 digits long, the maximum of v8.0/record, getRecords.
 */
export function writePageToken ({ direction, id, time, skipped, list, expiresAt }: PageToken, ids: Ids): string {
  const hex = (value: number | bigint, length: number): string => value.toString(16).padStart(length, '0')
  const text = hex(DIRECTIONS.indexOf(direction), LENGTHS.direction) + hex(BigInt(id), LENGTHS.id) + hex(time, LENGTHS.time) +
    hex(skipped, LENGTHS.skipped) + hex(expiresAt, LENGTHS.expiresAt) + list
  return text + ids.keyedDigest(text).slice(0, LENGTHS.signature)
}

/**
 * Reads a page token.
 * @param ids those of the sandbox that wrote it
 * @throws {Refusal} `list.page-token-invalid` for any other text
 */
export function readPageToken (value: string, ids: Ids): PageToken {
  const { direction, id, time, skipped, expiresAt, list, signature } = PATTERN.exec(value)?.groups ?? {}
  if (signature === undefined || ids.keyedDigest(value.slice(0, -LENGTHS.signature)).slice(0, LENGTHS.signature) !== signature) {
    throw new Refusal('list.page-token-invalid', 'expected a page_token from the info of a page of this list, got another text')
  }
  return {
    direction: DIRECTIONS[Number(direction)] as Cursor['direction'],
    id: BigInt(`0x${id}`).toString(),
    time: parseInt(time as string, 16),
    skipped: parseInt(skipped as string, 16),
    expiresAt: parseInt(expiresAt as string, 16),
    list: list as string
  }
}

/** The tokens of a page. */
export interface PageTokens {
  readonly nextToken?: string
  readonly previousToken?: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** The tokens of the next and the previous page, where they exist. */
export function tokensOf ({ clock, ids }: World, { key, perPage, skipped, sorting: { by } }: Listing, { rows, hasNext, hasPrevious }: Page<Listed>): PageTokens {
  const expiresAt = clock.now() + limits.pageTokenLifetime * 1000
  if (!hasNext && !hasPrevious) return { expiresAt }
  const list = key()
  const token = (direction: Cursor['direction'], neighbour: Listed | undefined, skipped: number): string => {
    const { id } = neighbour as Listed
    return writePageToken({ direction, id, time: timeOf(neighbour as Listed, by), skipped, list, expiresAt }, ids)
  }
  return {
    expiresAt,
    ...hasNext && { nextToken: token('next', rows.at(-1), skipped + rows.length) },
    ...hasPrevious && { previousToken: token('previous', rows[0], Math.max(0, skipped - perPage)) }
  }
}

/** Zoho's times have no milliseconds, so neither has a time that a client sends back. */
export function wholeSecond (time: number): number {
  return time - time % 1000
}
