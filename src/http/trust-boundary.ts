import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { originOf } from './base-url.js'
import { headerText } from './headers.js'
import { createHostCheck, type HostCheckOptions } from './host-check.js'
import { sandboxNameOf } from './request-target.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Why this request was refused at the trust boundary, for the log. */
    trustBoundaryError: string | null
    /** Whether it is for Zoho's APIs and a page sent it that `--cors` lists. */
    isFromListedPage: boolean
  }
}

interface TrustBoundaryOptions extends HostCheckOptions {
  /** Whether a sandbox with this name already exists. */
  readonly hasSandbox: (name: string) => boolean
}

/** Methods that change nothing on the control API. */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

/**
 * Keeps web pages from changing anything, unless they are the double's own, or `--cors` lists them. A browser sends the
 * requests of any page to this machine, too, and without a preflight if a form or an image could send them. Requests refused
 * here reach no sandbox and no journal. Clients other than browsers send neither of the two headers.
 * Sources: Fetch Standard, “HTTP-network-or-cache fetch” (Origin); W3C Fetch Metadata (Sec-Fetch-Site).
 */
export const trustBoundary = fp<TrustBoundaryOptions>(async function trustBoundary (app, { hasSandbox, ...hostOptions }) {
  const { publicUrl } = hostOptions
  const publicOrigins = publicUrl === undefined ? [] : [new URL(publicUrl).origin]
  const checkHost = createHostCheck(app, hostOptions)

  /** Why a page's request is refused; `undefined` if it is not. */
  function checkPage (request: FastifyRequest): string | undefined {
    if (request.isFromListedPage) return undefined
    const change = isConsentVisit(request) ? undefined : changeOf(request)
    const name = sandboxNameOf(request.raw)
    const refused = name !== undefined && !hasSandbox(name) ? `what makes the sandbox \`${name}\`` : change
    if (refused === undefined) return undefined
    const own = [...publicOrigins, originOf(request)]
    const page = foreignPageOf(request, own)
    return page && `Expected ${refused} to come from a client that is no browser, or from a page of ${own[0]}, got it from ${page}: pages of others may change nothing here`
  }

  app.decorateRequest('trustBoundaryError', null)
  app.decorateRequest('isFromListedPage', false)
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request
    const { origin, 'sec-fetch-site': site } = raw.headers
    const error = checkHost(raw) ?? (origin === undefined && site === undefined ? undefined : checkPage(request))
    if (error === undefined) done()
    else refuse(error, request, reply)
  })
}, { name: 'trust-boundary' })

/** Answers in the tool's own format: this is not an answer of Zoho's. */
function refuse (error: string, request: FastifyRequest, reply: FastifyReply): void {
  request.trustBoundaryError = error
  reply
    .code(403)
    .headers({ 'x-mock-explain': headerText(error), 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' })
    .send({ error })
}

/** Describes a change that other pages may not make; `undefined` if the request only reads, or is left to Zoho's checks. */
function changeOf ({ method, raw }: FastifyRequest): string | undefined {
  const path = routedPath(raw.url as string)
  if (/^\/_mock(\/|$)/.test(path)) return SAFE_METHODS.includes(method) ? undefined : `${method} at /_mock`
  return /^\/oauth(\/|$)/.test(path) ? `${method} at /oauth (but for a visit of /oauth/v2/auth)` : undefined
}

/**
 * Whether this is a navigation to the consent page, which other pages link to by design. The grant code goes to the
 * `redirect_uri`, not to the page with the link.
 */
function isConsentVisit ({ method, raw: { headers, url } }: FastifyRequest): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document' && routedPath(url as string) === '/oauth/v2/auth'
}

/** A URL's path as the router decodes it, where `%5F` is `_`. */
function routedPath (url: string): string {
  return url.replace(/[?#].*$/s, '').replaceAll(/%[2-7][0-9a-f]/gi, code => String.fromCharCode(parseInt(code.slice(1), 16)))
}

/** Describes the page that sent a request, if it has another origin. */
function foreignPageOf ({ raw: { headers } }: FastifyRequest, own: readonly string[]): string | undefined {
  const { origin, host = '', 'sec-fetch-site': site } = headers
  // A proxy in front does not always reveal that it uses TLS, so both schemes count.
  if (origin !== undefined && ![...own, `http://${host}`, `https://${host}`].some(known => known.toLowerCase() === origin.toLowerCase())) {
    return `a page of \`${origin}\` (Origin)`
  }
  return site === 'cross-site' || site === 'same-site' ? `a page of another origin (Sec-Fetch-Site: ${site})` : undefined
}
