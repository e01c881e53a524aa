import type { TypeOf } from '../../json/types.js'
import { StubSchema } from '../../stubs/stub-schema.js'
import type { InstalledStub, StubTable } from '../../stubs/table.js'

export const StubShape = {
  type: 'object',
  required: ['id', 'hits', 'isSpent', ...StubSchema.required],
  properties: {
    id: { type: 'string' },
    hits: { type: 'integer', description: 'How often it has answered.' },
    isSpent: { type: 'boolean', description: 'Whether it will never answer again.' },
    ...StubSchema.properties
  }
} as const

export const Stubs = { type: 'object', required: ['stubs'], properties: { stubs: { type: 'array', items: StubShape } } } as const

export type StubState = TypeOf<typeof StubShape>

export function stubState (installed: InstalledStub, table: StubTable): StubState {
  const { id, hits, stub } = installed
  return { id, hits, isSpent: table.isSpent(installed), ...stub.source }
}
