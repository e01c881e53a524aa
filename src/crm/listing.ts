import type { PageRequest } from './page.js'

/** What of a record's attachments a list shows. */
export interface Listing extends PageRequest {
  /** Names of keys; all where absent. */
  readonly fields: ReadonlySet<string> | undefined
  readonly ids: ReadonlySet<string> | undefined
  /** What page tokens of this list are good for: the record, the user, and the ids. */
  readonly key: string
}
