import { createServer, type Server } from 'node:tls'
import type { FastifyBaseLogger } from 'fastify'
import type { Identity } from './identity.js'

/** Explains why a TLS handshake failed, for the log. */
export function explainHandshake ({ code = '', message }: Error & { code?: string }): string {
  if (code === 'ERR_SSL_HTTP_REQUEST') return 'the request is plain HTTP: this port expects HTTPS'
  if (/ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN)$/.test(code)) {
    return 'the client does not trust the certificate: it has to be given the authority, which is at /_mock/ca.pem unless the certificate is your own'
  }
  return message
}

/** How long a TLS handshake may take, in milliseconds. */
const TIMEOUT = 10_000

/**
 * Creates a TLS server that emits its sockets with 'secureConnection'. If a handshake fails, the connection is destroyed and the
 * log says why. It does not set `allowHalfOpen`: a client that disconnects during its handshake would keep the socket until the
 * timeout.
 * @param handshakeTimeout in milliseconds
 */
export function createTlsServer ({ cert, key }: Identity, log: FastifyBaseLogger, handshakeTimeout = TIMEOUT): Server {
  const server = createServer({ cert, key, handshakeTimeout, ALPNProtocols: ['http/1.1'], noDelay: true })
  server.on('tlsClientError', (error, socket) => {
    // Node leaves the socket open after a timeout.
    socket.destroy()
    log.info({ explain: explainHandshake(error) }, 'a TLS handshake failed')
  })
  return server
}
