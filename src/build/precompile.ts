import { createHash } from 'node:crypto'
import { StandaloneValidator } from '@fastify/ajv-compiler'
import { routes, type RouteKey } from '../control/shapes/routes.js'
import { FaultSchema, FaultsSchema } from '../faults/fault-schema.js'
import { ajvOptions } from '../json/ajv-options.js'
import type { Schema } from '../json/types.js'
import { StubSchema, StubsSchema } from '../stubs/stub-schema.js'
import { SeedSchema } from '../seed/schema.js'

export { SeedSchema }

/** Routes whose bodies are checked as faults, stubs and seeds. */
const checkedElsewhere: readonly RouteKey[] = ['POST /faults', 'POST /stubs', 'PUT /state']

/** Every schema that something from outside is checked against. */
export const checkedSchemas: readonly Schema[] = [
  SeedSchema,
  FaultSchema,
  FaultsSchema,
  StubSchema,
  StubsSchema,
  ...Object.entries(routes)
    .filter(([key]) => !checkedElsewhere.includes(key as RouteKey))
    .flatMap(([, route]) => [...'body' in route ? [route.body] : [], ...'querystring' in route ? [route.querystring] : []])
]

/**
 * Generates the module that replaces json/compile.ts in what `npm run build` makes. It contains what Ajv generates for each
 * schema, and does not load Ajv. Tests run without it, except those that start the command.
 */
export function precompile (): string {
  const compiled = new Map<string, string>()
  const compile = StandaloneValidator({
    readMode: false,
    storeFunction: ({ schema }, code) => compiled.set(createHash('sha256').update(JSON.stringify(schema)).digest('hex'), code)
  })({}, { ...ajvOptions, customOptions: { ...ajvOptions.customOptions, code: { source: true } } })
  for (const schema of checkedSchemas) compile({ schema: schema as object })
  return `import { createHash } from 'node:crypto'

const compiled = {
${[...compiled].map(([hash, code]) => `'${hash}' (module) {\n${code}\n}`).join(',\n')}
}

export function compile (schema) {
  const module = {}
  compiled[createHash('sha256').update(JSON.stringify(schema)).digest('hex')](module)
  return module.exports
}
`
}
