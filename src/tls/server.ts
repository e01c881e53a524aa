import { createServer, type Server } from 'node:tls'
import type { FastifyBaseLogger } from 'fastify'
import { explainHandshake } from './handshake.js'
import type { Identity } from './identity.js'

/** How long a client may take to shake hands, in milliseconds. */
const PATIENCE = 10_000

/**
 * A TLS server that hands its sockets on with 'secureConnection'. A client that fails to shake hands is cut off, and the log
 * says why. Not half-open, as a client that leaves in the middle of its handshake would stay until its time is over.
 */
export function createTlsServer ({ cert, key }: Identity, log: FastifyBaseLogger, handshakeTimeout = PATIENCE): Server {
  const server = createServer({ cert, key, handshakeTimeout, ALPNProtocols: ['http/1.1'], noDelay: true })
  server.on('tlsClientError', (error, socket) => {
    // Node leaves a socket open whose time is over.
    socket.destroy()
    log.info({ explain: explainHandshake(error) }, 'a TLS handshake failed')
  })
  return server
}
