import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { FaultState } from '../control/shapes/fault.js'
import type { FaultRule } from '../faults/fault-schema.js'
import type { Control } from './control.js'
import type { Criteria } from '../journal/match.js'
import type { JournalRequest } from '../journal/shown-entry.js'

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
    list: async () => (await control.get<{ faults: FaultState[] }>('/faults')).faults,
    add: async fault => (await control.post<{ faults: [FaultState] }>('/faults', fault)).faults[0],
    delete: async id => { await control.delete(`/faults/${encodeURIComponent(id)}`) },
    clear: async () => { await control.delete('/faults') }
  }
}

/** The journal of a sandbox: what came in, what each check found, what went out. */
export interface Requests {
  /** Those that match, oldest first; the last of them where there is a limit. */
  list (which?: Criteria & { readonly limit?: number }): Promise<JournalRequest[]>
  /** @param id an answer's `x-mock-request-id` @throws {MockError} where the journal does not have it */
  get (id: string): Promise<JournalRequest>
  /** Empties the journal. */
  clear (): Promise<void>
  /**
   * Waits for so many requests that match; those that are there already count.
   * @param which.count 1 where absent
   * @param which.timeout such as `10s`; five seconds where absent
   * @throws {MockError} where they do not come, with the nearest misses in the message and in `answer.nearest`
   */
  await (which?: Criteria & { readonly count?: number, readonly timeout?: string }): Promise<JournalRequest[]>
  /** Each request from now on, until the loop ends or the signal aborts. @returns once nothing can be missed any more */
  stream (signal?: AbortSignal): Promise<AsyncIterable<JournalRequest>>
}

export function requestsOf (control: Control): Requests {
  return {
    list: async which => (await control.get<{ requests: JournalRequest[] }>('/requests', which)).requests,
    get: id => control.get(`/requests/${encodeURIComponent(id)}`),
    clear: async () => { await control.delete('/requests') },
    await: async (which = {}) => (await control.post<{ requests: JournalRequest[] }>('/requests/await', which)).requests,
    stream: async signal => eventsOf(await control.open('/requests/stream', signal))
  }
}

async function * eventsOf ({ body }: Response): AsyncGenerator<JournalRequest> {
  const events = (body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { data } of events) yield JSON.parse(data) as JournalRequest
}
