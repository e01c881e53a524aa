import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'

/** How long a page may take including redirects, in milliseconds of real time. */
const TIMEOUT = 3000

/** A page's title, or the reason why there is none. */
export type PageTitle = { readonly title: string } | { readonly reason: string }

/** Fetches titles of pages for a server, until it closes. */
export interface PageTitles {
  /**
   * Fetches the title of a page. Never rejects, and takes at most three seconds.
   * @param link an http or https URL
   * @param signal aborts the fetch when the result is no longer needed
   */
  of (link: string, signal: AbortSignal): Promise<PageTitle>
  /** Aborts every fetch and refuses further ones, because the server is closing. */
  stop (): void
}

interface PageTitlesOptions {
  /** Hosts that may have a private address, as normalized by `URL`. All others need a public one. */
  readonly hosts: readonly string[]
  readonly lookup?: LookupFunction
  /** In milliseconds. */
  readonly timeout?: number
}

/** The modules that fetch and parse pages are loaded with the first link, since most servers never fetch one. */
export function createPageTitles ({ hosts, lookup = systemLookup as LookupFunction, timeout = TIMEOUT }: PageTitlesOptions): PageTitles {
  const policy = { allowedHosts: new Set(hosts), lookup }
  const running = new Set<AbortController>()
  let isStopped = false

  return {
    async of (link, signal) {
      if (isStopped) return { reason: CLOSING }
      const controller = new AbortController()
      const timer = setTimeout(() => controller.abort(new Error(`no title within ${timeout} ms`)), timeout)
      running.add(controller)
      const aborted = AbortSignal.any([signal, controller.signal])
      const page = await import('./fetch-title.js')
        .then(({ fetchTitle }) => fetchTitle(link, policy, aborted))
        .then(title => ({ title }), error => ({ reason: reasonOf(aborted.aborted ? aborted.reason : error) }))
      clearTimeout(timer)
      running.delete(controller)
      return page
    },
    stop () {
      isStopped = true
      for (const controller of running) controller.abort(new Error(CLOSING))
    }
  }
}

const CLOSING = 'the server is closing'

/** Also takes Node's errors, of which the one for several attempts to connect has a code but no message. */
function reasonOf ({ name, message, code }: Error & { code?: string }): string {
  if (name === 'NoTitleError' || code === undefined) return message
  return `the page could not be read: ${message || code}`
}
