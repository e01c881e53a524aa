import { FaultSchema } from '../faults/fault-schema.js'
import { StubSchema } from '../stubs/stub-schema.js'
import { SANDBOX_NAME } from '../http/sandbox-name.js'
import { bounds } from '../json/bounds.js'
import { RefusedAs, Id, Instant, ModuleName, type TypeOf } from '../json/types.js'
import { SignedDuration } from '../json/duration.js'
import { dataCenterNames } from '../zoho/data-centers.js'
import { limits } from '../zoho/limits.js'
import { scopedOperations } from '../zoho/operations.js'
import { ID_PREFIX } from '../store/ids.js'
import { Modules } from './module-schema.js'
import { Author, Name, recordProperties } from './record-schema.js'
import { Code, Parameter, RefreshToken, Token } from './token-schema.js'

// Here and not in read.ts: catching it must not load Ajv.
/** A seed that cannot be used. The message names the path in the seed, and the file if there is one. */
export class SeedError extends Error {
  override readonly name = 'SeedError'
}

/** The highest position of the id sequence in a seed. It leaves a tenth of all ids for later. */
const MAX_ID = 899_999_999_999

/** A data center, by the value that Zoho has in `location`. */
const DataCenter = { enum: dataCenterNames } as const

export const UserSchema = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: Id,
    name: { type: 'string', minLength: 1, maxLength: bounds.name },
    email: Name,
    denied: {
      type: 'array',
      items: {
        type: 'object',
        required: ['operation', 'as'],
        properties: { module: ModuleName, operation: { enum: scopedOperations }, as: RefusedAs },
        additionalProperties: false
      },
      maxItems: bounds.denied,
      description: 'What this user is refused; without a module, in all of them.'
    }
  },
  additionalProperties: false
} as const

const Attachment = {
  type: 'object',
  required: ['module', 'record'],
  properties: {
    id: { type: 'string', pattern: `^${ID_PREFIX}[0-8][0-9]{11}$`, 'x-expected': `19 digits that begin with ${ID_PREFIX}, the next of them no 9` },
    module: ModuleName,
    record: Id,
    file: { type: 'string', minLength: 1, maxLength: bounds.url, description: 'A path, relative to the seed file.' },
    content: { type: 'string', description: 'The bytes of the file in base64, instead of a path.' },
    name: { type: 'string', minLength: 1, maxLength: bounds.name, description: 'The name of the file, where it is not that of the path.' },
    link: { type: 'string', minLength: 1, maxLength: 2 * bounds.url },
    title: { type: 'string', minLength: 1, maxLength: 2 * bounds.url, description: 'The title of the link.' },
    createdAt: Instant,
    user: { ...Author, description: 'Who attached it; the first of the users where absent.' }
  },
  additionalProperties: false,
  description: 'A file or a link.'
} as const

const Photo = {
  type: 'object',
  required: ['module', 'record'],
  properties: {
    module: ModuleName,
    record: Id,
    file: Attachment.properties.file,
    content: Attachment.properties.content,
    name: Attachment.properties.name
  },
  additionalProperties: false
} as const

const File = {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: `^[0-9A-Za-z]{1,${limits.zfsFileId}}$`, 'x-expected': `1 to ${limits.zfsFileId} letters and digits` },
    file: Attachment.properties.file,
    content: Attachment.properties.content,
    name: Attachment.properties.name,
    createdAt: Instant,
    user: { ...Author, description: 'Who uploaded it; the first of the users where absent.' }
  },
  additionalProperties: false,
  description: 'A file in Zoho’s file system.'
} as const

const SeededFault = {
  type: 'object',
  required: FaultSchema.required,
  properties: {
    ...FaultSchema.properties,
    seen: { type: 'integer', minimum: 0, maximum: bounds.count, description: 'How many requests it was for so far.' },
    hits: { type: 'integer', minimum: 0, maximum: bounds.count, description: 'How often it has acted so far.' },
    endsAt: Instant,
    enabled: { type: 'boolean', description: 'Whether it is on; true where absent.' }
  },
  additionalProperties: false
} as const

const SeededStub = {
  type: 'object',
  required: StubSchema.required,
  properties: { ...StubSchema.properties, hits: { type: 'integer', minimum: 0, maximum: bounds.count, description: 'How often it has answered so far.' } },
  additionalProperties: false
} as const

/** The setting of a clock. */
export const ClockSchema = {
  anyOf: [
    { type: 'object', required: ['mode'], properties: { mode: { type: 'string', const: 'real' } }, additionalProperties: false },
    { type: 'object', required: ['mode', 'at'], properties: { mode: { type: 'string', const: 'frozen' }, at: Instant }, additionalProperties: false },
    { type: 'object', required: ['mode', 'by'], properties: { mode: { type: 'string', const: 'offset' }, by: SignedDuration }, additionalProperties: false }
  ],
  description: 'Zoho’s time: the machine’s, an instant that stands still, or so far from the machine’s.'
} as const

/** The seed file: what a sandbox contains when it is first used. The default world supplies everything that is left out. */
export const SeedSchema = {
  type: 'object',
  properties: {
    $schema: { type: 'string', maxLength: bounds.url },
    org: {
      type: 'object',
      properties: {
        id: Id,
        zgid: { type: 'string', pattern: '^[0-9]{1,20}$' },
        name: Name,
        timeZone: { type: 'string', pattern: '^[+-](0[0-9]|1[0-4]):[0-5][0-9]$', description: 'The offset of every time that Zoho writes, such as +05:30.' },
        paidType: { type: 'string', minLength: 1, maxLength: bounds.name, description: 'The edition in `license_details` of GET /org, such as enterprise, professional or free.' }
      },
      additionalProperties: false
    },
    dataCenter: { ...DataCenter, description: 'Zoho’s data center that the sandbox stands for; that of --data-center where absent.' },
    dataCenters: {
      type: 'object',
      patternProperties: { [SANDBOX_NAME]: DataCenter },
      additionalProperties: false,
      maxProperties: bounds.dataCenters,
      description: 'The data centers of named sandboxes, by name, in the place of `dataCenter`.'
    },
    users: { type: 'array', items: UserSchema, minItems: 1, maxItems: bounds.users },
    clients: {
      anyOf: [
        { type: 'string', const: 'any' },
        {
          type: 'array',
          items: { type: 'object', required: ['id', 'secret'], properties: { id: Parameter, secret: { type: 'string', maxLength: bounds.parameter } }, additionalProperties: false },
          maxItems: bounds.clients
        }
      ],
      description: 'Who may ask for tokens: anybody, or these.'
    },
    tokens: { type: 'array', items: Token, maxItems: bounds.tokens + limits.tokensKept, description: `Access tokens, at most ${bounds.tokens} beside those that the token endpoint made.` },
    refreshTokens: { type: 'array', items: RefreshToken, maxItems: bounds.refreshTokens },
    codes: { type: 'array', items: Code, maxItems: bounds.codes, description: 'Grant codes of the double’s own.' },
    usedCodes: { type: 'array', items: { type: 'string', maxLength: bounds.parameter }, maxItems: bounds.usedCodes },
    modules: Modules,
    ...recordProperties,
    clock: ClockSchema,
    ids: {
      type: 'object',
      required: ['ids', 'tokens'],
      properties: { ids: { type: 'integer', minimum: 0, maximum: MAX_ID }, tokens: { type: 'integer', minimum: 0, maximum: bounds.count } },
      additionalProperties: false,
      description: 'How far the sequences of ids and of tokens have come.'
    },
    faults: { type: 'array', items: SeededFault, maxItems: bounds.faults },
    stubs: { type: 'array', items: SeededStub, maxItems: bounds.stubs, description: 'Answers to what is not mocked.' },
    attachments: { type: 'array', items: Attachment, maxItems: bounds.attachments },
    photos: { type: 'array', items: Photo, maxItems: bounds.photos, description: 'The photos of records.' },
    files: { type: 'array', items: File, maxItems: bounds.files, description: 'What was uploaded to Zoho’s file system, with POST files.' },
    linkTitles: { type: 'object', additionalProperties: Name, maxProperties: bounds.linkTitles, description: 'The title of a link that is uploaded without one.' }
  },
  additionalProperties: false,
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Seed of zoho-attachments-mock'
} as const

export type Seed = TypeOf<typeof SeedSchema>
export type SeededClock = TypeOf<typeof ClockSchema>
export type SeedAttachment = TypeOf<typeof Attachment>
export type SeedFile = TypeOf<typeof File>
export type SeedAuthor = TypeOf<typeof Author>
