import type { StoredAttachment } from '../../../control/shapes/sandbox.js'
import type { Summary } from '../../../control/shapes/summary.js'

/** The attachments of a record. */
export interface RecordGroup {
  readonly module: string
  readonly record: string
  /** Newest first. */
  readonly attachments: readonly StoredAttachment[]
}

/**
 * Groups attachments by module and record, in the order of the modules’ names and the records’ ids.
 * @param attachments oldest first
 */
export function groupsOf (attachments: readonly StoredAttachment[]): RecordGroup[] {
  const groups = new Map<string, { module: string, record: string, attachments: StoredAttachment[] }>()
  for (const attachment of [...attachments].reverse()) {
    const { module, record } = attachment
    const key = `${module}/${record}`
    const group = groups.get(key) ?? { module, record, attachments: [] }
    group.attachments.push(attachment)
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => a.module.localeCompare(b.module) || a.record.localeCompare(b.record, 'en', { numeric: true }))
}

/** Takes as many attachments of groups as may be shown. */
export function firstOf (groups: readonly RecordGroup[], most: number): RecordGroup[] {
  let left = most
  return groups.flatMap(group => {
    const attachments = group.attachments.slice(0, left)
    left -= attachments.length
    return attachments.length === 0 ? [] : [{ ...group, attachments }]
  })
}

/** Whether an attachment has a text in its name, link, place, user, id or hash. */
export function hasText ({ name, link = '', module, record, user, id, sha256 = '' }: StoredAttachment, text: string): boolean {
  return [name, link, module, record, user.name, id, sha256].join('\n').toLowerCase().includes(text.trim().toLowerCase())
}

/**
 * The request that uploaded each attachment of a sandbox. After a reset ids come again: the newest counts.
 * @param requests newest first
 */
export function uploadsIn (requests: readonly Summary[], sandbox: string): ReadonlyMap<string, string> {
  const uploads = new Map<string, string>()
  for (const { id, attachment, sandbox: name } of requests) {
    if (attachment !== undefined && name === sandbox && !uploads.has(attachment)) uploads.set(attachment, id)
  }
  return uploads
}

/** The URL of a link, if a browser may go there: the client chose it, and it may be a script. */
export function hrefOf (link: string): string | undefined {
  return URL.canParse(link) && ['http:', 'https:'].includes(new URL(link).protocol) ? link : undefined
}

/** A time in the org’s offset, as people read it: `2026-01-02 03:04:05 +05:30`. */
export function zohoTimeForPeople (time: string): string {
  return time.replace('T', ' ').replace(/(?=[+-]\d\d:\d\d$)/, ' ')
}
