import { claimRoom } from '../../sandbox/capacity.js'
import { httpErrors } from '../errors.js'
import type { ControlApp } from '../mount.js'
import { route } from '../shapes/routes.js'
import { stubState } from '../shapes/stub.js'

/** Adds the routes for stubs: answers to what is not mocked. */
export function stubs (app: ControlApp): void {
  app.route({
    ...route('GET /stubs'),
    handler: async ({ sandbox: { world: { stubs } } }) => ({ stubs: stubs.all().map(stub => stubState(stub, stubs)) })
  })

  app.route({
    ...route('POST /stubs'),
    // `checkStubs` checks it, with the same rules as for stubs in seeds.
    validatorCompiler: () => () => true,
    handler: async ({ sandbox: { world }, body }) => {
      const { checkStubs } = await import('../../stubs/check-stub.js')
      const checked = checkStubs(body)
      claimRoom(world, 'stubs', world.stubs.all().length, { rows: body, more: checked.length })
      return { stubs: checked.map(stub => stubState(world.stubs.add(stub), world.stubs)) }
    }
  })

  app.route({
    ...route('DELETE /stubs'),
    handler: async ({ sandbox: { world: { stubs } } }) => {
      const ids = stubs.all().map(({ id }) => id)
      for (const id of ids) stubs.delete(id)
      return { deleted: ids.length }
    }
  })

  app.route({
    ...route('DELETE /stubs/:id'),
    handler: async ({ sandbox: { world }, params: { id } }) => {
      if (!world.stubs.delete(id)) throw (await httpErrors()).notFound(`No stub \`${id}\` in this sandbox: GET /_mock/stubs lists them`)
      return { deleted: 1 }
    }
  })
}
