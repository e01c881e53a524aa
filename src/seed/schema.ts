import { Type, type Static } from 'typebox'
import { FaultSchema } from '../faults/fault-schema.js'
import { bounds } from '../json/bounds.js'
import { RefusedAs, Id, Instant, ModuleName } from '../json/types.js'
import { SignedDuration } from '../json/duration.js'
import { limits } from '../zoho/limits.js'
import { scopedOperations } from '../zoho/operations.js'
import { ID_PREFIX } from '../store/ids.js'

/** Of the sequence of ids, so that a tenth of all are left to come. */
const MAX_ID = 899_999_999_999

const strict = { additionalProperties: false }

const Scopes = Type.Array(Type.String({ maxLength: bounds.parameter }), { maxItems: bounds.scopes })
const UserId = Type.String({ maxLength: bounds.name, description: 'The id of one of the users.' })
const Parameter = Type.String({ minLength: 1, maxLength: bounds.parameter })
const Name = Type.String({ maxLength: bounds.name })
const Ended = Type.String({ minLength: 1, maxLength: bounds.name, description: 'Why it is no longer any good before its time, such as “was revoked”.' })

export const UserSchema = Type.Object({
  id: Id,
  name: Type.String({ minLength: 1, maxLength: bounds.name }),
  email: Type.Optional(Name),
  denied: Type.Optional(Type.Array(Type.Object({
    module: Type.Optional(ModuleName),
    operation: Type.Enum([...scopedOperations]),
    as: RefusedAs
  }, strict), { maxItems: bounds.denied, description: 'What this user is refused; without a module, in all of them.' }))
}, strict)

const Token = Type.Object({
  token: Type.String({ minLength: 1, maxLength: bounds.token, pattern: '^\\S+$' }),
  user: Type.Optional(Type.String({ maxLength: bounds.name, description: 'The id of one of the users; the first of them where absent.' })),
  scopes: Scopes,
  expiresAt: Type.Optional(Instant),
  revoked: Type.Optional(Type.Boolean()),
  ended: Type.Optional(Ended),
  issued: Type.Optional(Type.Boolean({ description: 'Whether the token endpoint made it.' })),
  as: Type.Optional(RefusedAs)
}, strict)

const Grant = {
  user: UserId,
  client: Type.String({ maxLength: bounds.parameter, description: 'The id of the client.' }),
  scopes: Scopes
}

const RefreshToken = Type.Object({
  token: Parameter,
  ...Grant,
  ended: Type.Optional(Ended),
  foreign: Type.Optional(Type.Boolean({ description: 'Whether a client brought it from elsewhere.' })),
  accessTokens: Type.Optional(Type.Array(Type.String({ maxLength: bounds.token }), { maxItems: limits.accessTokens, description: 'Those that it was given and that live.' }))
}, strict)

const Code = Type.Object({
  code: Parameter,
  ...Grant,
  redirectUri: Type.String({ maxLength: bounds.parameter }),
  refreshable: Type.Boolean(),
  expiresAt: Instant,
  ended: Type.Optional(Ended)
}, strict)

const Attachment = Type.Object({
  id: Type.Optional(Type.String({ pattern: `^${ID_PREFIX}[0-8][0-9]{11}$`, 'x-expected': `19 digits that begin with ${ID_PREFIX}, the next of them no 9` })),
  module: ModuleName,
  record: Id,
  file: Type.Optional(Type.String({ minLength: 1, maxLength: bounds.url, description: 'A path, relative to the seed file.' })),
  content: Type.Optional(Type.String({ description: 'The bytes of the file in base64, instead of a path.' })),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: bounds.name, description: 'The name of the file, where it is not that of the path.' })),
  link: Type.Optional(Type.String({ minLength: 1, maxLength: 2 * bounds.url })),
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 2 * bounds.url, description: 'The title of the link.' })),
  createdAt: Type.Optional(Instant),
  user: Type.Optional(Type.Union([
    UserId,
    Type.Object({ id: Id, name: Name, email: Name }, { ...strict, description: 'Somebody as he was then, who may be no user any more.' })
  ], { description: 'Who attached it; the first of the users where absent.' }))
}, { ...strict, description: 'A file or a link.' })

const SeededFault = Type.Object({
  ...FaultSchema.properties,
  seen: Type.Optional(Type.Integer({ minimum: 0, maximum: bounds.count, description: 'How many requests it was for so far.' })),
  hits: Type.Optional(Type.Integer({ minimum: 0, maximum: bounds.count, description: 'How often it has acted so far.' })),
  endsAt: Type.Optional(Instant)
}, strict)

/** How a clock goes. */
export const ClockSchema = Type.Union([
  Type.Object({ mode: Type.Literal('real') }, strict),
  Type.Object({ mode: Type.Literal('frozen'), at: Instant }, strict),
  Type.Object({ mode: Type.Literal('offset'), by: SignedDuration }, strict)
], { description: 'Zoho’s time: the machine’s, an instant that stands still, or so far from the machine’s.' })

/** The seed file: what a sandbox holds when it is first used. Everything left out is the default world's. */
export const SeedSchema = Type.Object({
  $schema: Type.Optional(Type.String({ maxLength: bounds.url })),
  org: Type.Optional(Type.Object({
    id: Type.Optional(Id),
    zgid: Type.Optional(Type.String({ pattern: '^[0-9]{1,20}$' })),
    name: Type.Optional(Name),
    timeZone: Type.Optional(Type.String({ pattern: '^[+-](0[0-9]|1[0-4]):[0-5][0-9]$', description: 'The offset of every time that Zoho writes, such as +05:30.' }))
  }, strict)),
  users: Type.Optional(Type.Array(UserSchema, { minItems: 1, maxItems: bounds.users })),
  clients: Type.Optional(Type.Union([
    Type.Literal('any'),
    Type.Array(Type.Object({ id: Parameter, secret: Type.String({ maxLength: bounds.parameter }) }, strict), { maxItems: bounds.clients })
  ], { description: 'Who may ask for tokens: anybody, or these.' })),
  tokens: Type.Optional(Type.Array(Token, { maxItems: bounds.tokens + limits.tokensKept, description: `Access tokens, at most ${bounds.tokens} beside those that the token endpoint made.` })),
  refreshTokens: Type.Optional(Type.Array(RefreshToken, { maxItems: bounds.refreshTokens })),
  codes: Type.Optional(Type.Array(Code, { maxItems: bounds.codes, description: 'Grant codes of the double’s own.' })),
  usedCodes: Type.Optional(Type.Array(Type.String({ maxLength: bounds.parameter }), { maxItems: bounds.usedCodes })),
  modules: Type.Optional(Type.Array(Type.Object({ apiName: ModuleName }, strict), { maxItems: bounds.modules, description: 'Custom modules.' })),
  records: Type.Optional(Type.Union([
    Type.Literal('any'),
    Type.Record(ModuleName, Type.Array(Type.Object({ id: Id, name: Type.Optional(Name) }, strict), { maxItems: bounds.records }), { maxProperties: bounds.modules })
  ], { description: 'The records by module; with `any`, every id that is made of digits is a record of every module.' })),
  recordNames: Type.Optional(Type.Record(ModuleName, Type.Record(Id, Name, { maxProperties: bounds.records }), { maxProperties: bounds.modules, description: 'Names of records by module and id, where `records` is `any`.' })),
  missingRecords: Type.Optional(Type.Array(Id, { maxItems: bounds.missingRecords, description: 'Ids that are no record, whatever `records` says.' })),
  clock: Type.Optional(ClockSchema),
  ids: Type.Optional(Type.Object({
    ids: Type.Integer({ minimum: 0, maximum: MAX_ID }),
    tokens: Type.Integer({ minimum: 0, maximum: bounds.count })
  }, { ...strict, description: 'How far the sequences of ids and of tokens have come.' })),
  faults: Type.Optional(Type.Array(SeededFault, { maxItems: bounds.faults })),
  attachments: Type.Optional(Type.Array(Attachment, { maxItems: bounds.attachments })),
  linkTitles: Type.Optional(Type.Record(Type.String(), Name, { maxProperties: bounds.linkTitles, description: 'The title of a link that is uploaded without one.' }))
}, { ...strict, $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Seed of zoho-attachments-mock' })

export type Seed = Static<typeof SeedSchema>
export type SeededClock = Static<typeof ClockSchema>
export type SeedAttachment = Static<typeof Attachment>
