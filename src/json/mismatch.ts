import { closest, didYouMean } from '../closest.js'
import { maskToken } from '../secrets/redact.js'
import { compile, type Check, type Mismatch } from './compile.js'
import type { Schema } from './types.js'

/** By schema; compiled when the first value is checked. */
const checks = new WeakMap<Schema, Check>()

/**
 * Checks a value against a schema, and describes the first mismatch in one sentence, with its path as an editor would show
 * it: “Expected `tokens[0].scopes` to be an array, got `"x"`”.
 * @param name what to call the value if the mismatch is in the value itself, not in a part of it
 * @returns `undefined` if the value matches
 */
export function mismatchOf (schema: Schema, value: unknown, name = 'the seed'): string | undefined {
  const check = checks.get(schema) ?? compile(schema)
  checks.set(schema, check)
  if (check(value)) return undefined
  const mismatches = check.errors as readonly Mismatch[]
  const meant = mismatches.find(({ keyword }) => keyword === 'anyOf') ? ofMeantBranch(mismatches, schema, value) : mismatches
  // A union reports errors for each of its branches. The deepest errors belong to the branch that was meant.
  const deepest = Math.max(...meant.map(depth))
  const candidates = meant.filter(mismatch => depth(mismatch) === deepest)
  // A value that is too long, or lacks a property, has the right type, so no other branch was meant.
  const mismatch = candidates.find(({ keyword }) => keyword === 'required' || keyword in EXCESS) ?? candidates[0] as Mismatch
  const { keyword, instancePath, params } = mismatch
  const [owner, found] = [ownerOf(mismatch, schema), at(value, segments(instancePath))]
  const path = pathOf(segments(instancePath), name)
  const excess = EXCESS[keyword]
  if (excess !== undefined) return `Expected \`${path}\` to have at most ${String(params.limit)} ${excess.unit}, got ${excess.count(found)}`
  if (keyword === 'required' || keyword === 'additionalProperties') return aboutProperties(owner, found as object, segments(instancePath), name)
  const branches = meant.filter(other => other.instancePath === instancePath)
  const expectations = new Set(branches.map(branch => expectation(ownerOf(branch, schema), found)))
  return `Expected \`${path}\` to be ${[...expectations].join(' or ')}, got \`${shortened(found, segments(instancePath))}\``
}

/**
 * Describes an unknown property, or if there is none, the missing ones. The unknown one comes first because it may be a
 * missing one misspelled.
 */
function aboutProperties ({ properties = {}, patternProperties, required = [], additionalProperties }: Described, found: object, path: readonly string[], name: string): string {
  const patterns = Object.keys(patternProperties ?? {})
  const unknown = additionalProperties === false ? Object.keys(found).find(property => !Object.hasOwn(properties, property) && !patterns.some(pattern => new RegExp(pattern).test(property))) : undefined
  if (unknown !== undefined && patternProperties) return `Expected the names of \`${pathOf(path, name)}\` to be of the form ${patterns.join(' or ')}, got \`${cut(JSON.stringify(unknown))}\``
  if (unknown !== undefined) return `Unknown property \`${pathOf([...path, unknown], name)}\`${didYouMean(unknown, Object.keys(properties)) || listed(Object.keys(properties))}`
  const missing = required.filter(property => !Object.hasOwn(found, property))
  return `Expected \`${pathOf(path, name)}\` to have ${missing.map(property => `\`${property}\``).join(' and ')}`
}

/**
 * Drops the errors of the branches of a union whose constant, such as the `mode` of a clock, differs from the value's. If
 * it differs in all branches, only that is reported.
 */
function ofMeantBranch (mismatches: readonly Mismatch[], schema: Schema, value: unknown): readonly Mismatch[] {
  return mismatches.filter(({ keyword }) => keyword === 'anyOf').reduce((left, union) => {
    const branches = (ownerOf(union, schema).anyOf as readonly Described[]).map((branch, index) => ({ prefix: `${union.schemaPath}/${index}/`, wrong: wrongWord(branch, at(value, segments(union.instancePath))) }))
    const rest = left.filter(({ schemaPath, keyword }) => keyword !== 'anyOf' && !branches.some(({ prefix, wrong }) => wrong !== undefined && schemaPath.startsWith(prefix)))
    if (branches.some(({ wrong }) => wrong === undefined)) return rest
    const words = branches.map(({ prefix, wrong }) => ({ keyword: 'const', instancePath: `${union.instancePath}/${wrong}`, schemaPath: `${prefix}properties/${wrong}/const`, params: {} }))
    return [...rest, ...words]
  }, mismatches)
}

/** The property whose constant in this branch differs from the value's; `undefined` if there is none. */
function wrongWord ({ properties = {} }: Described, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const given = new Map<string, unknown>(Object.entries(value))
  return Object.keys(properties).find(name => properties[name]?.const !== undefined && given.has(name) && given.get(name) !== properties[name].const)
}

/** How deep a mismatch is. Ajv reports an unknown property at its object, so it counts one more. */
function depth ({ instancePath, keyword }: Mismatch): number {
  return segments(instancePath).length + (keyword === 'additionalProperties' ? 1 : 0)
}

/** The keywords that limit how many there may be of something. */
const EXCESS: Readonly<Record<string, { readonly unit: string, readonly count: (found: unknown) => number }>> = {
  maxItems: { unit: 'items', count: found => (found as readonly unknown[]).length },
  maxLength: { unit: 'characters', count: found => (found as string).length },
  maxProperties: { unit: 'properties', count: found => Object.keys(found as object).length }
}

const KINDS = {
  array: 'an array', boolean: 'true or false', object: 'an object', string: 'a string'
} as const

interface Described {
  readonly type: keyof typeof KINDS | 'integer' | 'number'
  /** What is expected, in words, if the other keywords would not be clear to a person. */
  readonly 'x-expected'?: string
  readonly pattern?: string
  readonly format?: string
  readonly enum?: readonly string[]
  readonly const?: string
  readonly minLength?: number
  readonly minItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly anyOf?: readonly Described[]
  readonly properties?: Readonly<Record<string, Described>>
  readonly patternProperties?: Readonly<Record<string, Described>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
}

function expectation (schema: Described, found: unknown): string {
  const { 'x-expected': expected, minimum, maximum } = schema
  if (expected !== undefined) return expected + (typeof found === 'string' ? closestOf(found, schema.enum ?? []) : '')
  if (schema.enum) return schema.enum.map(word => `\`${word}\``).join(' or ')
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.format !== undefined) return 'an instant with its offset such as `2026-01-02T03:04:05+05:30`'
  if (schema.pattern !== undefined) return `a string of the form ${schema.pattern}`
  if (schema.type === 'integer' || schema.type === 'number') {
    const from = minimum === undefined ? '' : ` from ${minimum}`
    return `${schema.type === 'integer' ? 'an integer' : 'a number'}${from}${maximum === undefined ? from && ' up' : ` to ${maximum}`}`
  }
  const kind = KINDS[schema.type]
  return schema.minLength !== undefined || schema.minItems !== undefined ? `${kind} that is not empty` : kind
}

/** How many names of properties a message lists, and where there are more, none. */
const MAX_LISTED = 10

function listed (words: readonly string[]): string {
  return words.length < MAX_LISTED ? `: expected one of ${words.map(word => `\`${word}\``).join(', ')}` : ''
}

function closestOf (found: string, words: readonly string[]): string {
  const close = closest(found, words)
  return close === undefined ? '' : ` (did you mean \`${close}\`?)`
}

/** The schema that contains the failed keyword. */
function ownerOf ({ schemaPath }: Mismatch, schema: Schema): Described {
  // The path is part of a URL, so Ajv percent-encodes the patterns in `patternProperties`.
  return at(schema, segments(schemaPath).slice(0, -1).map(decodeURIComponent)) as Described
}

function at (value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value)
}

/** The keys of a JSON pointer. */
function segments (pointer: string): string[] {
  return pointer.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function pathOf (path: readonly string[], name: string): string {
  return path.map(key => /^\d+$/.test(key) ? `[${key}]` : `.${cut(key)}`).join('').replace(/^\./, '') || name
}

/** Properties of seeds and of the control API whose values are secrets, or lists of secrets. */
const SECRET = /^(?:token|secret|code|usedCodes|accessTokens)$/

/** How much of a value a message shows, in characters. */
const SHOWN = 60

/**
 * Formats a value as JSON, without its secrets. No more of a long or large value is serialized than is shown.
 * @param path where the value was found
 */
function shortened (found: unknown, path: readonly string[]): string {
  let left = SHOWN
  const isSecret = path.some(key => SECRET.test(key))
  return cut(JSON.stringify(found, (key, value: unknown) => {
    if (left-- <= 0) return undefined
    if (isSecret || SECRET.test(key)) return masked(value)
    return typeof value === 'string' ? value.slice(0, SHOWN) : value
  }))
}

function masked (value: unknown): unknown {
  if (typeof value === 'string') return maskToken(value)
  return Array.isArray(value) ? value.slice(0, SHOWN).map(masked) : value
}

function cut (text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text
}
