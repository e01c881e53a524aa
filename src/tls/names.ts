import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'

/** Where a server is to be reached; of the options. */
export interface Reachable {
  readonly host: string
  readonly publicUrl: string | undefined
}

const UNSPECIFIED = ['0.0.0.0', '::']

/**
 * The names and addresses that the server's certificate is for: this machine's own, the host that it listens on, and
 * that of the public URL, under which other containers reach it.
 */
export function namesOf ({ host, publicUrl }: Reachable): [string, ...string[]] {
  const publicHost = publicUrl === undefined ? [] : [new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, '$1')]
  const given = [host, ...publicHost].filter(name => !UNSPECIFIED.includes(name))
  const others = new Set(['127.0.0.1', '::1', ...given.map(name => isIP(name) === 0 ? domainToASCII(name) : name)])
  others.delete('localhost')
  return ['localhost', ...others]
}
