import { Type } from 'typebox'
import { checkFaults } from '../../faults/check-fault.js'
import type { FaultError } from '../../faults/fault.js'
import { FaultSchema, FaultsSchema } from '../../faults/fault-schema.js'
import type { Sandbox } from '../../sandbox/sandboxes.js'
import { Complaint } from '../complaint.js'
import type { ControlApp } from '../control-app.js'
import { refuseExcess } from '../room.js'
import { showFault, FaultStateSchema } from '../shapes/fault.js'

const Shown = Type.Object({ faults: Type.Array(FaultStateSchema) })
const Deleted = Type.Object({ deleted: Type.Integer() })

/** What fails, when and how. */
export async function faults (app: ControlApp): Promise<void> {
  app.get('/faults', {
    schema: { summary: 'The faults, with how often each has acted', response: { 200: Shown } }
  }, async ({ sandbox: { world } }) => ({ faults: world.faults.all().map(fault => showFault(fault, world.faults)) }))

  app.post('/faults', {
    // Checked by the same function as the faults of seeds and of the command line.
    schema: { summary: 'Adds a fault, or a list of them; one that can never act is refused', body: Type.Unsafe<unknown>(Type.Union([FaultSchema, FaultsSchema])), response: { 200: Shown } },
    validatorCompiler: () => () => true
  }, async ({ sandbox: { world }, body }) => {
    const checked = readable(() => checkFaults(body, world.customModules))
    refuseExcess(world, 'faults', world.faults.all().length, { rows: body as object, more: checked.length })
    return { faults: checked.map(fault => showFault(world.faults.add(fault), world.faults)) }
  })

  app.delete('/faults/:id', {
    schema: { summary: 'Takes a fault away', params: Type.Object({ id: Type.String() }), response: { 200: Deleted } }
  }, async ({ sandbox: { world }, params: { id } }) => {
    if (!world.faults.delete(id)) throw new Complaint('notFound', `No fault \`${id}\` in this sandbox: GET /_mock/faults lists them`)
    return { deleted: 1 }
  })

  app.delete('/faults', {
    schema: { summary: 'Takes every fault away', response: { 200: Deleted } }
  }, async ({ sandbox }) => ({ deleted: clear(sandbox) }))
}

function clear ({ world: { faults } }: Sandbox): number {
  const ids = faults.all().map(({ id }) => id)
  for (const id of ids) faults.delete(id)
  return ids.length
}

/** @throws {Complaint} what a check of faults found */
function readable<Result> (check: () => Result): Result {
  try {
    return check()
  } catch (error) {
    throw new Complaint('badRequest', (error as FaultError).message)
  }
}
