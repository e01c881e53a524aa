import { Type } from 'typebox'
import { isTellable } from '../../store/clock.js'
import { clockFrom } from '../../seed/rows.js'
import type { Sandbox } from '../../sandbox/sandboxes.js'
import { ClockSchema } from '../../seed/schema.js'
import { milliseconds, SignedDuration } from '../../json/duration.js'
import { Complaint } from '../complaint.js'
import type { ControlApp } from '../control-app.js'
import { ClockStateSchema, showClock, type ClockState } from '../shapes/clock.js'

/** Zoho's time in a sandbox. */
export async function clock (app: ControlApp): Promise<void> {
  const response = { 200: ClockStateSchema }
  app.get('/clock', { schema: { summary: 'How the clock goes, and what it says', response } }, async ({ sandbox }) => showClock(sandbox.world.clock))

  app.put('/clock', {
    schema: { summary: 'Lets the clock go as the machine’s, stand still, or go so far from the machine’s', body: ClockSchema, response }
  }, async ({ sandbox, body }) => change(sandbox, ({ set }) => set(clockFrom(body, milliseconds))))

  app.post('/clock/advance', {
    schema: {
      summary: 'Moves the clock on, or back; one that goes as the machine’s is ahead of it from then on',
      body: Type.Object({ by: SignedDuration }, { additionalProperties: false }),
      response
    }
  }, async ({ sandbox, body: { by } }) => change(sandbox, ({ advance }) => advance(milliseconds(by))))
}

/** Changes a clock, unless it would say what no client could read. */
function change ({ world: { clock } }: Sandbox, act: (clock: Sandbox['world']['clock']) => void): ClockState {
  const before = clock.setting()
  act(clock)
  if (!isTellable(clock.now())) {
    clock.set(before)
    throw new Complaint('badRequest', 'Expected the clock to stay between 1970 and 9999')
  }
  return showClock(clock)
}
