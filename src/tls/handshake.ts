/** Why a TLS handshake failed, as its user wants to know it. */
export function explainHandshake ({ code = '', message }: Error & { code?: string }): string {
  if (code === 'ERR_SSL_HTTP_REQUEST') return 'the request is plain HTTP: this port expects HTTPS'
  if (/ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN)$/.test(code)) {
    return 'the client does not trust the certificate: it has to be given the authority, which is at /_mock/ca.pem unless the certificate is your own'
  }
  return message
}
