import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** What a server proves with who it is; each is PEM. */
export interface Identity {
  readonly cert: string
  readonly key: string
  /** The authority that signed `cert`, for clients to trust; absent where the certificate is the user's own. */
  readonly ca: string | undefined
}

declare module 'fastify' {
  interface FastifyInstance {
    /** What HTTPS is served with, once the server is ready; absent without `tlsPort`. */
    identity: Identity | undefined
  }
}

interface IdentityOptions extends Reachable {
  /** Absent where no HTTPS is spoken. */
  readonly tlsPort: number | undefined
  /** Paths of PEM files; absent where a certificate is to be made. */
  readonly tlsCert: string | undefined
  readonly tlsKey: string | undefined
}

/** Gives a server that is to speak HTTPS its certificate, the user's or one made now, before it is ready. */
export const identity = fp<IdentityOptions>(async function identity (app: FastifyInstance, { tlsPort, tlsCert, tlsKey, ...reachable }) {
  app.decorate('identity', undefined)
  if (tlsPort === undefined) return
  app.addHook('onReady', async () => {
    // Both are for few: the library that makes certificates takes about a third of a start's time to load.
    if (tlsCert !== undefined && tlsKey !== undefined) {
      const { readCertificate } = await import('./read-certificate.js')
      app.identity = await readCertificate(tlsCert, tlsKey)
    } else {
      const { makeCertificate } = await import('./certificate.js')
      app.identity = await makeCertificate(namesOf(reachable), Date.now())
    }
  })
}, { name: 'identity' })

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
