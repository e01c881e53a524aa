import { adviceFor } from '../../journal/advice.js'
import type { Entry } from '../../journal/entry.js'
import type { TypeOf } from '../../json/types.js'

/** What to do about a request. */
export const AdviceShape = {
  type: 'object',
  required: ['text'],
  properties: {
    text: { type: 'string', description: 'What to change, in the client or in the seed.' },
    mint: { type: 'object', required: ['scopes'], properties: { scopes: { type: 'array', items: { type: 'string' } } }, description: 'A token that would do.' },
    create: { type: 'object', required: ['module', 'id'], properties: { module: { type: 'string' }, id: { type: 'string' } }, description: 'The record that was missing.' }
  },
  description: 'Where it was refused, or a fault acted.'
} as const

/** Says what to do about an entry of the journal, if there is something to do. */
export function adviceOn (entry: Entry): { advice?: TypeOf<typeof AdviceShape> } {
  const advice = adviceFor(entry)
  if (advice === undefined) return {}
  const { text, mint, create } = advice
  return { advice: { text, ...mint && { mint: { scopes: [...mint.scopes] } }, ...create && { create: { ...create } } } }
}
