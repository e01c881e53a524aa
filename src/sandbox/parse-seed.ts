import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { matchModule } from '../zoho/modules.js'
import { newestVersion, versions } from '../zoho/versions.js'
import { defaultSeed, type CompleteSeed } from './default-seed.js'
import { createRecords } from './records.js'
import { SeedError } from './seed-error.js'
import { mismatchOf } from '../schema/mismatch.js'
import { SeedSchema, type Seed } from './seed-schema.js'

/** A seed with everything that it names read and checked. */
export interface ReadSeed {
  readonly seed: CompleteSeed
  /** Bytes of the files among `seed.attachments`, by path as the seed writes it. */
  readonly files: ReadonlyMap<string, Buffer>
}

/**
 * Reads a seed file, or takes a seed as an object, and completes it from the default world.
 * @param source a path, or the seed; paths in a seed that is an object are relative to the working directory.
 * @throws {SeedError} where it cannot be read, is no JSON, or is not of the schema.
 */
export function parseSeed (source: string | object): ReadSeed {
  if (typeof source !== 'string') return complete(source, '.')
  try {
    return complete(readJson(source), dirname(source))
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

function complete (value: unknown, directory: string): ReadSeed {
  const fault = mismatchOf(SeedSchema, value)
  if (fault !== undefined) throw new SeedError(fault)
  const given = value as Seed
  const users = given.users ?? defaultSeed.users
  // The default tokens of a user whom the seed replaced go to nobody.
  const defaultTokens = defaultSeed.tokens.filter(({ user }) => user === undefined || users.some(({ id }) => id === user))
  const seed: CompleteSeed = { ...defaultSeed, tokens: defaultTokens, ...given, org: { ...defaultSeed.org, ...given.org } }
  checkTokens(seed)
  return { seed, files: readFiles(seed, directory) }
}

function checkTokens ({ tokens, users }: CompleteSeed): void {
  for (const [index, { user }] of tokens.entries()) {
    if (user !== undefined && !users.some(({ id }) => id === user)) {
      throw new SeedError(`Expected \`tokens[${index}].user\` to be the id of one of \`users\`, got \`"${user}"\``)
    }
  }
}

function readFiles (seed: CompleteSeed, directory: string): Map<string, Buffer> {
  const custom = seed.modules.map(({ apiName }) => apiName)
  const records = createRecords(seed)
  const files = new Map<string, Buffer>()
  for (const [index, { module, record, file, link }] of seed.attachments.entries()) {
    const path = `attachments[${index}]`
    const match = matchModule(module, newestVersion, versions, custom)
    if (match.kind !== 'supported') throw new SeedError(`Expected \`${path}.module\` to be a module: ${match.hint}`)
    if (!records.has(module, record)) throw new SeedError(`Expected \`${path}.record\` to be one of \`records\`, got \`"${record}"\``)
    if ((file === undefined) === (link === undefined)) throw new SeedError(`Expected \`${path}\` to have one of \`file\` and \`link\``)
    if (file !== undefined && !files.has(file)) files.set(file, readAttached(resolve(directory, file), path))
  }
  return files
}

function readAttached (file: string, path: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new SeedError(`Expected \`${path}.file\` to be a file that can be read: ${(error as Error).message}`, { cause: error })
  }
}
