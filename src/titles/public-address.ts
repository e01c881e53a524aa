import ipaddr from 'ipaddr.js'

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
