import type { TypeOf } from '../../json/types.js'
import { SummaryShape } from './summary.js'

/** What of a sandbox can change, as far as its routes tell it. `state` is what is only in its whole state. */
export const changedParts = ['attachments', 'clock', 'faults', 'files', 'records', 'state', 'stubs', 'tokens', 'users'] as const
export type ChangedPart = typeof changedParts[number]

const sandbox = { type: 'string', description: 'Its name; empty for the default sandbox.' } as const

/** The data of each event of `GET /events`, by the event's name. */
export const EventShapes = {
  /** The first on every connection. Where it is not replayed, events may be missing. */
  hello: {
    type: 'object',
    required: ['instance', 'isReplayed'],
    properties: {
      instance: { type: 'string', description: 'Another one after each start of the server.' },
      isReplayed: { type: 'boolean', description: 'Whether all events since Last-Event-ID follow.' }
    }
  },
  /** Requests that were added, or that changed: each takes the place of an earlier one with its id. */
  requests: {
    type: 'object',
    required: ['sandbox', 'requests', 'skipped'],
    properties: {
      sandbox,
      requests: { type: 'array', items: SummaryShape, description: 'In the order of their answers, at most 50.' },
      skipped: { type: 'integer', description: 'How many before them were left out.' }
    }
  },
  /** The journal was emptied. */
  cleared: { type: 'object', required: ['sandbox'], properties: { sandbox } },
  changed: {
    type: 'object',
    required: ['sandbox', 'parts'],
    properties: { sandbox, parts: { type: 'array', items: { enum: changedParts } } }
  },
  /** A sandbox was opened, dropped or deleted. */
  sandboxes: { type: 'object', properties: {} }
} as const

/** The data of each event. */
export interface EventData {
  readonly hello: TypeOf<typeof EventShapes.hello>
  readonly requests: TypeOf<typeof EventShapes.requests>
  readonly cleared: TypeOf<typeof EventShapes.cleared>
  readonly changed: TypeOf<typeof EventShapes.changed>
  readonly sandboxes: TypeOf<typeof EventShapes.sandboxes>
}
export type EventName = keyof EventData
