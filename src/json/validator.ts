import AjvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler'
import type { Schema } from './types.js'

/** What is wrong with a value, as Ajv says it. */
export interface Mismatch {
  readonly keyword: string
  /** Of the keyword, as a JSON pointer in a URL. */
  readonly schemaPath: string
  /** A JSON pointer. */
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
}

/** @returns nothing where a value is of the schema; else the first thing that is wrong, and of a union that of each branch */
type Validator = (value: unknown) => readonly Mismatch[]

type Compile = ReturnType<BuildCompilerFromPool>

const validators = new WeakMap<object, Validator>()
let compile: Compile | undefined

/** What checks values against a schema, compiled when it is first asked for. */
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
 * Of what Fastify has Ajv do by itself nothing: a value is taken as it is, or refused. Most of what Ajv takes to compile a
 * schema goes into the texts of errors, which are ours, into code that is smaller, and into comparisons with each of many words.
 */
const customOptions = {
  coerceTypes: false,
  useDefaults: false,
  removeAdditional: false,
  keywords: ['x-expected'],
  // Every schema here is in TypeScript, and a test compiles it.
  validateSchema: false,
  meta: false,
  messages: false,
  code: { optimize: false },
  loopEnum: 5
}

const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i

/** Ajv's own has offsets such as `+05`, too, and leap seconds: `Date.parse` reads neither, and takes 30 February for 2 March. */
function isInstant (text: string): boolean {
  const [, date] = DATE_TIME.exec(text) ?? []
  return date !== undefined && !Number.isNaN(Date.parse(text)) && new Date(`${date}T00:00:00Z`).toISOString().startsWith(date)
}
