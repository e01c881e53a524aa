import { bounds } from '../schema/bounds.js'
import { matchModule } from '../zoho/modules.js'
import { newestVersion, versions } from '../zoho/versions.js'
import { createClock, isTellable, type ClockSetting } from './clock.js'
import type { CompleteSeed } from './default-seed.js'
import { createRecords } from './records.js'
import { SeedError } from './seed-error.js'

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
  checkCounts(seed)
  checkNames(seed)
  checkUsers(seed)
  if (clock) checkClock(seed, clock)
  checkAttachments(seed, mayNameFiles)
}

/** What there may be only so many of, wherever it stands. */
function checkCounts ({ tokens, records, recordNames }: CompleteSeed): void {
  const own = tokens.filter(({ issued }) => !issued).length
  if (own > bounds.tokens) throw new SeedError(`Expected \`tokens\` to have at most ${bounds.tokens} that nobody issued, got ${own}`)
  const listed = records === 'any' ? 0 : Object.values(records).reduce((sum, rows) => sum + rows.length, 0)
  const named = Object.values(recordNames).reduce((sum, names) => sum + Object.keys(names).length, 0)
  if (listed + named > bounds.records) throw new SeedError(`Expected \`records\` and \`recordNames\` to have at most ${bounds.records} records, got ${listed + named}`)
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
      if (first !== undefined) throw new SeedError(`Expected \`${list}[${index}].${key}\` to be another than that of \`${list}[${first}]\`, got \`"${value}"\` for both`)
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
  if (!isTellable(createClock(setting).now())) throw new SeedError(`Expected \`clock\` to stay between 1970 and 9999, got \`${JSON.stringify(clock)}\``)
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
    if (link !== undefined && links.has(key)) throw new SeedError(`Expected \`${path}.link\` to be another: ${module} ${record} has \`"${link}"\` already`)
    links.add(key)
  }
}
