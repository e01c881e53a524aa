import type { World } from '../sandbox/world.js'
import { redactField } from '../secrets/redact.js'
import { Refusal } from '../zoho/refusal.js'
import type { Parameters } from './parameters.js'

/**
 * The id of the client that asks.
 * @throws {Refusal} `accounts.client-unknown`
 */
export function clientOf ({ clients }: World, parameters: Parameters): string {
  const id = parameters.get('client_id')
  if (!id) throw new Refusal('accounts.client-unknown', 'expected the parameter client_id, got none; it may stand in the query, and at /token in a urlencoded or multipart body too')
  if (clients !== 'any' && !clients.some(known => known.id === id)) throw new Refusal('accounts.client-unknown', `the seed has no client "${redactField('client_id', id)}"`)
  return id
}

/**
 * The id of the client that asks, once it has shown its secret.
 * @throws {Refusal} `accounts.client-unknown`, `accounts.client-secret-wrong`
 */
export function clientWithSecret (world: World, parameters: Parameters): string {
  const id = clientOf(world, parameters)
  const { clients } = world
  const isRight = clients === 'any' || clients.some(known => known.id === id && known.secret === parameters.get('client_secret'))
  if (!isRight) throw new Refusal('accounts.client-secret-wrong', `the client_secret is not that of client "${redactField('client_id', id)}" in the seed`)
  return id
}
