import { claimRoom } from '../../sandbox/capacity.js'
import { httpErrors } from '../errors.js'
import type { ControlApp } from '../mount.js'
import { route } from '../shapes/routes.js'
import { faultState } from '../shapes/sandbox.js'

/** Adds the routes for faults: what fails, when and how. */
export function faults (app: ControlApp): void {
  app.route({
    ...route('GET /faults'),
    handler: async ({ sandbox: { world } }) => ({ faults: world.faults.all().map(fault => faultState(fault, world.faults)) })
  })

  app.route({
    ...route('POST /faults'),
    // `checkFaults` checks it, with the same rules as for faults in seeds and on the command line.
    validatorCompiler: () => () => true,
    handler: async ({ sandbox: { world }, body }) => {
      const { checkFaults } = await import('../../faults/check-fault.js')
      const checked = checkFaults(body, world.customModules)
      claimRoom(world, 'faults', world.faults.all().length, { rows: body, more: checked.length })
      return { faults: checked.map(fault => faultState(world.faults.add(fault), world.faults)) }
    }
  })

  app.route({
    ...route('PATCH /faults/:id'),
    handler: async ({ sandbox: { world: { faults } }, params: { id }, body: { enabled } }) => {
      const changed = faults.enable(id, enabled)
      if (changed === undefined) throw await unknownFault(id)
      return faultState(changed, faults)
    }
  })

  app.route({
    ...route('DELETE /faults'),
    handler: async ({ sandbox: { world: { faults } } }) => {
      const ids = faults.all().map(({ id }) => id)
      for (const id of ids) faults.delete(id)
      return { deleted: ids.length }
    }
  })

  app.route({
    ...route('DELETE /faults/:id'),
    handler: async ({ sandbox: { world }, params: { id } }) => {
      if (!world.faults.delete(id)) throw await unknownFault(id)
      return { deleted: 1 }
    }
  })
}

async function unknownFault (id: string): Promise<Error> {
  return (await httpErrors()).notFound(`No fault \`${id}\` in this sandbox: GET /_mock/faults lists them`)
}
