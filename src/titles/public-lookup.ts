import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { NoTitleError } from './fetch-title.js'

/** The part of IPv6 that IANA allocates from: iana.org/assignments/ipv6-address-space. The rest is special or unassigned. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an address belongs to the public internet: it is not loopback, private, link-local, carrier-grade NAT, multicast,
 * documentation or reserved, nor another way to write or reach such an address (mapped, 6to4, Teredo, NAT64).
 * @param address an IPv4 or IPv6 address as returned by a resolver
 */
export function isPublicAddress (address: string): boolean {
  // For an IPv4-mapped address, the system connects to the IPv4 address in it.
  const parsed = ipaddr.process(address)
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST))
}

/**
 * Wraps a lookup so that it returns public addresses only. Used as a socket's `lookup`, it guarantees that the checked address
 * is the one connected to, even if the name resolves to another one the next time. The socket has to ask for all addresses.
 * @param lookup resolves names; its errors are passed on
 * @returns a lookup that fails with {@link NoTitleError} for a name without a public address
 */
export function publicOnlyLookup (lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => lookup(hostname, options, (error, result) => {
    if (error) {
      callback(error, [])
      return
    }
    const addresses = result as LookupAddress[]
    const publicAddresses = addresses.filter(({ address }) => isPublicAddress(address))
    callback(publicAddresses.length === 0 ? notPublicError(hostname, addresses.map(({ address }) => address)) : null, publicAddresses)
  })
}

/**
 * The error for a host without a public address.
 * @param host as normalized by `URL`
 * @param addresses what it resolves to
 */
export function notPublicError (host: string, addresses: readonly string[]): NoTitleError {
  const [first = 'no address'] = addresses
  const where = host.includes(first) ? `${first} is` : `${host} is at ${addresses.join(', ')},`
  return new NoTitleError(`${where} not a public address (--link-title-hosts ${host} allows it)`)
}
