import type { FaultRule } from '../faults/fault-schema.js'
import type { FaultTable, InstalledFault } from '../faults/table.js'
import type { InstalledStub, StubTable } from '../stubs/table.js'
import { spanOf } from '../json/duration.js'
import type { CompleteSeed } from './default.js'
import type { AttachmentTable } from '../store/attachments.js'
import type { FileTable } from '../store/files.js'
import type { PhotoTable } from '../store/photos.js'
import type { Clock, ClockSetting } from '../store/clock.js'
import type { Content } from '../store/content.js'
import { describeEnd, type Attachment, type Client, type FileAttachment, type Org, type StoredFile, type Token, type User, type Users } from '../store/entities.js'
import type { FieldTable } from '../store/field-table.js'
import type { Ids } from '../store/ids.js'
import type { Records } from '../store/records.js'
import type { GrantCode, GrantCodes } from '../store/grant-codes.js'
import { seededModules } from './module-rows.js'
import { seededRecords } from './record-rows.js'
import { writtenInstant, writtenPerson } from './values.js'
import type { DataCenterName } from '../zoho/data-centers.js'
import type { Seed, SeedAttachment, SeedFile } from './schema.js'
import type { StoredRefreshToken, TokenTable } from '../store/tokens.js'

/** The parts of a world that can be written as a seed. */
export interface SeededTables {
  org: Org
  dataCenter: DataCenterName
  clock: Clock
  ids: Ids
  users: Users
  clients: 'any' | readonly Client[]
  tokens: TokenTable
  codes: GrantCodes
  /** API names. */
  customModules: readonly string[]
  fields: FieldTable
  records: Records
  /** API names of fields by module, of which no two records may have the same value. */
  uniqueFields: ReadonlyMap<string, readonly string[]>
  faults: FaultTable
  stubs: StubTable
  attachments: AttachmentTable
  photos: PhotoTable
  files: FileTable
  /** Titles for links that are uploaded without one, by URL. */
  linkTitles: ReadonlyMap<string, string>
}

type Seeded = Omit<CompleteSeed, 'attachments' | 'photos' | 'files' | 'dataCenters'> & Required<Pick<Seed, 'clock' | 'dataCenter' | 'ids'>>

/** @returns a world in the format of seeds, without its attachments, photos and files */
export function seedOf ({ org, dataCenter, users, clients, tokens, codes, fields, records, uniqueFields, linkTitles, clock, ids, faults, stubs }: Readonly<SeededTables>): Seeded {
  const { issued, used } = codes.all()
  return {
    org: { id: org.id, zgid: org.zgid, name: org.name, timeZone: org.zone.name, paidType: org.paidType },
    dataCenter,
    users: users.map(seededUser),
    clients: clients === 'any' ? clients : [...clients],
    tokens: tokens.all().map(seededToken),
    refreshTokens: tokens.refreshTokens().map(seededRefreshToken),
    codes: [...issued].map(([value, code]) => seededCode(value, code)),
    usedCodes: [...used],
    modules: seededModules(fields.custom),
    ...seededRecords(records),
    ...uniqueFields.size > 0 && { uniqueFields: Object.fromEntries([...uniqueFields].map(([module, names]) => [module, [...names]])) },
    linkTitles: Object.fromEntries(linkTitles),
    clock: seededClock(clock.setting()),
    ids: ids.counters(),
    faults: faults.all().map(seededFault),
    stubs: stubs.all().map(seededStub)
  }
}

/** @returns an attachment in the format of seeds, without the bytes of a file */
function seededAttachment (attachment: Attachment): SeedAttachment {
  const { id, module, record, name, user, createdAt } = attachment
  return {
    id,
    module,
    record,
    createdAt: writtenInstant(createdAt),
    user: writtenPerson(user),
    ...attachment.kind === 'file' ? { name } : { link: attachment.url, title: name }
  }
}

/** @returns a file of Zoho's file system in the format of seeds, without its bytes */
function seededFile ({ id, name, user, createdAt }: StoredFile): SeedFile {
  return { id, createdAt: writtenInstant(createdAt), user: writtenPerson(user), name }
}

/** Encodes a file in base64, chunk by chunk. */
export function * base64Of ({ content }: Pick<FileAttachment, 'content'>): Generator<string> {
  // Three bytes become four characters; the remaining bytes of a chunk are encoded with the next one.
  let rest = Buffer.alloc(0)
  for (const chunk of content.chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const whole = bytes.length - bytes.length % 3
    yield bytes.toString('base64', 0, whole)
    rest = Buffer.from(bytes.subarray(whole))
  }
  yield rest.toString('base64')
}

export function seededUser ({ id, name, email, denied }: User): Seeded['users'][number] {
  return { id, name, email, denied: denied.map(({ rule, ...denial }) => ({ ...denial, as: rule })) as Seeded['users'][number]['denied'] & object }
}

function seededToken ({ value, user, scopes, expiresAt, ended, issued, rule }: Token): Seeded['tokens'][number] {
  return {
    token: value,
    user,
    scopes: [...scopes],
    ...expiresAt !== undefined && { expiresAt: writtenInstant(expiresAt) },
    ...ended !== undefined && { ended: describeEnd(ended) },
    ...issued && { issued },
    ...rule !== undefined && { as: rule }
  }
}

function seededRefreshToken ({ value, user, client, scopes, ended, issuedHere, accessTokens }: StoredRefreshToken): Seeded['refreshTokens'][number] {
  return {
    token: value,
    user,
    client,
    scopes: [...scopes],
    ...ended !== undefined && { ended: describeEnd(ended) },
    ...!issuedHere && { foreign: true },
    accessTokens: [...accessTokens]
  }
}

function seededCode (code: string, { user, client, scopes, redirectUri, refreshable, expiresAt, ended }: GrantCode): Seeded['codes'][number] {
  return { code, user, client, scopes: [...scopes], redirectUri, refreshable, expiresAt: writtenInstant(expiresAt), ...ended !== undefined && { ended: describeEnd(ended) } }
}

function seededFault ({ fault, seen, hits, endsAt, isEnabled }: InstalledFault): Seeded['faults'][number] {
  return { ...fault.source as FaultRule, seen, hits, ...endsAt !== Infinity && { endsAt: writtenInstant(endsAt) }, ...!isEnabled && { enabled: false } }
}

function seededStub ({ stub, hits }: InstalledStub): Seeded['stubs'][number] {
  return { ...stub.source, hits }
}

function seededClock (setting: ClockSetting): Seeded['clock'] {
  switch (setting.mode) {
    case 'real': return setting
    case 'frozen': return { mode: 'frozen', at: writtenInstant(setting.at) }
    case 'offset': return { mode: 'offset', by: spanOf(setting.by) }
  }
}

/**
 * Writes a world as JSON in the format of seeds, in pieces, because all of it may exceed the maximum length of a string.
 * Loading and writing it again gives the same text. The counts of the token throttle are not included.
 */
export function * exportState (world: Readonly<SeededTables>): Generator<string> {
  // A snapshot, since uploads may go on while this is written.
  const attachments = [...world.attachments.all()].map(row => ({ row: seededAttachment(row), ...row.kind === 'file' && { content: row.content } }))
  const photos = [...world.photos.all()].map(({ content, ...row }) => ({ row, content }))
  const files = [...world.files.all()].map(file => ({ row: seededFile(file), content: file.content }))
  yield JSON.stringify(seedOf(world), null, 2).slice(0, -2)
  yield * listOf('attachments', attachments)
  yield * listOf('photos', photos)
  yield * listOf('files', files)
  yield '\n}\n'
}

/** Writes a list whose rows may have bytes. */
function * listOf (name: string, rows: ReadonlyArray<{ readonly row: object, readonly content?: Content }>): Generator<string> {
  yield `,\n  "${name}": [`
  for (const [index, { row, content }] of rows.entries()) {
    const text = JSON.stringify(row)
    yield index === 0 ? '\n    ' : ',\n    '
    if (content === undefined) {
      yield text
    } else {
      yield `${text.slice(0, -1)},"content":"`
      yield * base64Of({ content })
      yield '"}'
    }
  }
  yield rows.length === 0 ? ']' : '\n  ]'
}
