import { Type } from 'typebox'
import { parts } from '../../sandbox/sandbox.js'
import type { ControlApp } from '../control-app.js'

const Part = Type.Enum([...parts])

/** Takes a sandbox back to the seed. */
export async function reset (app: ControlApp): Promise<void> {
  app.post('/reset', {
    schema: {
      summary: 'Back to the seed, whole or in parts',
      body: Type.Object({ only: Type.Optional(Type.Array(Part, { description: 'What goes back; everything where absent.' })) }, { additionalProperties: false }),
      response: { 200: Type.Object({ reset: Type.Array(Part) }) }
    }
  }, async ({ sandbox, body: { only } }) => ({ reset: sandbox.reset(only) }))
}
