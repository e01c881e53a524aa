import type { Entry, PartNote } from '../journal/entry.js'
import { sha256Of } from '../sandbox/sha256.js'
import { redactText } from '../secrets/redact.js'
import type { World } from '../sandbox/world.js'
import type { Finding } from './finding.js'
import { groupBy } from './group-by.js'

/** Attached the same file to the same record again, since it never heard that the first time was good. */
export function duplicateByRetry (entries: readonly Entry[], world: World): Finding[] {
  const stored = entries.filter(({ notes }) => notes.attachment !== undefined)
  return [...groupBy(stored, nameOf).values()].flatMap(alike => alike.flatMap((first, index) => {
    const wasHeard = first.status !== undefined && first.status < 400 && first.outcome === 'answered'
    if (wasHeard) return []
    const again = alike.slice(index + 1).find(entry => hashOf(entry, world) === hashOf(first, world))
    if (again === undefined) return []
    const { module, record } = again.found.place as NonNullable<typeof again.found.place>
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
  return file && JSON.stringify([entry.found.place, file.filename, file.size])
}

function fileOf ({ notes: { parts = [] } }: Entry): PartNote | undefined {
  return parts.find(({ print }) => print !== undefined)
}

/** Of what is stored still it is taken now; of the rest it was when that went. */
function hashOf (entry: Entry, { attachments }: World): string | undefined {
  const attachment = attachments.get(entry.notes.attachment as string)
  const print = fileOf(entry)?.print
  return attachment?.kind === 'file' && attachment.content.print === print ? sha256Of(attachment.content) : print?.sha256
}
