import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkFault } from '../faults/check-fault.js'
import type { Fault } from '../faults/fault.js'
import type { FaultError } from '../faults/fault-error.js'
import { milliseconds } from '../schema/duration.js'
import { mismatchOf } from '../schema/mismatch.js'
import { matchModule } from '../zoho/modules.js'
import { newestVersion, versions } from '../zoho/versions.js'
import type { ClockSetting } from './clock.js'
import { defaultSeed, type CompleteSeed } from './default-seed.js'
import { clockFrom } from './from-seed.js'
import { createRecords } from './records.js'
import { SeedError } from './seed-error.js'
import { SeedSchema, type Seed, type SeedAttachment } from './seed-schema.js'

/** A seed with everything that it names read and checked. */
export interface ReadSeed {
  readonly seed: CompleteSeed
  /** Bytes of the files among `seed.attachments`; of the same path the same. */
  readonly bytes: ReadonlyMap<SeedAttachment, Buffer>
  /** Whether all sandboxes share the bytes, which are counted by the server then. */
  readonly isShared: boolean
  /** How the clock goes at first; as the server's option says where absent. */
  readonly clock?: ClockSetting
  /** Those of `seed.faults`, in the same order. */
  readonly faults: readonly Fault[]
}

/**
 * Reads a seed file, or takes a seed as an object, and completes it from the default world.
 * @param source a path, or the seed; paths in a seed that is an object are relative to the working directory.
 * @throws {SeedError} where it cannot be read, is no JSON, or is not of the schema.
 */
export function parseSeed (source: string | object): ReadSeed {
  if (typeof source !== 'string') return complete(source, '.', true)
  try {
    return complete(readJson(source), dirname(source), true)
  } catch (error) {
    throw new SeedError(`${source}: ${(error as Error).message}`, { cause: error })
  }
}

function readJson (path: string): unknown {
  const text = readFileSync(path, 'utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SeedError(`Expected the seed to be JSON: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * Checks a state, which is a seed that names no files: it may come from another machine.
 * @throws {SeedError} where it is not of the schema, or names a file
 */
export function parseState (value: unknown): ReadSeed {
  return complete(value, undefined, false)
}

/** @param directory what paths are relative to; none may be there where it is absent */
function complete (value: unknown, directory: string | undefined, isShared: boolean): ReadSeed {
  const fault = mismatchOf(SeedSchema, value, directory === undefined ? 'the state' : 'the seed')
  if (fault !== undefined) throw new SeedError(fault)
  const given = value as Seed
  const users = given.users ?? defaultSeed.users
  // The default tokens of a user whom the seed replaced go to nobody.
  const defaultTokens = defaultSeed.tokens.filter(({ user }) => user === undefined || users.some(({ id }) => id === user))
  const seed: CompleteSeed = { ...defaultSeed, tokens: defaultTokens, ...given, org: { ...defaultSeed.org, ...given.org } }
  checkUsers(seed)
  checkAttachments(seed, directory)
  return {
    seed,
    bytes: readBytes(seed, directory),
    isShared,
    faults: faultsOf(seed),
    ...seed.clock !== undefined && { clock: clockFrom(seed.clock, milliseconds) }
  }
}

function faultsOf ({ faults, modules }: CompleteSeed): Fault[] {
  const customModules = modules.map(({ apiName }) => apiName)
  try {
    return faults.map(({ seen: _, hits: __, endsAt: ___, ...rule }, index) => checkFault(rule, { customModules, name: `faults[${index}]` }))
  } catch (error) {
    throw new SeedError((error as FaultError).message, { cause: error })
  }
}

function checkUsers ({ tokens, refreshTokens, codes, attachments, users }: CompleteSeed): void {
  for (const [list, rows] of Object.entries({ tokens, refreshTokens, codes, attachments })) {
    for (const [index, { user }] of rows.entries()) {
      if (typeof user === 'string' && !users.some(({ id }) => id === user)) {
        throw new SeedError(`Expected \`${list}[${index}].user\` to be the id of one of \`users\`, got \`"${user}"\``)
      }
    }
  }
}

function checkAttachments (seed: CompleteSeed, directory: string | undefined): void {
  const custom = seed.modules.map(({ apiName }) => apiName)
  const records = createRecords(seed)
  let last = ''
  for (const [index, { id, module, record, file, content, name, link }] of seed.attachments.entries()) {
    const path = `attachments[${index}]`
    const match = matchModule(module, newestVersion, versions, custom)
    if (match.kind !== 'supported') throw new SeedError(`Expected \`${path}.module\` to be a module: ${match.hint}`)
    // A state may have attachments of records that are gone.
    if (directory !== undefined && id === undefined && !records.has(module, record)) throw new SeedError(`Expected \`${path}.record\` to be one of \`records\`, got \`"${record}"\``)
    if ([file, content, link].filter(given => given !== undefined).length !== 1) throw new SeedError(`Expected \`${path}\` to have one of \`file\`, \`content\` and \`link\``)
    if (content !== undefined && name === undefined) throw new SeedError(`Expected \`${path}\` to have a \`name\` beside its \`content\``)
    if (file !== undefined && directory === undefined) throw new SeedError(`Expected \`${path}\` to have \`content\` or \`link\`: a state names no files`)
    if (id !== undefined && id <= last) throw new SeedError(`Expected \`${path}.id\` to be greater than those before it, got \`"${id}"\`: ids are in order of age`)
    last = id ?? last
  }
}

function readBytes ({ attachments }: CompleteSeed, directory = ''): Map<SeedAttachment, Buffer> {
  const files = new Map<string, Buffer>()
  const bytes = new Map<SeedAttachment, Buffer>()
  for (const [index, row] of attachments.entries()) {
    const { file, content } = row
    const path = `attachments[${index}]`
    if (content !== undefined) bytes.set(row, decode(content, path))
    if (file === undefined) continue
    const known = files.get(file) ?? readAttached(resolve(directory, file), path)
    files.set(file, known)
    bytes.set(row, known)
  }
  return bytes
}

/** Node's own decoder skips whatever is not base64. */
function decode (content: string, path: string): Buffer {
  const bytes = Buffer.from(content, 'base64')
  if (bytes.toString('base64') !== content) throw new SeedError(`Expected \`${path}.content\` to be base64`)
  return bytes
}

function readAttached (file: string, path: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new SeedError(`Expected \`${path}.file\` to be a file that can be read: ${(error as Error).message}`, { cause: error })
  }
}
