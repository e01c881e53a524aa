import type { Ids } from '../store/ids.js'
import { Refusal } from '../zoho/rules.js'

/** The place in a record's attachments from which a page goes on. */
export interface Cursor {
  readonly direction: 'next' | 'previous'
  /** The attachment beside which the page begins; it may be deleted by now. */
  readonly id: string
  /** When that was attached; milliseconds since 1970. */
  readonly time: number
}

/** What a page token stands for. */
export interface PageToken extends Cursor {
  /** How many attachments the pages before it had. */
  readonly skipped: number
  /** Digest of what the list is of: 16 hexadecimal digits. */
  readonly list: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/**
 * Hexadecimal digits; of an id as many as 20 decimal ones can need, of a time enough until the year 10889, of what was
 * skipped enough for a million.
 */
const LENGTHS = { direction: 1, id: 17, time: 12, skipped: 5, expiresAt: 12, list: 16, seal: 32 }
const FORM = new RegExp(`^${Object.entries(LENGTHS).map(([name, length]) => `(?<${name}>[0-9a-f]{${length}})`).join('')}$`)
const DIRECTIONS = ['next', 'previous'] as const

/**
 * Writes a token that holds all that it stands for, so that no sandbox has to keep it. Hexadecimal, as those in the
 * examples of zoho/crm-oas, and of at most 96 digits: the longest that v8.0/record, getRecords, takes.
 */
export function writePageToken ({ direction, id, time, skipped, list, expiresAt }: PageToken, ids: Ids): string {
  const hex = (value: number | bigint, length: number): string => value.toString(16).padStart(length, '0')
  const text = hex(DIRECTIONS.indexOf(direction), LENGTHS.direction) + hex(BigInt(id), LENGTHS.id) + hex(time, LENGTHS.time) +
    hex(skipped, LENGTHS.skipped) + hex(expiresAt, LENGTHS.expiresAt) + list
  return text + ids.keyedDigest(text).slice(0, LENGTHS.seal)
}

/**
 * Reads a token that this sandbox wrote.
 * @throws {Refusal} `list.page-token-invalid`
 */
export function readPageToken (value: string, ids: Ids): PageToken {
  const { direction, id, time, skipped, expiresAt, list, seal } = FORM.exec(value)?.groups ?? {}
  if (seal === undefined || ids.keyedDigest(value.slice(0, -LENGTHS.seal)).slice(0, LENGTHS.seal) !== seal) {
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
