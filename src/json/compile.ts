import AjvCompiler from '@fastify/ajv-compiler'
import { ajvOptions } from './ajv-options.js'
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

/** Checks values against a schema. */
export interface Check {
  (value: unknown): boolean
  /** Of the last value, if it does not match: the first error, and in a union the first of each branch. */
  readonly errors?: readonly Mismatch[] | null
}

let ajv: ReturnType<ReturnType<typeof AjvCompiler>> | undefined

/**
 * Compiles a schema with Ajv. The build replaces this module with the code that Ajv generates for every schema, see
 * build/precompile.ts. Compiling the schema of faults took two thirds of the first request to the control API, and compiling that
 * of seeds a sixth of a start.
 */
export function compile (schema: Schema): Check {
  ajv ??= AjvCompiler()({}, ajvOptions)
  return ajv({ schema: schema as object }) as Check
}
