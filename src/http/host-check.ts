import type { IncomingMessage } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { targetOf } from './request-target.js'

/**
 * A host as `URL` spells it: in lower case, names in Punycode, addresses in their one form.
 * @param given a name or an address, an IPv6 one with or without its brackets
 * @returns nothing where it is no host, or has more than a host
 */
export function hostNameOf (given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined
  const text = given.trim()
  const host = isIPv6(text) ? `[${text}]` : text
  const url = `http://${host}`
  // `URL` drops port 80, as http's own.
  if (!URL.canParse(url) || /:\d*$/.test(host)) return undefined
  const { href, hostname } = new URL(url)
  return href === `http://${hostname}/` ? hostname : undefined
}

/** Names and addresses of this machine's own, as `URL` spells them. Names below `localhost` are among them (RFC 6761 §6.3). */
const LOOPBACK_HOST = /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/
/** As Node spells the address that a server has. */
const LOOPBACK_ADDRESS = /^(127\.|::1$|::ffff:127\.)/

/** Where a server is to be reached. */
export interface Reachable {
  readonly allowedHosts: readonly string[]
  readonly host: string
  readonly publicUrl: string | undefined
}

/**
 * Makes the check of `Host`. A page can give a name of its own the address of the machine that it is shown on (DNS
 * rebinding); for the browser its requests then go to where it came from, and only the name gives them away. A server that
 * listens on loopback has few names. Any other is called by names that nobody knows but its users, who may say them.
 * @returns a function that says in a sentence why a request is refused; nothing where it is not
 */
export function createHostCheck (app: FastifyInstance, { allowedHosts, host, publicUrl }: Reachable): (request: IncomingMessage) => string | undefined {
  // `--host` with a name that stands for loopback in /etc/hosts is called by it.
  const given = [...allowedHosts, host, ...publicUrl === undefined ? [] : [new URL(publicUrl).hostname]]
  const names = new Set(given.flatMap(name => hostNameOf(name)?.replace(/\.$/, '') ?? []))
  let isNarrow: boolean | undefined
  // Clients say the same in every request.
  let taken: string | undefined

  /** Whether there are hosts to refuse; nothing yet where nobody can connect. */
  function look (): boolean | undefined {
    return app.server.listening ? allowedHosts.length > 0 || app.addresses().every(isLoopback) : undefined
  }

  function isKnown (header: string): boolean {
    const name = hostNameOf(header.replace(/:\d*$/, ''))?.replace(/\.$/, '')
    return name !== undefined && (LOOPBACK_HOST.test(name) || names.has(name))
  }

  return request => {
    const { headers: { host: header }, socket } = request
    // Every browser sends it.
    if (header === taken || !header) return undefined
    isNarrow ??= look()
    if (!isNarrow) return undefined
    if (isKnown(header)) {
      taken = header
      return undefined
    }
    // No browser sends a whole URL to what is not its proxy, nor comes by `inject` or a Unix socket, which have no address.
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
