import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { originOf } from './base-url.js'
import { headerText } from './headers.js'
import { createHostCheck, type Reachable } from './host-check.js'
import { sandboxNameOf } from './request-target.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Why this request was turned away at the trust boundary; for the log. */
    turnedAway: string | null
  }
}

interface TrustBoundaryOptions extends Reachable {
  /** Whether there is a named sandbox of that name already. */
  readonly hasSandbox: (name: string) => boolean
}

/** Methods that change nothing on the control API. */
const SAFE = ['GET', 'HEAD', 'OPTIONS']

/**
 * Keeps pages in a browser from changing anything, unless they are the double's own: a browser sends what any page asks
 * for to this machine, too, and without asking first where it is what a form or an image could send. What is refused here
 * has met no sandbox and is in no journal. Clients that are no browsers have neither of the two headers.
 * Sources: Fetch Standard, “HTTP-network-or-cache fetch” (Origin); W3C Fetch Metadata (Sec-Fetch-Site).
 */
export const trustBoundary = fp<TrustBoundaryOptions>(async function trustBoundary (app, { hasSandbox, ...reachable }) {
  const { publicUrl } = reachable
  const publicOrigins = publicUrl === undefined ? [] : [new URL(publicUrl).origin]
  const hostFault = createHostCheck(app, reachable)

  /** Why a request may not go on that a page has made; nothing where it may. */
  function foreignFault (request: FastifyRequest): string | undefined {
    const wanted = isConsent(request) ? undefined : changeOf(request)
    const name = sandboxNameOf(request.raw)
    const made = name !== undefined && !hasSandbox(name) ? `what makes the sandbox \`${name}\`` : wanted
    if (made === undefined) return undefined
    const own = [...publicOrigins, originOf(request)]
    const stranger = strangerOf(request, own)
    return stranger && `Expected ${made} to come from a client that is no browser, or from a page of ${own[0]}, got it from ${stranger}: pages of others may change nothing here`
  }

  app.decorateRequest('turnedAway', null)
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request
    const { origin, 'sec-fetch-site': site } = raw.headers
    const fault = hostFault(raw) ?? (origin === undefined && site === undefined ? undefined : foreignFault(request))
    if (fault === undefined) done()
    else turnAway(fault, request, reply)
  })
}, { name: 'trust-boundary' })

/** Answers in the tool's own words: Zoho has no say in this. */
function turnAway (fault: string, request: FastifyRequest, reply: FastifyReply): void {
  request.turnedAway = fault
  reply
    .code(403)
    .headers({ 'x-mock-explain': headerText(fault), 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' })
    .send({ error: fault })
}

/** What a request wants that pages of others may not have; nothing where it only reads, or is Zoho's to refuse. */
function changeOf ({ method, raw }: FastifyRequest): string | undefined {
  const path = routedPath(raw.url as string)
  if (/^\/_mock(\/|$)/.test(path)) return SAFE.includes(method) ? undefined : `${method} at /_mock`
  return /^\/oauth(\/|$)/.test(path) ? `${method} at /oauth (but for a visit of /oauth/v2/auth)` : undefined
}

/**
 * Whether a person is sent to the consent page, which pages of others do by design. What it gives goes to the `redirect_uri`
 * and not to the page that sent the person.
 */
function isConsent ({ method, raw: { headers, url } }: FastifyRequest): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document' && routedPath(url as string) === '/oauth/v2/auth'
}

/** A URL's path as the router reads it: `%5F` is `_` there. */
function routedPath (url: string): string {
  return url.replace(/[?#].*$/s, '').replaceAll(/%[2-7][0-9a-f]/gi, code => String.fromCharCode(parseInt(code.slice(1), 16)))
}

/** Who a request comes from, where that is a page of another origin. */
function strangerOf ({ raw: { headers } }: FastifyRequest, own: readonly string[]): string | undefined {
  const { origin, host = '', 'sec-fetch-site': site } = headers
  // Whether a proxy in front speaks TLS is not always said.
  if (origin !== undefined && ![...own, `http://${host}`, `https://${host}`].some(known => known.toLowerCase() === origin.toLowerCase())) {
    return `a page of \`${origin}\` (Origin)`
  }
  return site === 'cross-site' || site === 'same-site' ? `a page of another origin (Sec-Fetch-Site: ${site})` : undefined
}
