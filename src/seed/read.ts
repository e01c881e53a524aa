import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkFault } from '../faults/check-fault.js'
import type { Fault, FaultError } from '../faults/fault.js'
import { JsonReader, type ReadJson } from '../json/json-reader.js'
import { milliseconds } from '../json/duration.js'
import { mismatchOf } from '../json/mismatch.js'
import { StoreFullError, type Reservation } from '../store/memory-quota.js'
import { checkCounts, checkSeed } from './check.js'
import type { ClockSetting } from '../store/clock.js'
import { contentOf, type Content } from '../store/content.js'
import { defaultSeed, type CompleteSeed } from './default.js'
import { clockFrom } from './rows.js'
import { SeedSchema, type Seed } from './schema.js'

/** A seed that cannot be used; the message names the path in it, and the file where there is one. */
export class SeedError extends Error {
  override readonly name = 'SeedError'
}

/** A seed with everything that it names read and checked. */
export interface ReadSeed {
  /** Without the `content` of attachments. */
  readonly seed: CompleteSeed
  /** The bytes of `seed.attachments`, of each in its place; of the same path the same, of a link none. */
  readonly contents: ReadonlyArray<Content | undefined>
  /** Whether all sandboxes share the bytes, which are counted by the server then. */
  readonly isShared: boolean
  /** How the clock goes at first; as the server's option says where absent. */
  readonly clock?: ClockSetting
  /** Those of `seed.faults`, in the same order, and then any that the server starts with besides. */
  readonly faults: readonly Fault[]
}

/**
 * Reads a seed file, or takes a seed as an object, and completes it from the default world.
 * @param source a path, or the seed; paths in a seed that is an object are relative to the working directory.
 * @param hold counts the bytes of its attachments while they are read
 * @throws {SeedError} where it cannot be read, is too large, is no JSON, or is not of the schema.
 * @throws {StoreFullError}
 */
export function parseSeed (source: string | object, { reserve }: Pick<Reservation, 'reserve'> = { reserve () {} }): ReadSeed {
  if (typeof source !== 'string') return complete({ value: source }, { directory: '.', reserve })
  try {
    return complete(readFile(source, reserve), { directory: dirname(source), reserve })
  } catch (error) {
    if (error instanceof StoreFullError) throw error
    throw new SeedError(`${source}: ${(error as Error).message}`, { cause: error })
  }
}

/** Reads a file piece by piece: it may be larger than a text can be. */
function readFile (path: string, take: Reservation['reserve']): ReadJson {
  const reader = new JsonReader({ name: 'the seed', take })
  const file = openSync(path, 'r')
  try {
    const piece = Buffer.alloc(64 * 1024)
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) reader.write(piece.subarray(0, length))
    return reader.end()
  } finally {
    closeSync(file)
  }
}

/**
 * Checks a state, which is a seed that names no files: it may come from another machine.
 * @throws {SeedError} where it is not of the schema, or names a file
 */
export function parseState (read: ReadJson): ReadSeed {
  return complete(read, undefined)
}

/** A value whose `content` of attachments was taken out, or is in it where it comes as an object. */
type Given = Pick<ReadJson, 'value'> & Partial<ReadJson>

/** @param files what paths are relative to, and what counts their bytes; none may be there where it is absent */
function complete ({ value, contents }: Given, files: Files | undefined): ReadSeed {
  const directory = files?.directory
  if (typeof value === 'object' && value !== null) checkCounts(value)
  const fault = mismatchOf(SeedSchema, value, directory === undefined ? 'the body' : 'the seed')
  if (fault !== undefined) throw new SeedError(fault)
  const given = value as Seed
  const users = given.users ?? defaultSeed.users
  // The default tokens of a user whom the seed replaced go to nobody.
  const defaultTokens = defaultSeed.tokens.filter(({ user }) => user === undefined || users.some(({ id }) => id === user))
  const seed: CompleteSeed = { ...defaultSeed, tokens: defaultTokens, ...given, org: { ...defaultSeed.org, ...given.org } }
  const clock = seed.clock && clockFrom(seed.clock, milliseconds)
  checkSeed(seed, { clock, mayNameFiles: directory !== undefined })
  return {
    contents: readContents(seed, contents, files),
    // In memory once, as bytes.
    seed: { ...seed, attachments: seed.attachments.map(({ content: _, ...row }) => row) },
    isShared: files !== undefined,
    faults: faultsOf(seed),
    ...clock && { clock }
  }
}

function faultsOf ({ faults, modules }: CompleteSeed): Fault[] {
  const customModules = modules.map(({ apiName }) => apiName)
  try {
    return faults.map(({ seen, hits: _, endsAt: __, ...rule }, index) => {
      // A state may have faults of custom modules that are gone.
      const gone = seen === undefined || rule.module === undefined ? [] : [rule.module]
      return checkFault(rule, { customModules: [...customModules, ...gone], name: `faults[${index}]` })
    })
  } catch (error) {
    throw new SeedError((error as FaultError).message, { cause: error })
  }
}

interface Files extends Pick<Reservation, 'reserve'> {
  readonly directory: string
}

function readContents ({ attachments }: CompleteSeed, taken: ReadJson['contents'] | undefined, from: Files | undefined): Array<Content | undefined> {
  const files = new Map<string, Content>()
  return attachments.map(({ file, content }, index) => {
    const path = `attachments[${index}]`
    if (content !== undefined) return contentOf(taken ? known(taken[Number(content)], path) : decode(content, path))
    // A state names none.
    if (file === undefined || from === undefined) return undefined
    const read = files.get(file) ?? readAttached(resolve(from.directory, file), path, from)
    files.set(file, read)
    return read
  })
}

/** Node's own decoder skips whatever is not base64. */
function decode (content: string, path: string): readonly Buffer[] {
  const bytes = Buffer.from(content, 'base64')
  return known(bytes.toString('base64') === content ? [bytes] : undefined, path)
}

function known (bytes: readonly Buffer[] | undefined, path: string): readonly Buffer[] {
  if (bytes === undefined) throw new SeedError(`Expected \`${path}.content\` to be base64`)
  return bytes
}

function readAttached (file: string, path: string, { reserve }: Files): Content {
  try {
    reserve(statSync(file).size)
    return contentOf([readFileSync(file)])
  } catch (error) {
    if (error instanceof StoreFullError) throw error
    throw new SeedError(`Expected \`${path}.file\` to be a file that can be read: ${(error as Error).message}`, { cause: error })
  }
}
