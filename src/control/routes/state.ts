import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { exportState } from '../../sandbox/export-state.js'
import { parseState } from '../../sandbox/parse-seed.js'
import { SeedError } from '../../sandbox/seed-error.js'
import { SeedSchema } from '../../sandbox/seed-schema.js'
import { Refusal } from '../../zoho/refusal.js'
import { Complaint } from '../complaint.js'
import type { ControlApp } from '../plane.js'

/** In bytes; about as much as a text can hold, which is what JSON is read from. */
const MAX_STATE = 512 * 1024 ** 2

const unchecked = Type.Unsafe<object>(Type.Object({}))

/** The whole of a sandbox in the format of seeds. */
export async function state (app: ControlApp): Promise<void> {
  app.get('/state', {
    schema: { summary: 'The whole sandbox in the format of seeds, bytes included', response: { 200: Type.Unsafe<object>(SeedSchema) } }
  }, async ({ sandbox: { world } }, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(Readable.from(exportState(world))))

  app.put('/state', {
    bodyLimit: MAX_STATE,
    schema: {
      summary: 'Another state, or a seed that names no files, in the place of the sandbox’s own',
      body: unchecked,
      response: { 200: Type.Object({ attachments: Type.Integer(), tokens: Type.Integer(), users: Type.Integer() }) }
    }
  }, async ({ sandbox, body }) => {
    try {
      sandbox.load(parseState(body))
    } catch (error) {
      if (error instanceof SeedError) throw new Complaint('badRequest', error.message)
      if (error instanceof Refusal) throw new Complaint('insufficientStorage', error.explain)
      throw error
    }
    const { attachments, tokens, users } = sandbox.world
    return { attachments: attachments.size, tokens: tokens.all().length, users: users.length }
  })
}
