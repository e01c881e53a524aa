import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkFault } from '../faults/check-fault.js'
import type { Fault } from '../faults/fault.js'
import type { FaultError } from '../faults/fault-error.js'
import { milliseconds } from '../schema/duration.js'
import { mismatchOf } from '../schema/mismatch.js'
import { redactText } from '../secrets/redact.js'
import { checkSeed } from './check-seed.js'
import type { ClockSetting } from './clock.js'
import { contentOf, type Content } from './content.js'
import { defaultSeed, type CompleteSeed } from './default-seed.js'
import { clockFrom } from './from-seed.js'
import { SeedError } from './seed-error.js'
import { SeedSchema, type Seed } from './seed-schema.js'

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
    throw new SeedError(`Expected the seed to be JSON: ${redactText((error as Error).message)}`, { cause: error })
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
    contents: readContents(seed, directory),
    // In memory once, as bytes.
    seed: { ...seed, attachments: seed.attachments.map(({ content: _, ...row }) => row) },
    isShared,
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

function readContents ({ attachments }: CompleteSeed, directory = ''): Array<Content | undefined> {
  const files = new Map<string, Content>()
  return attachments.map(({ file, content }, index) => {
    const path = `attachments[${index}]`
    if (content !== undefined) return decode(content, path)
    if (file === undefined) return undefined
    const known = files.get(file) ?? readAttached(resolve(directory, file), path)
    files.set(file, known)
    return known
  })
}

/** Node's own decoder skips whatever is not base64. */
function decode (content: string, path: string): Content {
  const bytes = Buffer.from(content, 'base64')
  if (bytes.toString('base64') !== content) throw new SeedError(`Expected \`${path}.content\` to be base64`)
  return contentOf([bytes])
}

function readAttached (file: string, path: string): Content {
  try {
    return contentOf([readFileSync(file)])
  } catch (error) {
    throw new SeedError(`Expected \`${path}.file\` to be a file that can be read: ${(error as Error).message}`, { cause: error })
  }
}
