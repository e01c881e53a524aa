import type { Ids } from '../sandbox/ids.js'
import { Refusal } from '../zoho/refusal.js'

/** The place in a record's attachments from which a page goes on. */
export interface Cursor {
  readonly direction: 'older' | 'newer'
  /** The attachment beside which the page begins; it may be deleted by now. */
  readonly id: string
}

/** What a page token stands for. */
export interface PageToken extends Cursor {
  /** The page's number, from 1. */
  readonly number: number
  readonly perPage: number
  /** What the list is of, and for whom: the token is good for that only. */
  readonly list: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

const SEAL_LENGTH = 32

/** Writes a token that holds all that it stands for, so that no sandbox has to keep it. */
export function writePageToken (token: PageToken, ids: Ids): string {
  const { direction, id, number, perPage, list, expiresAt } = token
  const text = Buffer.from(JSON.stringify([direction, id, number, perPage, list, expiresAt])).toString('hex')
  return text + ids.seal(text).slice(0, SEAL_LENGTH)
}

/**
 * Reads a token that this sandbox wrote.
 * @throws {Refusal} `list.page-token-invalid`
 */
export function readPageToken (value: string, ids: Ids): PageToken {
  const text = value.slice(0, -SEAL_LENGTH)
  if (ids.seal(text).slice(0, SEAL_LENGTH) !== value.slice(-SEAL_LENGTH)) {
    throw new Refusal('list.page-token-invalid', 'expected a page_token from the info of an earlier page of this list, got another text')
  }
  const [direction, id, number, perPage, list, expiresAt] = JSON.parse(Buffer.from(text, 'hex').toString()) as [Cursor['direction'], string, number, number, string, number]
  return { direction, id, number, perPage, list, expiresAt }
}
