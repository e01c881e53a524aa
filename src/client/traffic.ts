import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { JournalRequest } from '../control/shapes/request.js'
import type { Sent } from '../control/shapes/routes.js'
import type { FaultState } from '../control/shapes/sandbox.js'
import type { FaultRule } from '../faults/fault-schema.js'
import type { Criteria } from '../journal/match.js'
import type { Control } from './control.js'

/** The faults of a sandbox: what fails, when and how. */
export interface Faults {
  /** Lists the faults, with how often each has acted. */
  list (): Promise<FaultState[]>
  /** Adds a fault. @throws {MockError} if it is invalid, or can never act */
  add (fault: FaultRule): Promise<FaultState>
  /** Turns a fault on again. @throws {MockError} if none has this id */
  enable (id: string): Promise<FaultState>
  /** Turns a fault off: it matches no request, and keeps its counts. @throws {MockError} if none has this id */
  disable (id: string): Promise<FaultState>
  /** Deletes a fault. @throws {MockError} if none has this id */
  delete (id: string): Promise<void>
  /** Deletes all faults. */
  clear (): Promise<void>
}

export function faultsOf (control: Control): Faults {
  return {
    list: async () => (await control.ask('GET /faults')).faults,
    // One fault was sent, so the answer contains one.
    add: async fault => (await control.ask('POST /faults', { body: fault })).faults[0] as FaultState,
    enable: id => control.ask('PATCH /faults/:id', { params: { id }, body: { enabled: true } }),
    disable: id => control.ask('PATCH /faults/:id', { params: { id }, body: { enabled: false } }),
    delete: async id => { await control.ask('DELETE /faults/:id', { params: { id } }) },
    clear: async () => { await control.ask('DELETE /faults') }
  }
}

/** The journal of a sandbox: what came in, what each check found, what went out. */
export interface Requests {
  /** Lists the requests that match, oldest first. With a limit, only the latest of them. */
  list (criteria?: Criteria & { readonly limit?: number }): Promise<JournalRequest[]>
  /** Returns one request. @param id the `x-mock-request-id` of its answer @throws {MockError} if it is not in the journal */
  get (id: string): Promise<JournalRequest>
  /** Empties the journal. */
  clear (): Promise<void>
  /**
   * Waits until `count` requests match. Those that are already in the journal count.
   * @param criteria.count 1 by default
   * @param criteria.timeout such as `10s`; five seconds by default
   * @throws {MockError} if they do not arrive in time, with the nearest misses in the message and in `answer.nearest`
   */
  await (criteria?: Sent<'POST /requests/await'>['body']): Promise<JournalRequest[]>
  /**
   * Yields each request from now on, until the loop ends or the signal aborts. Once the promise resolves, no request is
   * missed.
   */
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
