import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { JournalRequest } from '../control/shapes/request.js'
import type { Sent } from '../control/shapes/routes.js'
import type { FaultState } from '../control/shapes/sandbox.js'
import type { FaultRule } from '../faults/fault-schema.js'
import type { Criteria } from '../journal/match.js'
import type { Control } from './control.js'

/** What fails in a sandbox, when and how. */
export interface Faults {
  /** With how often each has acted. */
  list (): Promise<FaultState[]>
  /** @throws {MockError} for a fault that cannot be read, or can never act */
  add (fault: FaultRule): Promise<FaultState>
  /** @throws {MockError} where there is none with this id */
  delete (id: string): Promise<void>
  /** Takes every fault away. */
  clear (): Promise<void>
}

export function faultsOf (control: Control): Faults {
  return {
    list: async () => (await control.ask('GET /faults')).faults,
    // Of one fault it is one.
    add: async fault => (await control.ask('POST /faults', { body: fault })).faults[0] as FaultState,
    delete: async id => { await control.ask('DELETE /faults/:id', { params: { id } }) },
    clear: async () => { await control.ask('DELETE /faults') }
  }
}

/** The journal of a sandbox: what came in, what each check found, what went out. */
export interface Requests {
  /** Those that match, oldest first; the last of them where there is a limit. */
  list (criteria?: Criteria & { readonly limit?: number }): Promise<JournalRequest[]>
  /** @param id an answer's `x-mock-request-id` @throws {MockError} where the journal does not have it */
  get (id: string): Promise<JournalRequest>
  /** Empties the journal. */
  clear (): Promise<void>
  /**
   * Waits for so many requests that match; those that are there already count.
   * @param criteria.count 1 where absent
   * @param criteria.timeout such as `10s`; five seconds where absent
   * @throws {MockError} where they do not come, with the nearest misses in the message and in `answer.nearest`
   */
  await (criteria?: Sent<'POST /requests/await'>['body']): Promise<JournalRequest[]>
  /** Each request from now on, until the loop ends or the signal aborts. @returns once nothing can be missed any more */
  stream (signal?: AbortSignal): Promise<AsyncIterable<JournalRequest>>
}

export function requestsOf (control: Control): Requests {
  return {
    list: async ({ status, limit, ...criteria } = {}) => {
      const numbers = { ...status !== undefined && { status: String(status) }, ...limit !== undefined && { limit: String(limit) } }
      return (await control.ask('GET /requests', { querystring: { ...criteria, ...numbers } })).requests
    },
    get: id => control.ask('GET /requests/:id', { params: { id } }),
    clear: async () => { await control.ask('DELETE /requests') },
    await: async (criteria = {}) => (await control.ask('POST /requests/await', { body: criteria })).requests,
    stream: async signal => eventsOf(await control.open('GET /requests/stream', {}, signal))
  }
}

async function * eventsOf ({ body }: Response): AsyncGenerator<JournalRequest> {
  const events = (body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { data } of events) yield JSON.parse(data) as JournalRequest
}
