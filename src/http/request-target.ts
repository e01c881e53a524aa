import type { IncomingMessage } from 'node:http'

/** Where an absolute-form request target points. */
export interface Target {
  readonly protocol: 'http' | 'https'
  /** With the port, unless it is the protocol's default. */
  readonly host: string
}

const targets = new WeakMap<IncomingMessage, Target>()
const sandboxNames = new WeakMap<IncomingMessage, string>()

/**
 * The path and query of a request's target. A client that uses the double as its `http_proxy` sends an absolute URL, which a
 * server has to accept (RFC 9112 §3.2.2). Its origin is remembered for `targetOf`.
 */
function toOriginForm (request: IncomingMessage): string {
  const { url = '/' } = request
  // Nothing is there (RFC 9112 §3.2.4: it is for OPTIONS only), and the router would take it for the root.
  if (url === '*') return '/*'
  const [origin, protocol] = url.startsWith('/') ? [] : /^(https?):\/\/[^/?#]*/i.exec(url) ?? []
  if (origin === undefined) return url
  // An origin without a valid host is ignored, and the path is served as if sent alone.
  if (URL.canParse(origin)) targets.set(request, { protocol: protocol?.toLowerCase() as Target['protocol'], host: new URL(origin).host })
  return url.slice(origin.length).replace(/^(?!\/)/, '/')
}

/** Where an absolute URL in the request line points; `undefined` for a path. Its host takes precedence over the header `Host`. */
export function targetOf (request: IncomingMessage): Target | undefined {
  return targets.get(request)
}

/** For Fastify's `rewriteUrl`: removes `/s/{name}` from a URL and remembers the name, so that one set of routes serves every sandbox. */
export function withoutSandbox (request: IncomingMessage): string {
  const url = toOriginForm(request)
  const [prefix, name = ''] = /^\/s\/([^/?]*)/.exec(url) ?? []
  if (prefix === undefined) return url
  // Not decoded: a name with percent-encoding is invalid and is refused as sent.
  sandboxNames.set(request, name)
  return pathWithoutSandbox(url)
}

/** Removes the prefix of a sandbox from a path. */
export function pathWithoutSandbox (path: string): string {
  return path.replace(/^\/s\/[^/?]*/, '').replace(/^(?!\/)/, '/')
}

/** The path that the router looks for: without query and fragment, and decoded but for what would change its segments, such as `%2F`. */
export function decodedPath (url: string): string {
  return decodeURI(url.replace(/[?#].*$/s, ''))
}

/** Whether a request is for a path or one below it, as the router finds a scope's routes by its prefix. */
export function isBelow (prefix: string, { url }: { readonly url: string }): boolean {
  return `${decodedPath(url)}/`.startsWith(`${prefix}/`)
}

/** The sandbox name in a request's URL; `undefined` for the default sandbox. */
export function sandboxNameOf (request: IncomingMessage): string | undefined {
  return sandboxNames.get(request)
}
