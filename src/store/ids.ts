import { createHash } from 'node:crypto'

/** Ids and tokens of one sandbox: the same sequence in every run. */
export interface Ids {
  /** A Zoho id: the org's prefix and a counter, 19 digits. */
  next (): string
  /** An access token, refresh token or grant code: `1000.` and twice 32 hexadecimal digits. */
  token (): string
  /**
   * What `$file_id` is of an attachment: 5 letters or digits and 32 hexadecimal digits, as in the example of zoho/crm-oas
   * v8.0/notes, getNotesModule (ff5c91b), `2rsp48b6960fb9f4d444dada8740791775f35`, and in an object that a user pasted.
   */
  file (attachmentId: string): string
  /** A digest of a text that no other sandbox makes: 64 hexadecimal digits. */
  keyedDigest (text: string): string
  /** Where the sequences are. */
  counters (): Counters
  /** Goes on elsewhere. */
  set (counters: Counters): void
  /** Sees to it that the ids to come are greater than one of the same form. */
  skip (id: string): void
}

/** How far the sequences of ids and of tokens have come. */
export interface Counters {
  readonly ids: number
  readonly tokens: number
}

/** Source of prefix and counter: the page's sample response, whose attachment is 4150868000005277036 and whose user is 4150868000000225013. */
export const ID_PREFIX = '4150868'
const FIRST = 5277036
const DIGITS = 12

/**
 * @param seed another seed gives other ids and tokens; the empty one starts at the id of the page's sample response.
 * @param sandbox keeps tokens of different sandboxes apart, since a token also tells the sandbox at the base URL.
 */
export function createIds (seed: string, sandbox: string): Ids {
  let counter = firstCounters(seed).ids
  let tokens = 0
  return {
    next: () => ID_PREFIX + String(counter++).padStart(DIGITS, '0'),
    token: () => {
      const hex = digest(`${seed}/${sandbox}/${tokens++}`)
      return `1000.${hex.slice(0, 32)}.${hex.slice(32)}`
    },
    file: attachmentId => {
      const hex = digest(`${seed}/${sandbox}/file/${attachmentId}`)
      return parseInt(hex.slice(0, 9), 16).toString(36).padStart(5, '0').slice(-5) + hex.slice(-32)
    },
    keyedDigest: text => digest(`${seed}/${sandbox}/seal/${text}`),
    counters: () => ({ ids: counter, tokens }),
    set (counters) { ({ ids: counter, tokens } = counters) },
    skip (id) { counter = Math.max(counter, Number(id.slice(-DIGITS)) + 1) }
  }
}

/** Where the sequences start. */
export function firstCounters (seed: string): Counters {
  return { ids: seed === '' ? FIRST : parseInt(digest(seed).slice(0, 9), 16), tokens: 0 }
}

function digest (text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
