import { atom } from 'nanostores'
import type { Summary } from '../../control/shapes/summary.js'
import { ownSandbox, urlOf } from './api.js'

/** What the stream of events says. */
export type ServerEvent =
  | { readonly type: 'hello', readonly isReplayed: boolean }
  | { readonly type: 'requests', readonly sandbox: string, readonly requests: readonly Summary[], readonly skipped: number }
  | { readonly type: 'cleared', readonly sandbox: string }
  | { readonly type: 'changed', readonly sandbox: string, readonly parts: readonly Part[] }
  | { readonly type: 'sandboxes' }

/** A part of a sandbox that may change. */
export type Part = 'attachments' | 'clock' | 'faults' | 'records' | 'stubs' | 'tokens' | 'users'

/** `lost` while the browser tries to connect again. */
export const $connection = atom<'connecting' | 'live' | 'lost'>('connecting')

const types = ['hello', 'requests', 'cleared', 'changed', 'sandboxes'] as const
/** How long until the next attempt after the server refused, in milliseconds. The browser itself tries again after broken connections. */
const AGAIN = 2000

const listeners = new Set<(event: ServerEvent) => void>()

/** Calls a function for each event from now on. @returns what ends that */
export function onEvent (listener: (event: ServerEvent) => void): () => void {
  listeners.add(listener)
  return () => { listeners.delete(listener) }
}

/** Connects to the stream of events, and stays connected. */
export function connect (): void {
  const source = new EventSource(urlOf(ownSandbox, 'GET /events', ownSandbox === '' ? { querystring: { sandbox: '*' } } : {}))
  source.addEventListener('open', () => { $connection.set('live') })
  source.addEventListener('error', () => {
    $connection.set('lost')
    if (source.readyState !== EventSource.CLOSED) return
    source.close()
    setTimeout(connect, AGAIN)
  })
  for (const type of types) {
    source.addEventListener(type, ({ data }) => {
      const event = { type, ...JSON.parse(String(data)) as object } as ServerEvent
      for (const listener of listeners) listener(event)
    })
  }
}
