import AjvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler'
import type { Schema } from './types.js'

/** An error as Ajv reports it. */
export interface Mismatch {
  readonly keyword: string
  /** The path of the keyword, as a JSON pointer in a URL. */
  readonly schemaPath: string
  /** The path of the value, as a JSON pointer. */
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * @returns an empty list if the value matches the schema; otherwise the first error, and in a union the first of each
 *   branch
 */
type Validator = (value: unknown) => readonly Mismatch[]

type Compile = ReturnType<BuildCompilerFromPool>

const validators = new WeakMap<object, Validator>()
let compile: Compile | undefined

/** Returns a function that checks values against a schema. It is compiled on first use. */
export function validatorOf (schema: Schema): Validator {
  const known = validators.get(schema)
  if (known !== undefined) return known
  compile ??= AjvCompiler()({}, { onCreate: ajv => ajv.addFormat('date-time', isInstant), customOptions })
  const validate = compile({ schema: schema as object })
  const validator: Validator = value => validate(value) ? [] : validate.errors as unknown as readonly Mismatch[]
  validators.set(schema, validator)
  return validator
}

/**
 * Turns off everything that Fastify lets Ajv change: a value is accepted as it is, or refused. The rest saves compile time.
 * Most of it goes into error messages, which we write ourselves, into optimizing the code, and into unrolling long enums.
 */
const customOptions = {
  coerceTypes: false,
  useDefaults: false,
  removeAdditional: false,
  keywords: ['x-expected'],
  // Not needed: every schema is written in TypeScript, and a test compiles it.
  validateSchema: false,
  meta: false,
  messages: false,
  code: { optimize: false },
  loopEnum: 5
}

const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i

/**
 * Ajv's own format also allows offsets such as `+05` and leap seconds, which `Date.parse` does not read. `Date.parse`
 * turns 30 February into 2 March.
 */
function isInstant (text: string): boolean {
  const [, date] = DATE_TIME.exec(text) ?? []
  return date !== undefined && !Number.isNaN(Date.parse(text)) && new Date(`${date}T00:00:00Z`).toISOString().startsWith(date)
}
