import type { Attachment } from '../sandbox/entities.js'
import { positionOf } from '../sandbox/attachments.js'
import type { Cursor } from './page-token.js'

/** A part of a record's attachments. */
export interface Page {
  /** Newest first. */
  readonly rows: readonly Attachment[]
  /** From 1. */
  readonly number: number
  /** Whether there are older ones than these. */
  readonly hasOlder: boolean
  readonly hasNewer: boolean
}

/** Which page is asked for: by number, or as the one beside an attachment. */
export interface PageRequest {
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
  /** Digest of what page tokens of this list are good for: the record, the user, and the other parameters. */
  readonly key: string
}

/**
 * Cuts a page out of attachments. By number, an upload moves every older one on by a place; beside an attachment nothing
 * is left out or comes twice, whatever others write meanwhile.
 * @param attachments oldest first
 */
export function pageOf (attachments: readonly Attachment[], { number, perPage, cursor }: PageRequest): Page {
  const end = endOf(attachments, number, perPage, cursor)
  const start = Math.max(0, end - perPage)
  const rows = attachments.slice(start, Math.max(0, end)).reverse()
  return { rows, number, hasOlder: start > 0, hasNewer: end < attachments.length }
}

/** Where a page ends, counted from the oldest; its newest attachment is the one before. */
function endOf (attachments: readonly Attachment[], number: number, perPage: number, cursor: Cursor | undefined): number {
  if (cursor === undefined) return attachments.length - (number - 1) * perPage
  if (cursor.direction === 'older') return positionOf(attachments, cursor.id)
  return Math.min(attachments.length, positionOf(attachments, cursor.id, { isPast: true }) + perPage)
}
