import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { version } from '../version.js'
import { NoTitleError } from './fetch-title.js'
import { isPublicAddress, notPublicError, publicOnlyLookup } from './public-lookup.js'

/** Which hosts may be connected to. */
export interface HostPolicy {
  /** Hosts that may have a private address, as normalized by `URL`. */
  readonly allowedHosts: ReadonlySet<string>
  /** `dns.lookup`, or a replacement in tests. */
  readonly lookup: LookupFunction
}

const MAX_REDIRECTS = 5
const REDIRECT_STATUSES: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308])
const requests = new Map([['http:', requestHttp], ['https:', requestHttps]])

const headers = {
  'user-agent': `zoho-attachments-mock/${version} (a test double; asks for the titles of links)`,
  accept: 'text/html, application/xhtml+xml;q=0.9',
  'accept-encoding': 'identity'
}

/**
 * Requests a page and follows redirects, with the same checks for each. Sends no cookies and no credentials, not even those in
 * the link, and uses no proxy from the environment.
 * @returns a response with a 2xx status whose body is unread; the caller has to destroy it
 * @throws {NoTitleError} for an address that is not public, too many redirects, or another status or scheme
 * @throws {Error} if the connection fails or the signal aborts
 */
export async function openPage (link: string, policy: HostPolicy, signal: AbortSignal): Promise<IncomingMessage> {
  let url = new URL(link)
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await get(url, policy, signal)
    const { statusCode = 0, headers: { location } } = response
    if (statusCode >= 200 && statusCode < 300) return response
    response.destroy()
    if (!REDIRECT_STATUSES.has(statusCode) || location === undefined) throw new NoTitleError(`expected a page, got the status ${statusCode}`)
    if (!URL.canParse(location, url.href)) throw new NoTitleError('the page redirects to what is no URL')
    url = new URL(location, url)
  }
  throw new NoTitleError(`the page redirects more than ${MAX_REDIRECTS} times`)
}

async function get (url: URL, { allowedHosts, lookup }: HostPolicy, signal: AbortSignal): Promise<IncomingMessage> {
  const { protocol, hostname } = url
  const request = requests.get(protocol)
  if (request === undefined) throw new NoTitleError(`expected http or https, got a redirect to the scheme "${protocol}"`)
  const isAllowed = allowedHosts.has(hostname)
  // Node connects to an address in a URL without a lookup, so check it here. `URL` has normalized its spelling.
  const address = hostname.replace(/^\[(.*)\]$/, '$1')
  if (!isAllowed && isIP(address) !== 0 && !isPublicAddress(address)) throw notPublicError(hostname, [address])
  const target = new URL(url)
  target.username = ''
  target.password = ''
  const options: RequestOptions & { autoSelectFamily: boolean } = {
    headers,
    signal,
    lookup: isAllowed ? lookup : publicOnlyLookup(lookup),
    // Makes Node ask `lookup` for all addresses.
    autoSelectFamily: true,
    // A new connection each time; the global agent may use HTTP_PROXY.
    agent: false
  }
  return await new Promise((resolve, reject) => {
    request(target, options)
      .once('response', resolve)
      // Node hands the socket over with this event; neither the signal nor the request would close it.
      .once('upgrade', ({ statusCode }, socket) => {
        socket.destroy()
        reject(new NoTitleError(`expected a page, got the status ${statusCode}`))
      })
      // Stays attached: destroying the response may emit another error, when nothing awaits the promise any more.
      .on('error', reject)
      // For anything else that ends the request without another event.
      .once('close', () => reject(new NoTitleError('the connection ended before the page began')))
      .end()
  })
}

/** For servers that compress although the request asks them not to. */
const decompressors = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress]
])

/**
 * Yields the first bytes of a page, decompressed.
 * @param maxBytes how many bytes to yield at most, counted after decompression, so that a small page that expands to a large
 * one is cut, too
 * @throws {NoTitleError} for an unknown compression
 */
export async function * pageBody (response: IncomingMessage, maxBytes: number): AsyncGenerator<Buffer> {
  let left = maxBytes
  for await (const chunk of decompressed(response) as AsyncIterable<Buffer>) {
    yield chunk.subarray(0, left)
    left -= chunk.length
    if (left <= 0) return
  }
}

function decompressed (response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() || 'identity'
  if (encoding === 'identity') return response
  const decompressor = decompressors.get(encoding)?.()
  if (decompressor === undefined) throw new NoTitleError(`expected a page without compression, got the Content-Encoding "${encoding}"`)
  // Errors of the response surface on the decompressor, which the caller reads.
  return pipeline(response, decompressor, () => {})
}
