import type { FastifyRequest } from 'fastify'
import type { World } from '../sandbox/world.js'
import { redactField } from '../secrets/redact.js'
import { Refusal } from '../zoho/rules.js'
import { queryOf, ReadTrackingMap } from '../http/query.js'
import type { MemoryQuota } from '../store/memory-quota.js'
import { bounds } from '../json/bounds.js'
import { readForm } from '../upload/read-form.js'
import { observeParts } from '../upload/upload.js'
import { limits } from '../zoho/limits.js'
import { splitScopes } from '../zoho/scopes.js'

/** The parameters of a request by name. If a name is repeated, the first value counts. */
export type Parameters = ReadTrackingMap

/**
 * Reads the parameters of the query.
 * @throws {Refusal} `accounts.request-malformed`
 */
export function queryParameters ({ url }: FastifyRequest): Parameters {
  return toParameters(queryOf(url))
}

/**
 * Reads the parameters of a request, which clients send in the query, in a urlencoded or in a multipart body. Parameters
 * in the body take precedence.
 * @param memoryQuota reserves the memory for the body while it is read
 * @throws {Refusal} `accounts.request-malformed`
 */
export async function parametersOf (request: FastifyRequest, memoryQuota: MemoryQuota): Promise<Parameters> {
  const reservation = memoryQuota.openReservation()
  try {
    const form = await readForm(request, { maxFileSize: limits.plainBody, reservation }).catch(rethrow)
    if (form.kind === 'multipart') request.observations.parts = observeParts(form)
    const { fields } = form
    return toParameters([...fields, ...queryOf(request.url)])
  } finally {
    reservation.release()
  }
}

/**
 * @returns the scopes that a request asks for; `undefined` if there are none
 * @throws {Refusal} `accounts.scope-invalid` for more than `bounds.scopes`
 */
export function requestedScopes (parameters: Parameters): string[] | undefined {
  const scopes = splitScopes(parameters.get('scope') ?? '')
  if (scopes.length > bounds.scopes) throw new Refusal('accounts.scope-invalid', `expected at most ${bounds.scopes} scopes, got ${scopes.length}`)
  return scopes.length === 0 ? undefined : scopes
}

/** Limits the size of parameters, because some of them are stored with the token. */
function toParameters (all: ReadonlyArray<readonly [string, string]>): Parameters {
  const size = all.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (size > limits.tokenParameters) {
    throw new Refusal('accounts.request-malformed', `expected at most ${limits.tokenParameters} characters of parameters, got ${size}`)
  }
  return new ReadTrackingMap([...all].reverse())
}

/** Turns the errors of reading a form into refusals of the accounts server. */
function rethrow (error: unknown): never {
  if (error instanceof Refusal) throw new Refusal('accounts.request-malformed', error.explain, { cause: error })
  throw error
}

/**
 * @returns the id of the client
 * @throws {Refusal} `accounts.client-unknown`
 */
export function clientOf ({ clients }: World, parameters: Parameters): string {
  const id = parameters.get('client_id')
  if (!id) throw new Refusal('accounts.client-unknown', 'expected the parameter client_id, got none; it may stand in the query, and at /token in a urlencoded or multipart body too')
  if (clients !== 'any' && !clients.some(client => client.id === id)) throw new Refusal('accounts.client-unknown', `the seed has no client "${redactField('client_id', id)}"`)
  return id
}

/**
 * Checks the client's id and secret.
 * @returns the id
 * @throws {Refusal} `accounts.client-unknown`, `accounts.client-secret-wrong`
 */
export function authenticateClient (world: World, parameters: Parameters): string {
  const id = clientOf(world, parameters)
  const { clients } = world
  const isAuthentic = clients === 'any' || clients.some(client => client.id === id && client.secret === parameters.get('client_secret'))
  if (!isAuthentic) throw new Refusal('accounts.client-secret-wrong', `the client_secret is not that of client "${redactField('client_id', id)}" in the seed`)
  return id
}
