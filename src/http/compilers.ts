/**
 * For Fastify's option `schemaController`. By default Fastify loads Ajv and fast-json-stringify for every server. Here only
 * scopes that set their own compilers have schemas, and the bundle of the command does without both.
 */
export const noCompilers = { compilersFactory: { buildValidator: refuse, buildSerializer: refuse } }

function refuse (): never {
  throw new Error('A route with a schema needs compilers: set them in its scope')
}
