import { Type } from 'typebox'
import { SeedSchema } from '../../seed/schema.js'
import type { World } from '../../sandbox/world.js'
import { bounds } from '../../json/bounds.js'
import { Id, ModuleName } from '../../json/types.js'
import { matchModule } from '../../zoho/modules.js'
import { newestVersion, versions } from '../../zoho/versions.js'
import { Complaint } from '../complaint.js'
import type { ControlApp } from '../control-app.js'
import { refuseExcess } from '../room.js'

const { records: Records, recordNames: RecordNames, missingRecords: MissingRecords } = SeedSchema.properties
const Shown = Type.Object({ records: Records, recordNames: RecordNames, missingRecords: MissingRecords }, { description: 'As a seed says it.' })
const Record = Type.Object({ module: ModuleName, id: Id, name: Type.Optional(Type.String({ maxLength: bounds.name })) }, { additionalProperties: false })

/** Which records there are. */
export async function records (app: ControlApp): Promise<void> {
  app.get('/records', {
    schema: { summary: 'Which records there are', response: { 200: Shown } }
  }, async ({ sandbox: { world } }) => world.records.seeded())

  app.post('/records', {
    schema: { summary: 'Makes a record, or gives one a name', body: Record, response: { 200: Record } }
  }, async ({ sandbox: { world }, body: { module, id, name } }) => {
    const { records } = world
    const apiName = apiNameOf(world, module)
    refuseExcess(world, 'records', records.sizes.records, { rows: { id, name }, more: records.has(apiName, id) ? 0 : 1 })
    records.add(apiName, id, name)
    return { module, id, name: world.records.nameOf(module, id) }
  })

  app.delete('/records', {
    schema: { summary: 'Takes every record away; those that are added then are all that there are', response: { 200: Shown } }
  }, async ({ sandbox: { world } }) => {
    world.records.clear()
    return world.records.seeded()
  })

  app.delete('/records/:module/:id', {
    schema: {
      summary: 'Takes a record away; where every id is a record, from every module',
      params: Type.Object({ module: Type.String(), id: Type.String() }),
      response: { 200: Type.Object({ deleted: Type.Integer() }) }
    }
  }, async ({ sandbox: { world }, params: { module, id } }) => {
    if (!world.records.has(apiNameOf(world, module), id)) throw new Complaint('notFound', `${module} has no record \`${id}\` in this sandbox`)
    refuseExcess(world, 'missingRecords', world.records.sizes.missingRecords, { rows: [id], more: 1 })
    world.records.delete(module, id)
    return { deleted: 1 }
  })
}

/** @throws {Complaint} for what is no module that takes attachments in any version */
function apiNameOf ({ customModules }: World, name: string): string {
  const match = matchModule(name, newestVersion, versions, customModules)
  if (match.kind !== 'supported') throw new Complaint('badRequest', `Expected \`module\` to be a module: ${match.hint}`)
  return name
}
