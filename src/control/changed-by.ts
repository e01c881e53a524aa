import type { Entry } from '../journal/entry.js'
import type { ChangedPart } from './shapes/events.js'

/** The part of a sandbox that a request to Zoho's APIs has changed. */
export function changedBy ({ operation, observations, refusedBy, refusal, fault }: Entry): ChangedPart | undefined {
  switch (operation) {
    case 'upload': return observations.attachment === undefined ? undefined : 'attachments'
    case 'uploadFiles': return observations.files === undefined ? undefined : 'files'
    case 'delete': return refusedBy === null ? 'attachments' : undefined
    // A fault may tell the client that it failed.
    case 'token': case 'revoke': return refusal === null || fault !== null ? 'tokens' : undefined
    case 'stub': return 'stubs'
    default: return undefined
  }
}
