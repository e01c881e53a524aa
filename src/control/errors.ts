import type { httpErrors as HttpErrors } from '@fastify/sensible'
import { JsonError } from '../json/json-reader.js'
import { StoreFullError } from '../store/memory-quota.js'

/**
 * The errors that a request to the control API is refused with; the message is the answer. They come with a table of all
 * media types, which took 18 ms of a start of 140: it is loaded with the first of them.
 */
export async function httpErrors (): Promise<typeof HttpErrors> {
  return (await import('@fastify/sensible')).httpErrors
}

/** What is told beside the sentence: how near the nearest requests came to what was waited for. */
interface Details {
  readonly nearest?: readonly object[]
}

/** The HTTP error that something thrown in the control API comes to; `undefined` for what somebody else answers. */
export async function httpErrorOf (error: unknown): Promise<(Error & Details & { readonly statusCode: number }) | undefined> {
  const { HttpError, badRequest, insufficientStorage, payloadTooLarge } = await httpErrors()
  if (error instanceof HttpError) return error
  if (error instanceof JsonError) return error.isTooLarge ? payloadTooLarge(error.message) : badRequest(error.message)
  if (error instanceof StoreFullError) return insufficientStorage(error.message)
  return undefined
}
