import { FaultSchema, type FaultRule } from '../../faults/fault-schema.js'
import type { FaultTable, InstalledFault } from '../../faults/table.js'
import { spanOf } from '../../json/duration.js'
import type { TypeOf } from '../../json/types.js'
import type { Clock } from '../../store/clock.js'
import { sha256Of } from '../../store/content.js'
import { describeEnd, type Attachment, type Org, type Token } from '../../store/entities.js'
import type { StoredRefreshToken } from '../../store/tokens.js'
import { zohoTime } from '../../zoho/time.js'

// The contents of a sandbox as the control API describes them. Users and records have the same format as in seeds.

export const AttachmentShape = {
  type: 'object',
  required: ['id', 'kind', 'module', 'record', 'name', 'createdAt', 'user'],
  properties: {
    id: { type: 'string' },
    kind: { enum: ['file', 'link'] },
    module: { type: 'string', description: 'API name.' },
    record: { type: 'string' },
    name: { type: 'string', description: 'Of the file, or the title of the link.' },
    size: { type: 'integer', description: 'Of a file, in bytes.' },
    sha256: { type: 'string', description: 'Of a file.' },
    link: { type: 'string' },
    createdAt: { type: 'string', description: 'In the org’s offset.' },
    user: { type: 'object', required: ['id', 'name'], properties: { id: { type: 'string' }, name: { type: 'string' } } }
  }
} as const

export type StoredAttachment = TypeOf<typeof AttachmentShape>

export function storedAttachment (attachment: Attachment, { zone }: Org): StoredAttachment {
  const { id, kind, module, record, name, user, createdAt } = attachment
  return {
    id,
    kind,
    module,
    record,
    name,
    ...attachment.kind === 'file'
      ? { size: attachment.content.size, sha256: sha256Of(attachment.content) }
      : { link: attachment.url },
    createdAt: zohoTime(createdAt, zone),
    user: { id: user.id, name: user.name }
  }
}

export const ClockShape = {
  type: 'object',
  required: ['mode', 'now', 'timeZone'],
  properties: {
    mode: { enum: ['real', 'frozen', 'offset'] },
    now: { type: 'string', description: 'What it says, in UTC.' },
    timeZone: { type: 'string', description: 'The org’s offset from UTC, such as +05:30.' },
    by: { type: 'string', description: 'How far it is from the machine’s.' }
  }
} as const

export type ClockState = TypeOf<typeof ClockShape>

export function clockState (clock: Clock, { zone }: Org): ClockState {
  const setting = clock.setting()
  return { mode: setting.mode, now: new Date(clock.now()).toISOString(), timeZone: zone.name, ...setting.mode === 'offset' && { by: spanOf(setting.by) } }
}

export const FaultShape = {
  type: 'object',
  required: ['id', 'hits', 'seen', 'isSpent', 'enabled', ...FaultSchema.required],
  properties: {
    id: { type: 'string' },
    hits: { type: 'integer', description: 'How often it has acted.' },
    seen: { type: 'integer', description: 'How many requests it was for.' },
    isSpent: { type: 'boolean', description: 'Whether it will never act again.' },
    enabled: { type: 'boolean', description: 'Whether it is on.' },
    ...FaultSchema.properties
  }
} as const

export type FaultState = TypeOf<typeof FaultShape>

export function faultState (installed: InstalledFault, table: FaultTable): FaultState {
  const { id, hits, seen, isEnabled, fault } = installed
  return { id, hits, seen, isSpent: table.isSpent(installed), enabled: isEnabled, ...fault.source as FaultRule }
}

export const TokenShape = {
  type: 'object',
  required: ['token', 'kind', 'user', 'scopes', 'issued'],
  properties: {
    token: { type: 'string' },
    kind: { enum: ['access', 'refresh'] },
    user: { type: 'string', description: 'The id of its user.' },
    scopes: { type: 'array', items: { type: 'string' } },
    issued: { type: 'boolean', description: 'Whether this sandbox’s token endpoint made it.' },
    expiresAt: { type: 'string', description: 'In UTC; never where absent.' },
    ended: { type: 'string', description: 'Why it is no longer any good before its time.' },
    as: { type: 'string', description: 'The rule that every request with it gets.' }
  }
} as const

export type TokenInfo = TypeOf<typeof TokenShape>

export function accessTokenInfo ({ value, user, scopes, issued = false, expiresAt, ended, rule }: Token): TokenInfo {
  return {
    token: value,
    kind: 'access',
    user,
    scopes: [...scopes],
    issued,
    ...expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() },
    ...ended !== undefined && { ended: describeEnd(ended) },
    ...rule !== undefined && { as: rule }
  }
}

export function refreshTokenInfo ({ value, user, scopes, issuedHere, ended }: StoredRefreshToken): TokenInfo {
  return { token: value, kind: 'refresh', user, scopes: [...scopes], issued: issuedHere, ...ended !== undefined && { ended: describeEnd(ended) } }
}
