import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { NoTitle } from './fetch-title.js'

/** The part of IPv6 that is handed out: iana.org/assignments/ipv6-address-space. All else is special or nobody's yet. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an address is one of the public internet: not loopback, private, link-local, shared by carriers, multicast,
 * for documentation, reserved, or another way to write or reach such an address (mapped, 6to4, Teredo, NAT64).
 * @param address an IPv4 or IPv6 address, as a resolver gives it
 */
export function isPublicAddress (address: string): boolean {
  // An IPv4-mapped address is connected to as the IPv4 address in it.
  const parsed = ipaddr.process(address)
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST))
}

/**
 * Resolves names to their public addresses alone. Given to a socket, it makes the address that is checked the one that is
 * connected to, whatever the name resolves to the next time.
 * @param lookup asked for all addresses of a name; its errors are passed on
 * @returns a lookup that fails with {@link NoTitle} for a name without a public address
 */
export function publicOnly (lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => lookup(hostname, options, (error, found) => {
    if (error) {
      callback(error, [])
      return
    }
    const addresses = found as LookupAddress[]
    const open = addresses.filter(({ address }) => isPublicAddress(address))
    callback(open.length === 0 ? notPublic(hostname, addresses.map(({ address }) => address)) : null, open)
  })
}

/**
 * Says that a host is not asked.
 * @param host as `URL` spells it
 * @param addresses what it stands for
 */
export function notPublic (host: string, addresses: readonly string[]): NoTitle {
  const [first = 'no address'] = addresses
  const where = host.includes(first) ? `${first} is` : `${host} is at ${addresses.join(', ')},`
  return new NoTitle(`${where} not a public address (--link-title-hosts ${host} allows it)`)
}
