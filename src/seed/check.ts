import { bounds } from '../json/bounds.js'
import { maskToken, redactUrl } from '../secrets/redact.js'
import { matchModule } from '../zoho/modules.js'
import { newestVersion, versions } from '../zoho/versions.js'
import { createClock, isRepresentable, type ClockSetting } from '../store/clock.js'
import type { CompleteSeed } from './default.js'
import { createRecords } from '../store/records.js'
import { SeedError } from './read.js'
import { SeedSchema } from './schema.js'

/** What there may be only so many of in all, wherever it stands. */
const COUNTED = ['records', 'recordNames'] as const

/**
 * Checks how much there is in a seed, before its schema looks at each: that takes 100 times the memory of a list of nothing.
 * @throws {SeedError}
 */
export function checkCounts (seed: object): void {
  const given = new Map<string, unknown>(Object.entries(seed))
  for (const [name, { maxItems = Infinity }] of Object.entries(SeedSchema.properties) as Array<[string, { readonly maxItems?: number }]>) {
    const list = given.get(name)
    if (Array.isArray(list) && list.length > maxItems) throw new SeedError(`Expected \`${name}\` to have at most ${maxItems} items, got ${list.length}`)
  }
  const records = COUNTED.flatMap(name => Object.values(Object(given.get(name)) as object)).reduce<number>((sum, rows) => sum + countOf(rows), 0)
  if (records > bounds.records) throw new SeedError(`Expected \`records\` and \`recordNames\` to have at most ${bounds.records} records, got ${records}`)
}

function countOf (rows: unknown): number {
  return Array.isArray(rows) ? rows.length : Object.keys(Object(rows) as object).length
}

interface SeedContext {
  /** What the seed's clock comes to. */
  readonly clock: ClockSetting | undefined
  /** Whether it may name files of this machine. */
  readonly mayNameFiles: boolean
}

/**
 * Checks what the schema of a seed cannot say: what depends on something else in it.
 * @throws {SeedError}
 */
export function checkSeed (seed: CompleteSeed, { clock, mayNameFiles }: SeedContext): void {
  checkTokens(seed)
  checkNames(seed)
  checkUsers(seed)
  if (clock) checkClock(seed, clock)
  checkAttachments(seed, mayNameFiles)
}

/** Those that the token endpoint made have a place of their own. */
function checkTokens ({ tokens }: CompleteSeed): void {
  const own = tokens.filter(({ issued }) => !issued).length
  if (own > bounds.tokens) throw new SeedError(`Expected \`tokens\` to have at most ${bounds.tokens} that nobody issued, got ${own}`)
}

/** What has to be there once. */
function checkNames ({ users, tokens, refreshTokens, codes }: CompleteSeed): void {
  const named: ReadonlyArray<readonly [string, string, readonly string[]]> = [
    ['users', 'id', users.map(({ id }) => id)],
    ['tokens', 'token', tokens.map(({ token }) => token)],
    ['refreshTokens', 'token', refreshTokens.map(({ token }) => token)],
    ['codes', 'code', codes.map(({ code }) => code)]
  ]
  for (const [list, key, values] of named) {
    const seen = new Map<string, number>()
    for (const [index, value] of values.entries()) {
      const first = seen.get(value)
      if (first !== undefined) throw new SeedError(`Expected \`${list}[${index}].${key}\` to be another than that of \`${list}[${first}]\`, got \`"${key === 'id' ? value : maskToken(value)}"\` for both`)
      seen.set(value, index)
    }
  }
}

function checkUsers ({ tokens, refreshTokens, codes, attachments, users }: CompleteSeed): void {
  const known = new Set(users.map(({ id }) => id))
  for (const [list, rows] of Object.entries({ tokens, refreshTokens, codes, attachments })) {
    for (const [index, row] of rows.entries()) {
      // What has ended may be of somebody who is gone.
      if (typeof row.user !== 'string' || known.has(row.user) || ('ended' in row && row.ended !== undefined)) continue
      throw new SeedError(`Expected \`${list}[${index}].user\` to be the id of one of \`users\`, got \`"${row.user}"\``)
    }
  }
}

function checkClock ({ clock }: CompleteSeed, setting: ClockSetting): void {
  if (!isRepresentable(createClock(setting).now())) throw new SeedError(`Expected \`clock\` to stay between 1970 and 9999, got \`${JSON.stringify(clock)}\``)
}

function checkAttachments (seed: CompleteSeed, mayNameFiles: boolean): void {
  const custom = seed.modules.map(({ apiName }) => apiName)
  const records = createRecords(seed)
  const links = new Set<string>()
  let last = ''
  for (const [index, { id, module, record, file, content, name, link }] of seed.attachments.entries()) {
    const path = `attachments[${index}]`
    // A state may have attachments of records and of modules that are gone.
    if (id === undefined) {
      const match = matchModule(module, newestVersion, versions, custom)
      if (match.kind !== 'supported') throw new SeedError(`Expected \`${path}.module\` to be a module: ${match.hint}`)
      if (!records.has(module, record)) throw new SeedError(`Expected \`${path}.record\` to be one of \`records\`, got \`"${record}"\``)
    }
    if ([file, content, link].filter(given => given !== undefined).length !== 1) throw new SeedError(`Expected \`${path}\` to have one of \`file\`, \`content\` and \`link\``)
    if (content !== undefined && name === undefined) throw new SeedError(`Expected \`${path}\` to have a \`name\` beside its \`content\``)
    if (file !== undefined && !mayNameFiles) throw new SeedError(`Expected \`${path}\` to have \`content\` or \`link\`: a state names no files`)
    if (id !== undefined) {
      if (id <= last) throw new SeedError(`Expected \`${path}.id\` to be greater than those before it, got \`"${id}"\`: ids are in order of age`)
      if (last === '' && index > 0) throw new SeedError(`Expected \`attachments[${index - 1}]\` to have an \`id\` since \`${path}\` has one: ids are in order of age`)
    }
    last = id ?? ''
    const key = `${module}/${record}/${link}`
    if (link !== undefined && links.has(key)) throw new SeedError(`Expected \`${path}.link\` to be another: ${module} ${record} has \`"${redactUrl(link)}"\` already`)
    links.add(key)
  }
}
