import type { IncomingMessage } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { targetOf } from './request-target.js'

/**
 * Normalizes a host as `URL` does: lower case, names in Punycode, addresses in canonical form.
 * @param given a name or an address; an IPv6 address with or without brackets
 * @returns `undefined` if it is not a host, or more than a host
 */
export function hostNameOf (given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined
  const text = given.trim()
  const host = isIPv6(text) ? `[${text}]` : text
  const url = `http://${host}`
  // `URL` drops port 80, the default port of http.
  if (!URL.canParse(url) || /:\d*$/.test(host)) return undefined
  const { href, hostname } = new URL(url)
  return href === `http://${hostname}/` ? hostname : undefined
}

/** Names and addresses of loopback, as normalized by `URL`. They include names below `localhost` (RFC 6761 §6.3). */
const LOOPBACK_HOST = /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/
/** Loopback addresses as Node reports them for a listening server. */
const LOOPBACK_ADDRESS = /^(127\.|::1$|::ffff:127\.)/

/** Options that say under which hosts a server is reached. */
export interface HostCheckOptions {
  readonly allowedHosts: readonly string[]
  readonly host: string
  readonly publicUrl: string | undefined
}

/**
 * Creates the check of the `Host` header against DNS rebinding: a page can point a name of its own at the address of the user's
 * machine. To the browser its requests are then same-origin, and only the name in `Host` reveals them. A server that listens
 * on loopback has few names, so others are refused. Any other server has names that only its users know; they can list them in
 * `--allowed-hosts`.
 * @returns a function that returns why a request is refused, in one sentence, or `undefined` if it is not
 */
export function createHostCheck (app: FastifyInstance, { allowedHosts, host, publicUrl }: HostCheckOptions): (request: IncomingMessage) => string | undefined {
  // `--host` may be a name that /etc/hosts resolves to loopback; clients then use that name.
  const ownHosts = [...allowedHosts, host, ...publicUrl === undefined ? [] : [new URL(publicUrl).hostname]]
  const names = new Set(ownHosts.flatMap(name => hostNameOf(name)?.replace(/\.$/, '') ?? []))
  let isRestricted: boolean | undefined
  // A shortcut, since clients send the same header with every request.
  let lastAccepted: string | undefined

  /** Whether any hosts are refused; `undefined` before the server listens. */
  function isRestrictedNow (): boolean | undefined {
    return app.server.listening ? allowedHosts.length > 0 || app.addresses().every(isLoopback) : undefined
  }

  function isKnown (header: string): boolean {
    const name = hostNameOf(header.replace(/:\d*$/, ''))?.replace(/\.$/, '')
    return name !== undefined && (LOOPBACK_HOST.test(name) || names.has(name))
  }

  return request => {
    const { headers: { host: header }, socket } = request
    // Browsers always send it.
    if (header === lastAccepted || !header) return undefined
    isRestricted ??= isRestrictedNow()
    if (!isRestricted) return undefined
    if (isKnown(header)) {
      lastAccepted = header
      return undefined
    }
    // Not from a browser: a browser sends an absolute URL only to its proxy, and neither `inject` nor a Unix socket has an address.
    if (targetOf(request) !== undefined || socket.localAddress === undefined) return undefined
    const why = allowedHosts.length > 0
      ? 'no others are to be taken'
      : 'the server listens on loopback only, where a page in a browser could reach it under a name of its own'
    return `Expected the host to be localhost, 127.0.0.1, [::1], that of --public-url or one of --allowed-hosts, got \`${header}\`: ${why}`
  }
}

function isLoopback (address: AddressInfo | string): boolean {
  return typeof address === 'object' && LOOPBACK_ADDRESS.test(address.address)
}
