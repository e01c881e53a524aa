import { seededRecords } from '../../seed/record-rows.js'
import type { World } from '../../sandbox/world.js'
import { matchModule } from '../../zoho/modules.js'
import { newestVersion, versions } from '../../zoho/versions.js'
import { claimRoom } from '../../sandbox/capacity.js'
import { removeAllRecords, removeRecord } from '../../sandbox/remove-records.js'
import { httpErrors } from '../errors.js'
import type { ControlApp } from '../mount.js'
import { route } from '../shapes/routes.js'

/** Adds the routes for the records of a sandbox. */
export function records (app: ControlApp): void {
  app.route({ ...route('GET /records'), handler: async ({ sandbox: { world } }) => seededRecords(world.records) })

  app.route({
    ...route('POST /records'),
    handler: async ({ sandbox: { world }, body: { module, id, name } }) => {
      const { records } = world
      const hint = whyNoModule(world, module)
      if (hint !== undefined) throw (await httpErrors()).badRequest(hint)
      claimRoom(world, 'records', records.sizes.records, { rows: { id, name }, more: records.has(module, id) ? 0 : 1 })
      records.add(module, id, name)
      return { module, id, name: records.nameOf(module, id) }
    }
  })

  app.route({
    ...route('DELETE /records'),
    handler: async ({ sandbox: { world } }) => {
      removeAllRecords(world)
      return seededRecords(world.records)
    }
  })

  app.route({
    ...route('DELETE /records/:module/:id'),
    handler: async ({ sandbox: { world }, params: { module, id } }) => {
      const { records } = world
      const hint = whyNoModule(world, module)
      if (hint !== undefined) throw (await httpErrors()).badRequest(hint)
      if (!records.has(module, id)) throw (await httpErrors()).notFound(`${module} has no record \`${id}\` in this sandbox`)
      claimRoom(world, 'missingRecords', records.sizes.missingRecords, { rows: [id], more: 1 })
      removeRecord(world, { module, record: id })
      return { deleted: 1 }
    }
  })
}

/** Why a name is not that of a module in any version; `undefined` if it is. */
function whyNoModule ({ customModules }: World, name: string): string | undefined {
  const match = matchModule(name, newestVersion, versions, customModules)
  return match.kind === 'supported' ? undefined : `Expected \`module\` to be a module: ${match.hint}`
}
