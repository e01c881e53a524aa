import type { ObservedPart } from '../../upload/form.js'
import type { Entry } from '../entry.js'
import { sha256From } from '../../store/content.js'
import { redactText } from '../../secrets/redact.js'
import type { AttachmentTable } from '../../store/attachments.js'
import { type Finding, groupBy } from './finding.js'

/** Came back before the time that `Retry-After` asked for had passed, by the machine's clock and by the sandbox's. */
export function retriedEarly (entries: readonly Entry[]): Finding[] {
  return entries.flatMap((asked, index) => {
    const { retryAfter } = asked
    if (retryAfter === undefined) return []
    const again = entries.slice(index + 1).find(entry => entry.operation === asked.operation && entry.facts.credential === asked.facts.credential)
    if (again === undefined) return []
    // A test that moves the sandbox's clock on has waited.
    const waited = Math.max(again.time - asked.time - asked.duration, again.clock - asked.clock)
    if (waited >= retryAfter * 1000) return []
    return {
      kind: 'retried-early',
      explain: `${asked.operation} was asked to wait ${retryAfter} s and came back after ${(Math.max(0, waited) / 1000).toFixed(1)} s`,
      requests: [asked.id, again.id]
    }
  })
}

/** Attached the same file to the same record again, since it never heard that the first time was good. */
export function duplicateByRetry (entries: readonly Entry[], attachments: AttachmentTable): Finding[] {
  const stored = entries.filter(({ observations }) => observations.attachment !== undefined)
  return [...groupBy(stored, nameOf).values()].flatMap(alike => alike.flatMap((first, index) => {
    const wasHeard = first.status !== undefined && first.status < 400 && first.outcome === 'answered'
    if (wasHeard) return []
    const again = alike.slice(index + 1).find(entry => hashOf(entry, attachments) === hashOf(first, attachments))
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

/** What files have in common that may be the same; links have none, since Zoho refuses one that the record has. */
function nameOf (entry: Entry): string | undefined {
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
