import type { Test } from 'tap'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { EventData, EventName } from '../../src/control/shapes/events.js'

/** An event as a client got it. */
export type Received = { readonly [Name in EventName]: { readonly id: string, readonly name: Name, readonly data: EventData[Name] } }[EventName]

/** A client of `GET /events`. */
export interface EventClient {
  /** Waits for the first event that fits, from the one after the last that was waited for. */
  next<Name extends EventName> (name: Name, fits?: (data: EventData[Name]) => boolean): Promise<Extract<Received, { readonly name: Name }>>
  /** All events so far that were waited for or passed. */
  readonly seen: readonly Received[]
  /** Disconnects. */
  end (): void
}

/** Connects to the events. The client is disconnected when the test ends. */
export async function eventsAt (t: Test, url: string, lastEventId?: string): Promise<EventClient> {
  const stop = new AbortController()
  t.teardown(() => stop.abort())
  const { body } = await fetch(url, { signal: stop.signal, headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId } })
  const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader()
  const seen: Received[] = []
  return {
    seen,
    end: () => stop.abort(),
    async next (name, fits = () => true) {
      while (true) {
        const { value, done } = await reader.read()
        if (done) throw new Error(`the stream ended before the event ${name}, after ${JSON.stringify(seen)}`)
        const event = { id: value.id, name: value.event, data: JSON.parse(value.data) } as Received
        seen.push(event)
        if (event.name === name && fits(event.data as never)) return event as never
      }
    }
  }
}
