import { createServer, type Server } from 'node:tls'
import type { FastifyBaseLogger } from 'fastify'
import type { Identity } from './identity.js'

/** Why a TLS handshake failed, as its user wants to know it. */
export function explainHandshake ({ code = '', message }: Error & { code?: string }): string {
  if (code === 'ERR_SSL_HTTP_REQUEST') return 'the request is plain HTTP: this port expects HTTPS'
  if (/ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN)$/.test(code)) {
    return 'the client does not trust the certificate: it has to be given the authority, which is at /_mock/ca.pem unless the certificate is your own'
  }
  return message
}

/** How long a client may take to shake hands, in milliseconds. */
const TIMEOUT = 10_000

/**
 * A TLS server that hands its sockets on with 'secureConnection'. A client that fails to shake hands is cut off, and the log
 * says why. Not half-open, as a client that leaves in the middle of its handshake would stay until its time is over.
 */
export function createTlsServer ({ cert, key }: Identity, log: FastifyBaseLogger, handshakeTimeout = TIMEOUT): Server {
  const server = createServer({ cert, key, handshakeTimeout, ALPNProtocols: ['http/1.1'], noDelay: true })
  server.on('tlsClientError', (error, socket) => {
    // Node leaves a socket open whose time is over.
    socket.destroy()
    log.info({ explain: explainHandshake(error) }, 'a TLS handshake failed')
  })
  return server
}
