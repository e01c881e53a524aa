import type { ObservedPart } from '../../upload/form.js'
import type { Entry } from '../entry.js'
import { sha256From } from '../../store/content.js'
import { redactText } from '../../secrets/redact.js'
import type { AttachmentTable } from '../../store/attachments.js'
import { type Finding, groupBy } from './finding.js'

/** The client retried before `Retry-After` had passed, both by the machine's clock and by the sandbox's. */
export function retriedEarly (entries: readonly Entry[]): Finding[] {
  return entries.flatMap((first, index) => {
    const { retryAfter } = first
    if (retryAfter === undefined) return []
    const again = entries.slice(index + 1).find(entry => entry.operation === first.operation && entry.facts.credential === first.facts.credential)
    if (again === undefined) return []
    // Moving the sandbox's clock forward counts as waiting.
    const waited = Math.max(again.time - first.time - first.duration, again.clock - first.clock)
    if (waited >= retryAfter * 1000) return []
    return {
      kind: 'retried-early',
      explain: `${first.operation} was asked to wait ${retryAfter} s and came back after ${(Math.max(0, waited) / 1000).toFixed(1)} s`,
      requests: [first.id, again.id]
    }
  })
}

/** The client attached the same file to the same record twice, because it was not told that the first upload succeeded. */
export function duplicateByRetry (entries: readonly Entry[], attachments: AttachmentTable): Finding[] {
  const stored = entries.filter(({ observations }) => observations.attachment !== undefined)
  return [...groupBy(stored, fileKeyOf).values()].flatMap(similar => similar.flatMap((first, index) => {
    const isConfirmed = first.status !== undefined && first.status < 400 && first.outcome === 'answered'
    if (isConfirmed) return []
    const again = similar.slice(index + 1).find(entry => hashOf(entry, attachments) === hashOf(first, attachments))
    if (again === undefined) return []
    const { module, record } = again.facts.recordRef as NonNullable<typeof again.facts.recordRef>
    const answer = first.status === undefined ? 'whose answer never came' : `that was answered ${first.status}`
    return {
      kind: 'duplicate-by-retry',
      explain: `"${redactText(String(fileOf(again)?.filename))}" is attached to ${module} ${record} twice: an upload ${answer} had stored it, and was made again; look with a list before you retry`,
      requests: [first.id, again.id]
    }
  }))
}

/** @returns a key that equal files of a record share; `undefined` for links, because Zoho refuses duplicates of those */
function fileKeyOf (entry: Entry): string | undefined {
  const file = fileOf(entry)
  return file && JSON.stringify([entry.facts.recordRef, file.filename, file.size])
}

function fileOf ({ observations: { parts = [] } }: Entry): ObservedPart | undefined {
  return parts.find(({ digest }) => digest !== undefined)
}

function hashOf (entry: Entry, attachments: AttachmentTable): string | undefined {
  const attachment = attachments.get(entry.observations.attachment as string)
  const digest = fileOf(entry)?.digest
  return digest && sha256From(digest, attachment?.kind === 'file' ? attachment.content : undefined)
}
