import { constants } from 'node:buffer'
import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { exportState } from '../../sandbox/export-state.js'
import { parseState } from '../../sandbox/parse-seed.js'
import { SeedSchema } from '../../sandbox/seed-schema.js'
import type { ControlApp } from '../control-app.js'

/** In bytes: JSON is read from a text, and this is as much as a text can hold, 24 bytes less than 512 MiB. */
const MAX_STATE = constants.MAX_STRING_LENGTH

const State = Type.Unsafe<object>(SeedSchema)

/** The whole of a sandbox in the format of seeds. */
export async function state (app: ControlApp): Promise<void> {
  app.get('/state', {
    schema: { summary: 'The whole sandbox in the format of seeds, bytes included', response: { 200: State } }
  }, async ({ sandbox: { world } }, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(Readable.from(exportState(world))))

  app.put('/state', {
    bodyLimit: MAX_STATE,
    schema: {
      summary: 'Another state, or a seed that names no files, in the place of the sandbox’s own',
      body: State,
      response: { 200: Type.Object({ attachments: Type.Integer(), tokens: Type.Integer(), users: Type.Integer() }) }
    },
    // Whoever reads it checks it.
    validatorCompiler: () => () => true
  }, async ({ sandbox, body }) => {
    sandbox.load(parseState(body))
    const { attachments, tokens, users } = sandbox.world
    return { attachments: attachments.size, tokens: tokens.all().length, users: users.length }
  })
}
