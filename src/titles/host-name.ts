import { isIPv6 } from 'node:net'

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
