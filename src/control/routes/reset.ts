import { Type } from 'typebox'
import type { ControlApp } from '../plane.js'

/** Takes a sandbox back to the seed. */
export async function reset (app: ControlApp): Promise<void> {
  app.post('/reset', {
    schema: {
      summary: 'Back to the seed',
      body: Type.Object({}, { additionalProperties: false }),
      response: { 200: Type.Object({ reset: Type.Array(Type.String()) }) }
    }
  }, async ({ sandbox }) => {
    sandbox.reset()
    return { reset: ['attachments', 'tokens', 'ids'] }
  })
}
