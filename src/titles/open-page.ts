import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { version } from '../version.js'
import { NoTitle } from './fetch-title.js'
import { isPublicAddress, notPublic, publicOnly } from './public-lookup.js'

/** What may be connected to. */
export interface Reach {
  /** Hosts whose addresses may be any, as `URL` spells them. */
  readonly hosts: ReadonlySet<string>
  /** Resolves names: `dns.lookup`, or a test's own. */
  readonly lookup: LookupFunction
}

const MAX_REDIRECTS = 5
const REDIRECTS: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308])
const requests = new Map([['http:', requestHttp], ['https:', requestHttps]])

const headers = {
  'user-agent': `zoho-attachments-mock/${version} (a test double; asks for the titles of links)`,
  accept: 'text/html, application/xhtml+xml;q=0.9',
  'accept-encoding': 'identity'
}

/**
 * Asks for a page and follows redirects, each checked like the first. No cookies, no credentials, not even those that the
 * link brings, and no proxy from the environment.
 * @returns a response of status 2xx whose body is unread; to be destroyed by the caller
 * @throws {NoTitle} for an address that is not public, a redirect too many, another status or scheme
 * @throws {Error} where the connection fails, or the signal aborts
 */
export async function openPage (link: string, reach: Reach, signal: AbortSignal): Promise<IncomingMessage> {
  let url = new URL(link)
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await get(url, reach, signal)
    const { statusCode = 0, headers: { location } } = response
    if (statusCode >= 200 && statusCode < 300) return response
    response.destroy()
    if (!REDIRECTS.has(statusCode) || location === undefined) throw new NoTitle(`expected a page, got the status ${statusCode}`)
    if (!URL.canParse(location, url.href)) throw new NoTitle('the page redirects to what is no URL')
    url = new URL(location, url)
  }
  throw new NoTitle(`the page redirects more than ${MAX_REDIRECTS} times`)
}

async function get (url: URL, { hosts, lookup }: Reach, signal: AbortSignal): Promise<IncomingMessage> {
  const { protocol, hostname } = url
  const request = requests.get(protocol)
  if (request === undefined) throw new NoTitle(`expected http or https, got a redirect to the scheme "${protocol}"`)
  const isAllowed = hosts.has(hostname)
  // Node connects to an address in the URL without looking it up, so it is checked here; `URL` has normalised its spelling.
  const address = hostname.replace(/^\[(.*)\]$/, '$1')
  if (!isAllowed && isIP(address) !== 0 && !isPublicAddress(address)) throw notPublic(hostname, [address])
  const target = new URL(url)
  target.username = ''
  target.password = ''
  const options: RequestOptions & { autoSelectFamily: boolean } = {
    headers,
    signal,
    lookup: isAllowed ? lookup : publicOnly(lookup),
    // Always asks `lookup` for all addresses.
    autoSelectFamily: true,
    // A connection of its own each time; the global agent may follow HTTP_PROXY.
    agent: false
  }
  return await new Promise((resolve, reject) => {
    request(target, options)
      .once('response', resolve)
      // Given away with its socket, which nothing else would end: not the signal, nor the request.
      .once('upgrade', ({ statusCode }, socket) => {
        socket.destroy()
        reject(new NoTitle(`expected a page, got the status ${statusCode}`))
      })
      // Destroying the response may break the request once more, when nobody waits for it.
      .on('error', reject)
      // Whatever else may end it without a word.
      .once('close', () => reject(new NoTitle('the connection ended before the page began')))
      .end()
  })
}

/** For servers that compress although they were asked not to. */
const decompressors = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress]
])

/**
 * The first bytes of a page, decompressed.
 * @param maxBytes of what comes out, so that a small page that unfolds to a large one is cut too
 * @throws {NoTitle} for a compression that is not known
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
  if (decompressor === undefined) throw new NoTitle(`expected a page without compression, got the Content-Encoding "${encoding}"`)
  // What goes wrong comes out of the decompressor.
  return pipeline(response, decompressor, () => {})
}
