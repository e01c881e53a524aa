import { createHash } from 'node:crypto'

/** Generates the ids and tokens of one sandbox, in the same sequence in every run. */
export interface Ids {
  /** Generates a Zoho id: the org's prefix and a counter, 19 digits. */
  next (): string
  /** Generates an access token, refresh token or grant code: `1000.` and twice 32 hexadecimal digits. */
  token (): string
  /**
   * The `$file_id` of an attachment: 5 letters or digits and 32 hexadecimal digits, as in the example of zoho/crm-oas
   * v8.0/notes, getNotesModule (ff5c91b), `2rsp48b6960fb9f4d444dada8740791775f35`, and in an object that a user posted.
   */
  file (attachmentId: string): string
  /**
   * Generates the id of a file in Zoho's file system: 64 hexadecimal digits, the first 32 of which are the same for all files of an
   * org, as in the samples of Zoho's SDKs, `ae9c7cefa418aec1d6a5cc2d9ab35c3231aae3bfeef7d5e00a54b7563c0dd42b` and others. It takes
   * one number out of the sequence of ids.
   */
  zfsFile (): string
  /** A digest that differs for each sandbox: 64 hexadecimal digits. */
  keyedDigest (text: string): string
  /** The current state of the sequences. */
  counters (): Counters
  /** Continues the sequences from another state. */
  set (counters: Counters): void
  /** Makes all further ids greater than this one, which has to have the same form. */
  skip (id: string): void
}

/** The state of the sequences of ids and tokens. */
export interface Counters {
  readonly ids: number
  readonly tokens: number
}

/**
 * Prefix and first counter are from the sample response on Zoho's page, with attachment 4150868000005277036 and user
 * 4150868000000225013.
 */
export const ID_PREFIX = '4150868'
const FIRST_COUNTER = 5277036
const DIGITS = 12

/**
 * @param seed determines ids and tokens; with an empty one, ids start at that of the sample response on Zoho's page
 * @param sandbox makes tokens differ between sandboxes, since a token at the base URL selects the sandbox
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
    zfsFile: () => digest(`${seed}/${sandbox}/zfs`).slice(0, 32) + digest(`${seed}/${sandbox}/zfs/${counter++}`).slice(0, 32),
    keyedDigest: text => digest(`${seed}/${sandbox}/seal/${text}`),
    counters: () => ({ ids: counter, tokens }),
    set (counters) { ({ ids: counter, tokens } = counters) },
    skip (id) { counter = Math.max(counter, Number(id.slice(-DIGITS)) + 1) }
  }
}

/** The initial state of the sequences. */
export function firstCounters (seed: string): Counters {
  return { ids: seed === '' ? FIRST_COUNTER : parseInt(digest(seed).slice(0, 9), 16), tokens: 0 }
}

function digest (text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
