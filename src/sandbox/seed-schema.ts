import { Type, type Static } from 'typebox'
import { ruleNames, rules, type Rule } from '../zoho/rules.js'

const Id = Type.String({ pattern: '^[0-9]{1,20}$', description: 'A Zoho id: decimal digits.' })
const ModuleName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]*$', description: 'A module’s API name, such as Price_Books.' })
const Instant = Type.String({ format: 'date-time', description: 'An instant with its offset, such as 2026-01-02T03:04:05+05:30.' })
const As = Type.Enum([...new Set<string>([...ruleNames, ...ruleNames.flatMap(name => (rules[name] as Rule).code ?? [])])], {
  description: 'A rule of the catalogue (see /_mock/rules) or one of Zoho’s codes.'
})
const strict = { additionalProperties: false }

const User = Type.Object({
  id: Id,
  name: Type.String({ minLength: 1 }),
  email: Type.Optional(Type.String()),
  denied: Type.Optional(Type.Array(Type.Object({
    module: Type.Optional(ModuleName),
    operation: Type.Enum(['upload', 'list', 'download', 'delete']),
    as: As
  }, strict), { description: 'What this user is refused; without a module, in all of them.' }))
}, strict)

const Token = Type.Object({
  token: Type.String({ minLength: 1, pattern: '^\\S+$' }),
  user: Type.Optional(Type.String({ description: 'The id of one of the users; the first of them where absent.' })),
  scopes: Type.Array(Type.String()),
  expiresAt: Type.Optional(Instant),
  revoked: Type.Optional(Type.Boolean()),
  as: Type.Optional(As)
}, strict)

const Attachment = Type.Object({
  module: ModuleName,
  record: Id,
  file: Type.Optional(Type.String({ minLength: 1, description: 'A path, relative to the seed file.' })),
  name: Type.Optional(Type.String({ minLength: 1, description: 'The name of the file, where it is not that of the path.' })),
  link: Type.Optional(Type.String({ minLength: 1 })),
  title: Type.Optional(Type.String({ minLength: 1, description: 'The title of the link.' }))
}, { ...strict, description: 'A file or a link.' })

/** The seed file: what a sandbox holds when it is first used. Everything left out is the default world's. */
export const SeedSchema = Type.Object({
  $schema: Type.Optional(Type.String()),
  org: Type.Optional(Type.Object({
    id: Type.Optional(Id),
    zgid: Type.Optional(Type.String({ pattern: '^[0-9]+$' })),
    name: Type.Optional(Type.String()),
    timeZone: Type.Optional(Type.String({ pattern: '^[+-](0[0-9]|1[0-4]):[0-5][0-9]$', description: 'The offset of every time that Zoho writes, such as +05:30.' }))
  }, strict)),
  users: Type.Optional(Type.Array(User, { minItems: 1 })),
  clients: Type.Optional(Type.Union([
    Type.Literal('any'),
    Type.Array(Type.Object({ id: Type.String({ minLength: 1 }), secret: Type.String() }, strict))
  ], { description: 'Who may ask for tokens: anybody, or these.' })),
  tokens: Type.Optional(Type.Array(Token)),
  modules: Type.Optional(Type.Array(Type.Object({ apiName: ModuleName }, strict), { description: 'Custom modules.' })),
  records: Type.Optional(Type.Union([
    Type.Literal('any'),
    Type.Record(ModuleName, Type.Array(Type.Object({ id: Id, name: Type.Optional(Type.String()) }, strict)))
  ], { description: 'The records by module; with `any`, every id that is made of digits is a record of every module.' })),
  missingRecords: Type.Optional(Type.Array(Id, { description: 'Ids that are no record, whatever `records` says.' })),
  attachments: Type.Optional(Type.Array(Attachment)),
  linkTitles: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'The title of a link that is uploaded without one.' }))
}, { ...strict, $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Seed of zoho-attachments-mock' })

export type Seed = Static<typeof SeedSchema>
export type SeedAttachment = Static<typeof Attachment>
