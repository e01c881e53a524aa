import type { FastifyRequest } from 'fastify'
import type { World } from '../sandbox/world.js'
import { redactField } from '../secrets/redact.js'
import { Refusal } from '../zoho/rules.js'
import { ReadTrackingMap } from '../http/query.js'
import { StoreFullError, type MemoryQuota } from '../store/memory-quota.js'
import { bounds } from '../json/bounds.js'
import { queryOf } from '../upload/form.js'
import { readForm } from '../upload/read-form.js'
import { limits } from '../zoho/limits.js'
import { splitScopes } from '../zoho/scopes.js'

/** The parameters of a request by name; the first of several of one name counts. */
export type Parameters = ReadTrackingMap

/**
 * The parameters of a URL's query.
 * @throws {Refusal} `accounts.request-malformed`
 */
export function queryParameters ({ url }: FastifyRequest): Parameters {
  return byName(queryOf(url))
}

/**
 * The parameters of a request, which clients put into the query, a urlencoded or a multipart body. A body's come first.
 * @throws {Refusal} `accounts.request-malformed`
 */
export async function parametersOf (request: FastifyRequest, memoryQuota: MemoryQuota): Promise<Parameters> {
  const reservation = memoryQuota.openReservation()
  try {
    const { fields } = await readForm(request, { maxFileSize: limits.plainBody, reservation }).catch(refuse)
    return byName([...fields, ...queryOf(request.url)])
  } finally {
    reservation.release()
  }
}

/**
 * The scopes that a request asks for; `undefined` where it asks for none.
 * @throws {Refusal} `accounts.scope-invalid` for more than anybody needs
 */
export function scopesAsked (parameters: Parameters): string[] | undefined {
  const scopes = splitScopes(parameters.get('scope') ?? '')
  if (scopes.length > bounds.scopes) throw new Refusal('accounts.scope-invalid', `expected at most ${bounds.scopes} scopes, got ${scopes.length}`)
  return scopes.length === 0 ? undefined : scopes
}

/** What parameters hold may be remembered with the token that they are given, so there is an end to it. */
function byName (all: ReadonlyArray<readonly [string, string]>): Parameters {
  const size = all.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (size > limits.tokenParameters) {
    throw new Refusal('accounts.request-malformed', `expected at most ${limits.tokenParameters} characters of parameters, got ${size}`)
  }
  return new ReadTrackingMap([...all].reverse())
}

/** What Zoho's CRM says of a form, in the words of the accounts server. */
function refuse (error: unknown): never {
  if (error instanceof Refusal) throw new Refusal('accounts.request-malformed', error.explain, { cause: error })
  if (error instanceof StoreFullError) throw new Refusal('accounts.request-malformed', error.message, { cause: error })
  throw error
}

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
