import type { httpErrors as HttpErrors } from '@fastify/sensible'
import { CapacityError } from '../sandbox/capacity.js'
import { StubError } from '../stubs/stub.js'
import { FaultError } from '../faults/fault.js'
import { JsonError } from '../json/json-reader.js'
import { SeedError } from '../seed/schema.js'
import { StoreFullError } from '../store/memory-quota.js'

/**
 * The HTTP errors that the control API refuses requests with. Their message is the answer. The library is loaded on first
 * use, because it brings a table of all media types, which took 18 ms of a 140 ms start.
 */
export async function httpErrors (): Promise<typeof HttpErrors> {
  // A CommonJS package: in a bundle only its default export is certain.
  return (await import('@fastify/sensible')).default.httpErrors
}

/** An error to answer with. */
export interface HttpError extends Error {
  readonly statusCode: number
  /** Sent along with the message: the requests closest to the ones that were awaited, and how they differ. */
  readonly nearest?: readonly object[]
}

/** Converts an error thrown in the control API to the HTTP error to answer with; `undefined` if it is not handled here. */
export async function httpErrorOf (error: unknown): Promise<HttpError | undefined> {
  const { HttpError: Known, badRequest, insufficientStorage, payloadTooLarge } = await httpErrors()
  if (error instanceof Known) return error
  if (error instanceof JsonError) return error.isTooLarge ? payloadTooLarge(error.message) : badRequest(error.message)
  if (error instanceof FaultError || error instanceof StubError || error instanceof SeedError) return badRequest(error.message)
  if (error instanceof StoreFullError || error instanceof CapacityError) return insufficientStorage(error.message)
  return undefined
}

/** @throws a 404 error inside a named sandbox, for what is only at the base URL: `Sandboxes are …` */
export async function refuseInside ({ name }: { readonly name: string }, what: string): Promise<void> {
  if (name !== '') throw (await httpErrors()).notFound(`Sandboxes are ${what} at the base URL, not inside one of them`)
}
