import type { IncomingMessage } from 'node:http'

/** What an absolute-form target says of where its client wants to go. */
export interface Target {
  readonly protocol: 'http' | 'https'
  /** With its port, unless that is the protocol's own. */
  readonly host: string
}

const targets = new WeakMap<IncomingMessage, Target>()
const sandboxNames = new WeakMap<IncomingMessage, string>()

/**
 * The path and query of a request's target. A client that has the double for its `http_proxy` sends the whole URL, and a
 * server has to take it (RFC 9112 §3.2.2); where it leads to is remembered for `targetOf`.
 */
export function pathOf (request: IncomingMessage): string {
  const { url = '/' } = request
  const [origin, protocol] = url.startsWith('/') ? [] : /^(https?):\/\/[^/?#]*/i.exec(url) ?? []
  if (origin === undefined) return url
  // Without a host that can be read it says nothing, and the path is served as if it stood alone.
  if (URL.canParse(origin)) targets.set(request, { protocol: protocol?.toLowerCase() as Target['protocol'], host: new URL(origin).host })
  return url.slice(origin.length).replace(/^(?!\/)/, '/')
}

/** Where the whole URL leads to that a request has for a target; its host counts, and not the header `Host`. */
export function targetOf (request: IncomingMessage): Target | undefined {
  return targets.get(request)
}

/** For Fastify's `rewriteUrl`: takes `/s/{name}` off a URL and remembers the name, so that one set of routes serves every sandbox. */
export function withoutSandbox (request: IncomingMessage): string {
  const url = pathOf(request)
  const [prefix, name = ''] = /^\/s\/([^/?]*)/.exec(url) ?? []
  if (prefix === undefined) return url
  // A name that would have to be decoded is none, and is refused as it stands.
  sandboxNames.set(request, name)
  return pathWithoutSandbox(url)
}

/** The part of a path that says what is asked, whatever the sandbox. */
export function pathWithoutSandbox (path: string): string {
  return path.replace(/^\/s\/[^/?]*/, '').replace(/^(?!\/)/, '/')
}

/** The name of the sandbox that a request's URL names; nothing for the default one. */
export function sandboxNameOf (request: IncomingMessage): string | undefined {
  return sandboxNames.get(request)
}
