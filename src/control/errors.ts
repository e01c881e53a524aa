import type { httpErrors as HttpErrors } from '@fastify/sensible'
import { FaultError } from '../faults/fault.js'
import { JsonError } from '../json/json-reader.js'
import { StoreFullError } from '../store/memory-quota.js'

/**
 * The HTTP errors that the control API refuses requests with. Their message is the answer. The library is loaded on first
 * use, because it brings a table of all media types, which took 18 ms of a 140 ms start.
 */
export async function httpErrors (): Promise<typeof HttpErrors> {
  return (await import('@fastify/sensible')).httpErrors
}

/** Sent along with the error message: the requests closest to the ones that were awaited, and how they differ. */
interface Details {
  readonly nearest?: readonly object[]
}

/** Converts an error thrown in the control API to the HTTP error to answer with; `undefined` if it is not handled here. */
export async function httpErrorOf (error: unknown): Promise<(Error & Details & { readonly statusCode: number }) | undefined> {
  const { HttpError, badRequest, insufficientStorage, payloadTooLarge } = await httpErrors()
  if (error instanceof HttpError) return error
  if (error instanceof JsonError) return error.isTooLarge ? payloadTooLarge(error.message) : badRequest(error.message)
  if (error instanceof FaultError) return badRequest(error.message)
  if (error instanceof StoreFullError) return insufficientStorage(error.message)
  return undefined
}
