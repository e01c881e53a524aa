import type { TSchema } from 'typebox'
import { Errors } from 'typebox/value'
import { closest } from '../closest.js'
import { maskToken } from '../secrets/mask-token.js'

interface SchemaError {
  readonly keyword: string
  readonly schemaPath: string
  readonly instancePath: string
  readonly params: object
}

/**
 * What is wrong with a value, in one sentence about its first fault, with the path that an editor would show:
 * “Expected `tokens[0].scopes` to be an array, got `"x"`”.
 * @param name what the value is called, where the fault is the whole of it
 * @returns `undefined` where nothing is wrong.
 */
export function mismatchOf (schema: TSchema, value: unknown, name = 'the seed'): string | undefined {
  const errors = withoutOtherBranches(Errors(schema, value).filter(({ keyword }) => keyword !== 'additionalProperties' && keyword !== 'anyOf'), schema)
  // A union complains for each of its branches; the error that lies deepest is of the branch that was meant.
  const deepest = Math.max(...errors.map(depth))
  const faults = errors.filter(error => depth(error) === deepest)
  // Where there is too much of the right thing, no other branch was meant.
  const fault = faults.find(({ keyword }) => keyword in EXCESS) ?? faults[0]
  if (fault === undefined) return undefined
  if (fault.keyword === 'boolean') return unknownProperty(fault, schema, name)
  if (fault.keyword === 'required') {
    const { requiredProperties } = fault.params as { readonly requiredProperties: readonly string[] }
    return `Expected \`${pathOf(fault.instancePath, name)}\` to have ${requiredProperties.map(name => `\`${name}\``).join(' and ')}`
  }
  const found = at(value, fault.instancePath)
  const excess = EXCESS[fault.keyword]
  if (excess !== undefined) return `Expected \`${pathOf(fault.instancePath, name)}\` to have at most ${(fault.params as { readonly limit: number }).limit} ${excess.unit}, got ${excess.count(found)}`
  const branches = errors.filter(({ instancePath }) => instancePath === fault.instancePath)
  const expectations = new Set(branches.map(({ schemaPath }) => expectation(at(schema, schemaPath) as Described, found)))
  return `Expected \`${pathOf(fault.instancePath, name)}\` to be ${[...expectations].join(' or ')}, got \`${shortened(found, fault.instancePath)}\``
}

/** The path of a word that tells one branch of a union from another, such as `mode` of a clock. */
const TAG = /^(?<union>.*\/anyOf)\/(?<branch>\d+)\/properties\/[^/]+$/

/** Leaves out what branches of a union say whose word the value does not have; where no branch has it, all but that. */
function withoutOtherBranches (errors: readonly SchemaError[], schema: TSchema): readonly SchemaError[] {
  const wrong = new Map<string, Set<string>>()
  for (const { keyword, schemaPath } of errors) {
    const { union, branch } = TAG.exec(schemaPath)?.groups ?? {}
    if (keyword === 'const' && union !== undefined && branch !== undefined) wrong.set(union, (wrong.get(union) ?? new Set()).add(branch))
  }
  return [...wrong].reduce((left, [union, branches]) => {
    const isNone = branches.size === (at(schema, union) as readonly unknown[]).length
    return left.filter(({ keyword, schemaPath }) => {
      const isOfWrong = [...branches].some(branch => schemaPath.startsWith(`${union}/${branch}/`))
      return !isOfWrong || (isNone && keyword === 'const')
    })
  }, errors)
}

function depth ({ instancePath }: SchemaError): number {
  return instancePath.split('/').length
}

function unknownProperty ({ instancePath, schemaPath }: SchemaError, schema: TSchema, name: string): string {
  const property = instancePath.slice(instancePath.lastIndexOf('/') + 1)
  const owner = at(schema, schemaPath.replace(/\/additionalProperties$/, '')) as { properties: object }
  return `Unknown property \`${pathOf(instancePath, name)}\`: did you mean \`${closest(property, Object.keys(owner.properties))}\`?`
}

/** What there may be too many of, by the keyword of the schema. */
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
  /** What is expected, in words, where the schema's own keywords would not tell a person. */
  readonly 'x-expected'?: string
  readonly pattern?: string
  readonly format?: string
  readonly enum?: readonly string[]
  readonly const?: string
  readonly minLength?: number
  readonly minItems?: number
  readonly minimum?: number
  readonly maximum?: number
}

function expectation (schema: Described, found: unknown): string {
  const { 'x-expected': expected, minimum, maximum } = schema
  if (expected !== undefined) return expected
  if (schema.enum) return schema.enum.length < 10 ? schema.enum.map(word => `\`${word}\``).join(' or ') : `a rule or a code of the catalogue (did you mean \`${closest(String(found), schema.enum)}\`?)`
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

/** Follows a JSON pointer. */
function at (value: unknown, pointer: string): unknown {
  return segments(pointer).reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value)
}

function segments (pointer: string): string[] {
  return pointer.replace(/^#?\/?/, '').split('/').filter(key => key !== '').map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function pathOf (pointer: string, name: string): string {
  return segments(pointer).map(key => /^\d+$/.test(key) ? `[${key}]` : `.${cut(key)}`).join('').replace(/^\./, '') || name
}

/** Properties of seeds and of the control API whose texts are secrets, and lists of them. */
const SECRET = /^(?:token|secret|code|usedCodes|accessTokens)$/

/** How much of a value is shown, in characters. */
const SHOWN = 60

/**
 * A value as JSON, without its secrets; of one that is long, or has much in it, no more is written than is shown.
 * @param pointer where it was found
 */
function shortened (found: unknown, pointer: string): string {
  let left = SHOWN
  const isSecret = segments(pointer).some(key => SECRET.test(key))
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
