import type { Ids } from '../store/ids.js'
import { Refusal } from '../zoho/rules.js'

/** Where a page starts in the list of a record's attachments. */
export interface Cursor {
  readonly direction: 'next' | 'previous'
  /** The attachment next to the page; it may have been deleted since. */
  readonly id: string
  /** When it was attached, in milliseconds since 1970. */
  readonly time: number
}

/** The content of a page token. */
export interface PageToken extends Cursor {
  /** How many attachments come before the page. */
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
