import type { World } from '../../sandbox/world.js'
import { isRepresentable } from '../../store/clock.js'
import { clockFrom } from '../../seed/rows.js'
import { milliseconds } from '../../json/duration.js'
import { httpErrors } from '../errors.js'
import type { ControlApp } from '../mount.js'
import { route } from '../shapes/routes.js'
import { clockState, type ClockState } from '../shapes/sandbox.js'

/** Adds the routes for Zoho's time in a sandbox. */
export function clock (app: ControlApp): void {
  app.route({ ...route('GET /clock'), handler: async ({ sandbox }) => clockState(sandbox.world.clock, sandbox.world.org) })
  app.route({
    ...route('PUT /clock'),
    handler: async ({ sandbox: { world }, body }) => change(world, () => world.clock.set(clockFrom(body)))
  })
  app.route({
    ...route('POST /clock/advance'),
    handler: async ({ sandbox: { world }, body: { by } }) => change(world, () => world.clock.advance(milliseconds(by)))
  })
}

/** Changes a clock, unless its time would then be one that clients cannot parse. */
async function change ({ clock, org }: World, act: () => void): Promise<ClockState> {
  const before = clock.setting()
  act()
  if (isRepresentable(clock.now())) return clockState(clock, org)
  clock.set(before)
  throw (await httpErrors()).badRequest('Expected the clock to stay between 1970 and 9999')
}
