import { Type, type Static } from 'typebox'
import { FaultSchema, type FaultRule } from '../../faults/fault-schema.js'
import type { FaultTable, InstalledFault } from '../../faults/table.js'

/** A fault as the control API shows it. */
export const FaultStateSchema = Type.Object({
  id: Type.String(),
  hits: Type.Integer({ description: 'How often it has acted.' }),
  seen: Type.Integer({ description: 'How many requests it was for.' }),
  isSpent: Type.Boolean({ description: 'Whether it will never act again.' }),
  ...FaultSchema.properties
})

export type FaultState = Static<typeof FaultStateSchema>

export function showFault (installed: InstalledFault, table: FaultTable): FaultState {
  const { id, hits, seen, fault } = installed
  return { id, hits, seen, isSpent: table.isSpent(installed), ...fault.source as FaultRule }
}
