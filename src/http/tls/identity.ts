import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** A server's certificate and key, as PEM. */
export interface Identity {
  readonly cert: string
  readonly key: string
  /** Certificate of the authority that signed `cert`, for clients to trust; `undefined` for the user's own certificate. */
  readonly ca: string | undefined
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Certificate and key for HTTPS, once the server is ready; `undefined` without `tlsPort`. */
    identity: Identity | undefined
  }
}

interface IdentityOptions extends ServerHosts {
  /** `undefined` if HTTPS is not served. */
  readonly tlsPort: number | undefined
  /** Paths of PEM files; `undefined` to create a certificate. */
  readonly tlsCert: string | undefined
  readonly tlsKey: string | undefined
}

/** Gives a server with HTTPS its certificate before it is ready: the user's own or a new one. */
export const identity = fp<IdentityOptions>(async function identity (app: FastifyInstance, { tlsPort, tlsCert, tlsKey, ...hosts }) {
  app.decorate('identity', undefined)
  if (tlsPort === undefined) return
  app.addHook('onReady', async () => {
    // Loaded on demand, since few servers use HTTPS: the library that creates certificates takes about a third of the start to load.
    if (tlsCert !== undefined && tlsKey !== undefined) {
      const { readCertificate } = await import('./read-certificate.js')
      app.identity = await readCertificate(tlsCert, tlsKey)
    } else {
      const { makeCertificate } = await import('./certificate.js')
      app.identity = await makeCertificate(certificateNames(hosts), Date.now())
    }
  })
}, { name: 'identity' })

/** The options that say under which hosts the server is reached. */
export interface ServerHosts {
  readonly host: string
  readonly publicUrl: string | undefined
}

const UNSPECIFIED = ['0.0.0.0', '::']

/**
 * The names and addresses for the server's certificate: those of loopback, the host that it listens on, and the host of the public
 * URL, under which other containers reach it. The first is `localhost`.
 */
export function certificateNames ({ host, publicUrl }: ServerHosts): [string, ...string[]] {
  const publicHost = publicUrl === undefined ? [] : [new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, '$1')]
  const given = [host, ...publicHost].filter(name => !UNSPECIFIED.includes(name))
  const others = new Set(['127.0.0.1', '::1', ...given.map(name => isIP(name) === 0 ? domainToASCII(name) : name)])
  others.delete('localhost')
  return ['localhost', ...others]
}
