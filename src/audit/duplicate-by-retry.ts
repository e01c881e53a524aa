import type { Entry, PartNote } from '../journal/entry.js'
import { sha256Of } from '../sandbox/sha256.js'
import type { World } from '../sandbox/world.js'
import type { Finding } from './finding.js'

/** Attached the same file to the same record again, since it never heard that the first time was good. */
export function duplicateByRetry (entries: readonly Entry[], world: World): Finding[] {
  const stored = entries.filter(({ notes }) => notes.attachment !== undefined)
  return stored.flatMap((first, index) => {
    const wasHeard = first.status !== undefined && first.status < 400 && first.outcome === 'answered'
    if (wasHeard) return []
    const again = stored.slice(index + 1).find(entry => isSame(first, entry, world))
    if (again === undefined) return []
    const { module, record } = again.found.place as NonNullable<typeof again.found.place>
    const answer = first.status === undefined ? 'whose answer never came' : `that was answered ${first.status}`
    return {
      kind: 'duplicate-by-retry',
      explain: `"${fileOf(again)?.filename}" is attached to ${module} ${record} twice: an upload ${answer} had stored it, and was made again; look with a list before you retry`,
      requests: [first.id, again.id]
    }
  })
}

function isSame (one: Entry, other: Entry, world: World): boolean {
  const [file, another] = [fileOf(one), fileOf(other)]
  const [place, elsewhere] = [one.found.place, other.found.place]
  return file !== undefined && file.filename === another?.filename && file.size === another?.size &&
    place?.module === elsewhere?.module && place?.record === elsewhere?.record &&
    hashOf(one, file, world) === hashOf(other, another as PartNote, world)
}

function fileOf ({ notes: { parts = [] } }: Entry): PartNote | undefined {
  return parts.find(({ print }) => print !== undefined)
}

/** Of what is stored still it is taken now; of the rest it was when that went. */
function hashOf ({ notes }: Entry, { print }: PartNote, { attachments }: World): string | undefined {
  const attachment = attachments.get(notes.attachment as string)
  return attachment?.kind === 'file' && attachment.content.print === print ? sha256Of(attachment.content) : print?.sha256
}
