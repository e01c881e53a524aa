import type { Entry } from '../journal/entry.js'
import type { Guarded } from '../guard.js'
import type { SandboxEntry } from '../sandbox/sandbox.js'
import type { Sandboxes } from '../sandbox/sandboxes.js'
import type { Answers } from '../zoho/rules.js'
import { changedBy } from './changed-by.js'
import { BACKLOG } from './event-streams.js'
import type { ChangedPart, EventData, EventName } from './shapes/events.js'
import { summaryOf } from './shapes/summary.js'

/** How long changes are collected before they are sent, in milliseconds: an event for each upload would slow uploads down. */
const COLLECTED = 100
/** How many requests one event has at most. */
const MAX_REQUESTS = 50
/** How many events are kept for clients that come back. Of their bytes, as many as a client may fall behind. */
const MAX_EVENTS = 1000
/** How long events are kept after the last client left, in milliseconds. */
const LINGER = 60_000

/** A client of the events. */
export interface Reader {
  /** The name of its sandbox; `undefined` for all sandboxes. */
  readonly sandbox: string | undefined
  write (text: string): void
}

/** Tells clients what changes in a server's sandboxes. Nothing is kept or computed while nobody listens. */
export interface EventHub {
  /**
   * Sends a client the events from now on, after those that it missed, if they are all known.
   * @param lastEventId the id of the last event that it got
   * @returns a function that ends this
   */
  connect (reader: Reader, lastEventId: string | undefined): () => void
  /** A control request has changed parts of a sandbox. */
  changed (sandbox: string, parts: readonly ChangedPart[]): void
}

interface HubOptions {
  readonly sandboxes: Sandboxes
  readonly answers: Answers
  readonly guarded: Guarded
  /** Tells a server from the one that was at this address before. */
  readonly instance: string
  /** In milliseconds; by default a minute. */
  readonly linger?: number
}

interface SentEvent {
  readonly number: number
  readonly sandbox: string | undefined
  readonly text: string
}

/** What has changed in a sandbox and was not sent yet. */
interface Pending {
  isCleared: boolean
  /** By id, in the order of their last change. */
  readonly requests: Map<string, Entry>
  skipped: number
  readonly parts: Set<ChangedPart>
}

export function createEventHub ({ sandboxes, answers, guarded, instance, linger = LINGER }: HubOptions): EventHub {
  const readers = new Set<Reader>()
  const events: SentEvent[] = []
  let bytes = 0
  /** The number of the last event. */
  let last = 0
  let haveSandboxesChanged = false
  const pending = new Map<string, Pending>()
  /** Ends the watching of each sandbox; empty while nothing is watched. */
  const watched = new Map<SandboxEntry, () => void>()
  let stopObserving: (() => void) | undefined
  let timer: NodeJS.Timeout | undefined
  let lingering: NodeJS.Timeout | undefined

  function frame<Name extends EventName> (number: number, name: Name, data: EventData[Name]): string {
    return `id: ${instance}-${number}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`
  }

  function send<Name extends EventName> (name: Name, sandbox: string | undefined, data: EventData[Name]): void {
    const event = { number: ++last, sandbox, text: frame(last, name, data) }
    events.push(event)
    bytes += event.text.length
    while (events.length > MAX_EVENTS || bytes > BACKLOG) bytes -= (events.shift() as SentEvent).text.length
    for (const reader of readers) if (isFor(reader, event)) reader.write(event.text)
  }

  function flush (): void {
    timer = undefined
    if (haveSandboxesChanged) send('sandboxes', undefined, {})
    haveSandboxesChanged = false
    const changes = [...pending]
    pending.clear()
    for (const [sandbox, { isCleared, requests, skipped, parts }] of changes) {
      if (isCleared) send('cleared', sandbox, { sandbox })
      const journal = sandboxes.opened().find(({ name }) => name === sandbox)?.journal
      // A request may end after the journal was emptied.
      const kept = [...requests.values()].filter(({ id }) => journal?.get(id) !== undefined)
      if (kept.length + skipped > 0) send('requests', sandbox, { sandbox, requests: kept.map(entry => summaryOf(entry, sandbox, answers)), skipped })
      if (parts.size > 0) send('changed', sandbox, { sandbox, parts: [...parts].sort() })
    }
  }

  function schedule (): void {
    timer ??= setTimeout(() => guarded('the events', flush), COLLECTED).unref()
  }

  function pendingOf (sandbox: string): Pending {
    let found = pending.get(sandbox)
    if (found === undefined) {
      found = { isCleared: false, requests: new Map(), skipped: 0, parts: new Set() }
      pending.set(sandbox, found)
    }
    schedule()
    return found
  }

  function watch (entry: SandboxEntry): void {
    const { name, journal, world } = entry
    let [table, revision] = [world.faults, world.faults.revision]
    const unsubscribe = journal.subscribe(request => {
      const { requests, parts } = pendingOf(name)
      requests.delete(request.id)
      requests.set(request.id, request)
      if (requests.size > MAX_REQUESTS) {
        requests.delete(requests.keys().next().value as string)
        pendingOf(name).skipped++
      }
      const part = changedBy(request)
      if (part !== undefined) parts.add(part)
      if (table === world.faults && revision === table.revision) return
      parts.add('faults')
      table = world.faults
      revision = table.revision
    }, () => {
      const cleared = pendingOf(name)
      cleared.isCleared = true
      cleared.requests.clear()
      cleared.skipped = 0
    })
    watched.set(entry, unsubscribe)
  }

  function start (): void {
    clearTimeout(lingering)
    if (stopObserving !== undefined) return
    for (const entry of sandboxes.opened()) watch(entry)
    stopObserving = sandboxes.observe({
      opened (entry) {
        watch(entry)
        haveSandboxesChanged = true
        schedule()
      },
      closed (entry) {
        watched.get(entry)?.()
        watched.delete(entry)
        haveSandboxesChanged = true
        schedule()
      },
      rebuilt ({ name }, parts) {
        const { parts: changed } = pendingOf(name)
        for (const part of parts) changed.add(part === 'ids' ? 'state' : part)
      }
    })
  }

  function stop (): void {
    clearTimeout(timer)
    timer = undefined
    stopObserving?.()
    stopObserving = undefined
    for (const unsubscribe of watched.values()) unsubscribe()
    watched.clear()
    pending.clear()
    events.length = bytes = 0
    // What changes from now on is not known: no earlier id can be continued.
    last++
  }

  /** The number of the last event that a client got, if all events since are known. */
  function numberFrom (lastEventId: string | undefined): number | undefined {
    const [, known, text] = /^(.*)-(\d{1,15})$/.exec(lastEventId ?? '') ?? []
    const number = Number(text)
    const oldest = (events[0]?.number ?? last + 1) - 1
    return known === instance && number >= oldest && number <= last ? number : undefined
  }

  return {
    connect (reader, lastEventId) {
      start()
      const from = numberFrom(lastEventId)
      reader.write(frame(from ?? last, 'hello', { instance, isReplayed: from !== undefined }))
      for (const event of events) if (event.number > (from ?? last) && isFor(reader, event)) reader.write(event.text)
      readers.add(reader)
      return () => {
        readers.delete(reader)
        if (readers.size === 0) lingering = setTimeout(stop, linger).unref()
      }
    },
    changed (sandbox, parts) {
      if (stopObserving === undefined) return
      const { parts: changed } = pendingOf(sandbox)
      for (const part of parts) changed.add(part)
    }
  }
}

function isFor (reader: Reader, event: SentEvent): boolean {
  return reader.sandbox === undefined || event.sandbox === undefined || reader.sandbox === event.sandbox
}
