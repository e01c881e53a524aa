import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkFault } from '../faults/check-fault.js'
import type { Fault, FaultError } from '../faults/fault.js'
import { checkStub } from '../stubs/check-stub.js'
import type { Stub, StubError } from '../stubs/stub.js'
import { FileError } from '../file-error.js'
import { JsonReader, type ReadJson } from '../json/json-reader.js'
import { mismatchOf } from '../json/mismatch.js'
import { StoreFullError, type Reservation } from '../store/memory-quota.js'
import { checkCounts, checkSeed } from './check.js'
import type { ClockSetting } from '../store/clock.js'
import { contentOf, type Content } from '../store/content.js'
import { defaultSeed, type CompleteSeed } from './default.js'
import { clockFrom } from './rows.js'
import { SeedError, SeedSchema, type Seed } from './schema.js'

/** A seed that is complete and checked, with the files that it names. */
export interface ReadSeed {
  /** Without the `content` of attachments, photos and files. */
  readonly seed: CompleteSeed
  /** The bytes of `seed.attachments`, in the same order. Rows with the same path share them; links have none. */
  readonly contents: ReadonlyArray<Content | undefined>
  /** The bytes of `seed.photos`, in the same order. */
  readonly photos: readonly Content[]
  /** The bytes of `seed.files`, in the same order. */
  readonly files: readonly Content[]
  /** Whether all sandboxes share the bytes. If so, the server counts them. */
  readonly isShared: boolean
  /** The initial setting of the clock; by default the server's option. */
  readonly clock?: ClockSetting
  /** The faults of `seed.faults`, in the same order, followed by those from the server's options. */
  readonly faults: readonly Fault[]
  /** The stubs of `seed.stubs`, in the same order. */
  readonly stubs: readonly Stub[]
}

/** The bytes of everything in a seed that has some. */
export function filesOf ({ contents, photos, files }: ReadSeed): ReadonlyArray<Content | undefined> {
  return [...contents, ...photos, ...files]
}

/**
 * Reads a seed from a file or an object, and fills in what it leaves out from the default world.
 * @param source the path of a seed file, or a seed. File paths in a seed file are relative to it; in an object, to the
 *   working directory.
 * @param reservation reserves memory for the bytes of the attachments before they are read
 * @throws {SeedError} if the seed cannot be read, is too large, is not JSON, or does not match the schema
 * @throws {StoreFullError} if the attachments do not fit into the store
 */
export function parseSeed (source: string | object, { reserve }: Pick<Reservation, 'reserve'> = { reserve () {} }): ReadSeed {
  if (typeof source !== 'string') return complete({ value: source }, { directory: '.', reserve })
  try {
    return complete(readFile(source, reserve), { directory: dirname(source), reserve })
  } catch (error) {
    if (error instanceof StoreFullError) throw error
    if (error instanceof FileError) throw new SeedError(error.message, { cause: error })
    throw new SeedError(`${source}: ${(error as Error).message}`, { cause: error })
  }
}

/** Reads a file in pieces, because it may be longer than a string can be. */
function readFile (path: string, take: Reservation['reserve']): ReadJson {
  const reader = new JsonReader({ name: 'the seed', take })
  try {
    const file = openSync(path, 'r')
    try {
      const piece = Buffer.alloc(64 * 1024)
      for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) reader.write(piece.subarray(0, length))
      return reader.end()
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const { syscall } = error as NodeJS.ErrnoException
    throw syscall === undefined ? error : new FileError('seed', 'read', path, error as NodeJS.ErrnoException)
  }
}

/**
 * Checks a state. A state is a seed that names no files, because it may come from another machine.
 * @throws {SeedError} if it does not match the schema, or names a file
 */
export function parseState (read: ReadJson): ReadSeed {
  return complete(read, undefined)
}

/** A seed with the `content` of its attachments read separately, or still in it if it is an object. */
type Given = Pick<ReadJson, 'value'> & Partial<ReadJson>

/**
 * @param files the directory of file paths, and what reserves memory for their bytes; if absent, the seed may not name
 *   files
 */
function complete ({ value, contents }: Given, files: Files | undefined): ReadSeed {
  const directory = files?.directory
  if (typeof value === 'object' && value !== null) checkCounts(value)
  const mismatch = mismatchOf(SeedSchema, value, directory === undefined ? 'the body' : 'the seed')
  if (mismatch !== undefined) throw new SeedError(mismatch)
  const given = value as Seed
  const users = given.users ?? defaultSeed.users
  // Default tokens of a user who is not in the seed are left out.
  const defaultTokens = defaultSeed.tokens.filter(({ user }) => user === undefined || users.some(({ id }) => id === user))
  const seed: CompleteSeed = { ...defaultSeed, tokens: defaultTokens, ...given, org: { ...defaultSeed.org, ...given.org } }
  const clock = seed.clock && clockFrom(seed.clock)
  checkSeed(seed, { clock, mayNameFiles: directory !== undefined })
  const source = { taken: contents, from: files, read: new Map<string, Content>() }
  return {
    contents: seed.attachments.map((row, index) => readContent(row, `attachments[${index}]`, source)),
    // The checks let no photo and no file through that has neither a path nor a content.
    photos: seed.photos.map((row, index) => readContent(row, `photos[${index}]`, source) as Content),
    files: seed.files.map((row, index) => readContent(row, `files[${index}]`, source) as Content),
    // Left out, so that it is in memory only once, as bytes.
    seed: { ...seed, attachments: seed.attachments.map(withoutContent), photos: seed.photos.map(withoutContent), files: seed.files.map(withoutContent) },
    isShared: files !== undefined,
    faults: faultsOf(seed),
    stubs: stubsOf(seed),
    ...clock && { clock }
  }
}

function faultsOf ({ faults, modules }: CompleteSeed): Fault[] {
  const customModules = modules.map(({ apiName }) => apiName)
  try {
    return faults.map(({ seen, hits: _, endsAt: __, enabled: ___, ...rule }, index) => {
      // A state may contain faults for custom modules that no longer exist.
      const gone = seen === undefined || rule.module === undefined ? [] : [rule.module]
      return checkFault(rule, { customModules: [...customModules, ...gone], name: `faults[${index}]` })
    })
  } catch (error) {
    throw new SeedError((error as FaultError).message, { cause: error })
  }
}

function stubsOf ({ stubs }: CompleteSeed): Stub[] {
  try {
    return stubs.map(({ hits: _, ...rule }, index) => checkStub(rule, `stubs[${index}]`))
  } catch (error) {
    throw new SeedError((error as StubError).message, { cause: error })
  }
}

interface Files extends Pick<Reservation, 'reserve'> {
  readonly directory: string
}

function withoutContent<Row extends { readonly content?: string }> ({ content: _, ...row }: Row): Omit<Row, 'content'> {
  return row
}

interface ContentSource {
  /** The bytes that were read separately, if they were. */
  readonly taken: ReadJson['contents'] | undefined
  readonly from: Files | undefined
  /** The files that were read so far, by their paths in the seed. */
  readonly read: Map<string, Content>
}

/** @returns the bytes of a row; `undefined` for a link */
function readContent ({ file, content }: { readonly file?: string, readonly content?: string }, path: string, { taken, from, read }: ContentSource): Content | undefined {
  if (content !== undefined) return contentOf(taken ? known(taken[Number(content)], path) : decode(content, path))
  // A link, since a state names no files.
  if (file === undefined || from === undefined) return undefined
  const bytes = read.get(file) ?? readAttached(resolve(from.directory, file), path, from)
  read.set(file, bytes)
  return bytes
}

/** Decodes strictly: Node's decoder skips whatever is not base64. */
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
    const { message } = new FileError(`${path}.file`, 'read', file, error as NodeJS.ErrnoException)
    throw new SeedError(message, { cause: error })
  }
}
