import { bounds } from '../json/bounds.js'
import { maskToken, redactUrl } from '../secrets/redact.js'
import { matchModule, whyWithout } from '../zoho/modules.js'
import { newestVersion, versions } from '../zoho/versions.js'
import { createClock, isRepresentable, type ClockSetting } from '../store/clock.js'
import type { CompleteSeed } from './default.js'
import { createRecords } from '../store/records.js'
import { checkModules } from './module-rows.js'
import { recordRowsOf } from './record-rows.js'
import { SeedError, SeedSchema } from './schema.js'

/** Lists of records by module, whose total size is limited. */
const RECORD_LISTS = ['records', 'recordNames', 'createdRecords'] as const

/**
 * Checks the sizes of a seed's lists. It runs before the schema is checked, which takes 100 times the memory of a list of
 * empty items.
 * @throws {SeedError}
 */
export function checkCounts (seed: object): void {
  const given = new Map<string, unknown>(Object.entries(seed))
  for (const [name, { maxItems = Infinity }] of Object.entries(SeedSchema.properties) as Array<[string, { readonly maxItems?: number }]>) {
    const list = given.get(name)
    if (Array.isArray(list) && list.length > maxItems) throw new SeedError(`Expected \`${name}\` to have at most ${maxItems} items, got ${list.length}`)
  }
  const records = RECORD_LISTS.flatMap(name => Object.values(Object(given.get(name)) as object)).reduce<number>((sum, rows) => sum + countOf(rows), 0)
  if (records > bounds.records) throw new SeedError(`Expected ${given.has('createdRecords') ? '`records`, `recordNames` and `createdRecords`' : '`records` and `recordNames`'} to have at most ${bounds.records} records, got ${records}`)
}

function countOf (rows: unknown): number {
  return Array.isArray(rows) ? rows.length : Object.keys(Object(rows) as object).length
}

interface SeedContext {
  /** The seed's clock, parsed. */
  readonly clock: ClockSetting | undefined
  /** Whether it may refer to files on this machine. */
  readonly mayNameFiles: boolean
}

/**
 * Checks the dependencies within a seed, which its schema cannot express.
 * @throws {SeedError} that names the path of the first mistake
 */
export function checkSeed (seed: CompleteSeed, { clock, mayNameFiles }: SeedContext): void {
  checkTokens(seed)
  checkUniqueness(seed)
  checkUsers(seed)
  checkModules(seed.modules)
  checkRecords(seed)
  if (clock) checkClock(seed, clock)
  checkAttachments(seed, mayNameFiles)
  checkPhotos(seed, mayNameFiles)
  checkFiles(seed, mayNameFiles)
}

/** Issued tokens are not counted: they are kept in a table of limited size. */
function checkTokens ({ tokens }: CompleteSeed): void {
  const added = tokens.filter(({ issued }) => !issued).length
  if (added > bounds.tokens) throw new SeedError(`Expected \`tokens\` to have at most ${bounds.tokens} that nobody issued, got ${added}`)
}

function checkUniqueness ({ users, tokens, refreshTokens, codes, modules, files }: CompleteSeed): void {
  const keys: ReadonlyArray<readonly [string, string, ReadonlyArray<string | undefined>]> = [
    ['users', 'id', users.map(({ id }) => id)],
    ['tokens', 'token', tokens.map(({ token }) => token)],
    ['refreshTokens', 'token', refreshTokens.map(({ token }) => token)],
    ['codes', 'code', codes.map(({ code }) => code)],
    ['modules', 'apiName', modules.map(({ apiName }) => apiName)],
    ['files', 'id', files.map(({ id }) => id)]
  ]
  for (const [list, key, values] of keys) {
    const seen = new Map<string, number>()
    for (const [index, value] of values.entries()) {
      if (value === undefined) continue
      const first = seen.get(value)
      if (first !== undefined) throw new SeedError(`Expected \`${list}[${index}].${key}\` to be another than that of \`${list}[${first}]\`, got \`"${key === 'id' || key === 'apiName' ? value : maskToken(value)}"\` for both`)
      seen.set(value, index)
    }
  }
}

function checkUsers ({ tokens, refreshTokens, codes, attachments, files, users }: CompleteSeed): void {
  const userIds = new Set(users.map(({ id }) => id))
  for (const [list, rows] of Object.entries({ tokens, refreshTokens, codes, attachments, files })) {
    for (const [index, row] of rows.entries()) {
      // A token that has ended may belong to a deleted user.
      if (typeof row.user !== 'string' || userIds.has(row.user) || ('ended' in row && row.ended !== undefined)) continue
      throw new SeedError(`Expected \`${list}[${index}].user\` to be the id of one of \`users\`, got \`"${row.user}"\``)
    }
  }
}

function checkRecords (seed: CompleteSeed): void {
  const userIds = new Set(seed.users.map(({ id }) => id))
  if (seed.records !== 'any' && seed.createdRecords !== undefined) throw new SeedError('Expected no `createdRecords`, since `records` is not `any`: give the rows of `records` their `fields`')
  for (const { path, row } of recordRowsOf(seed)) {
    for (const name of ['owner', 'createdBy', 'modifiedBy'] as const) {
      const author = row[name]
      if (typeof author === 'string' && !userIds.has(author)) throw new SeedError(`Expected \`${path}.${name}\` to be the id of one of \`users\`, got \`"${author}"\``)
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
    // A state may have attachments of records and modules that no longer exist. Their ids show that it is a state.
    if (id === undefined) {
      const match = matchModule(module, newestVersion, versions, custom)
      if (match.kind !== 'supported') throw new SeedError(`Expected \`${path}.module\` to be a module: ${match.hint}`)
      if (!records.has(module, record)) throw new SeedError(`Expected \`${path}.record\` to be one of \`records\`, got \`"${record}"\``)
    }
    if ([file, content, link].filter(given => given !== undefined).length !== 1) throw new SeedError(`Expected \`${path}\` to have one of \`file\`, \`content\` and \`link\``)
    checkName(path, content, name)
    if (file !== undefined && !mayNameFiles) throw namesFile(path, '`content` or `link`')
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

/** A state may have photos of records that no longer exist, as it may have their attachments. */
function checkPhotos ({ photos, modules }: CompleteSeed, mayNameFiles: boolean): void {
  const custom = modules.map(({ apiName }) => apiName)
  const seen = new Set<string>()
  for (const [index, { module, record, file, content }] of photos.entries()) {
    const path = `photos[${index}]`
    const why = whyWithout(module, 'with photos', newestVersion, custom)
    if (why !== undefined) throw new SeedError(`Expected \`${path}.module\` to be a module with photos: ${why}`)
    checkBytes(path, file, content)
    if (file !== undefined && !mayNameFiles) throw namesFile(path, '`content`')
    const key = `${module}/${record}`
    if (seen.has(key)) throw new SeedError(`Expected \`${path}\` to be of another record: ${module} ${record} has a photo already`)
    seen.add(key)
  }
}

function checkFiles ({ files }: CompleteSeed, mayNameFiles: boolean): void {
  for (const [index, { file, content, name }] of files.entries()) {
    const path = `files[${index}]`
    checkBytes(path, file, content)
    checkName(path, content, name)
    if (file !== undefined && !mayNameFiles) throw namesFile(path, '`content`')
  }
}

function checkName (path: string, content: string | undefined, name: string | undefined): void {
  if (content !== undefined && name === undefined) throw new SeedError(`Expected \`${path}\` to have a \`name\` beside its \`content\``)
}

function checkBytes (path: string, file: string | undefined, content: string | undefined): void {
  if ((file === undefined) === (content === undefined)) throw new SeedError(`Expected \`${path}\` to have either \`file\` or \`content\``)
}

function namesFile (path: string, expected: string): SeedError {
  return new SeedError(`Expected \`${path}\` to have ${expected}: a state names no files`)
}
