import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'

/** How long a page may take, in milliseconds of the machine's time, redirects included. */
const TIMEOUT = 3000

/** A page's title, or why there is none. */
export type PageTitle = { readonly title: string } | { readonly reason: string }

/** Fetches titles of pages for a server. */
export interface PageTitles {
  /**
   * Never rejects, and takes no longer than three seconds.
   * @param link an http or https URL
   * @param signal ends the fetch, where nobody waits for it any more
   */
  of (link: string, signal: AbortSignal): Promise<PageTitle>
  /** Ends every fetch, and lets none begin: the server closes. */
  stop (): void
}

interface PageTitlesOptions {
  /** Hosts that may have any address, as `URL` spells them; all others have to have public ones. */
  readonly hosts: readonly string[]
  readonly lookup?: LookupFunction
  /** In milliseconds. */
  readonly timeout?: number
}

/** Loads what fetches and reads pages with the first link: most servers never ask for one. */
export function createPageTitles ({ hosts, lookup = systemLookup as LookupFunction, timeout = TIMEOUT }: PageTitlesOptions): PageTitles {
  const reach = { hosts: new Set(hosts), lookup }
  const running = new Set<AbortController>()
  let isStopped = false

  return {
    async of (link, signal) {
      if (isStopped) return { reason: CLOSING }
      const stop = new AbortController()
      const timer = setTimeout(() => stop.abort(new Error(`no title within ${timeout} ms`)), timeout)
      running.add(stop)
      const ended = AbortSignal.any([signal, stop.signal])
      const page = await import('./fetch-title.js')
        .then(({ fetchTitle }) => fetchTitle(link, reach, ended))
        .then(title => ({ title }), error => ({ reason: reasonOf(ended.aborted ? ended.reason : error) }))
      clearTimeout(timer)
      running.delete(stop)
      return page
    },
    stop () {
      isStopped = true
      for (const stop of running) stop.abort(new Error(CLOSING))
    }
  }
}

const CLOSING = 'the server is closing'

/** Node's own errors too; one of several attempts to connect has a code and no message. */
function reasonOf ({ name, message, code }: Error & { code?: string }): string {
  if (name === 'NoTitle' || code === undefined) return message
  return `the page could not be read: ${message || code}`
}
