import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { CompleteOptions } from '../options.js'
import { namesOf } from './names.js'

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

type IdentityOptions = Pick<CompleteOptions, 'tlsPort' | 'tlsCert' | 'tlsKey' | 'host' | 'publicUrl'>

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
