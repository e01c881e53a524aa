/** A protocol that clients send to an HTTP port by mistake. */
interface ForeignProtocol {
  readonly matches: (bytes: Buffer) => boolean
  /** @param tlsPort the port of HTTPS, if there is one */
  readonly explain: (tlsPort: number | undefined) => string
}

function startsWith (text: string): (bytes: Buffer) => boolean {
  const prefix = Buffer.from(text, 'latin1')
  return bytes => bytes.subarray(0, prefix.length).equals(prefix)
}

const protocols: readonly ForeignProtocol[] = [
  {
    // RFC 8446 §5.1: a record of type handshake. Its first byte may arrive alone.
    matches: ([type, major]) => type === 0x16 && (major === undefined || major === 3),
    explain: tlsPort => `the bytes are the beginning of a TLS handshake (0x16 0x03), and this port speaks plain HTTP: write http:// in the URL, or use ${tlsPort === undefined ? 'the port of HTTPS that --tls-port opens' : `port ${tlsPort}, where HTTPS is`}`
  },
  {
    // RFC 9113 §3.4
    matches: startsWith('PRI * HTTP/2.0'),
    explain: () => 'the bytes are the preface of HTTP/2, and the double speaks HTTP/1.1: turn HTTP/2 with prior knowledge off in the client (with curl: --http1.1)'
  },
  {
    matches: startsWith('SSH-'),
    explain: () => 'the bytes are the greeting of SSH, and this port speaks HTTP: look for a wrong port'
  },
  {
    // RFC 1928 §3: the second byte is the number of methods that follow. In SOCKS 4 it is CONNECT or BIND.
    matches: ([version, second = 0]) => version === 5 || (version === 4 && second <= 2),
    explain: () => 'the bytes are the greeting of a SOCKS client, and this port speaks HTTP and is no proxy: take it out of the settings for a proxy, and give the client the URL of the double'
  },
  {
    // haproxy.org/download/1.8/doc/proxy-protocol.txt, versions 1 and 2
    matches: bytes => startsWith('PROXY ')(bytes) || startsWith('\r\n\r\n\0\r\nQUIT\n')(bytes),
    explain: () => 'the bytes begin with a header of the PROXY protocol, which the double does not read: turn it off in the load balancer (send-proxy, proxy_protocol)'
  },
  {
    matches: startsWith('HTTP/'),
    explain: () => 'the bytes are an answer of HTTP and no request: look for two servers that are connected to each other'
  }
]

/**
 * Explains bytes of another protocol.
 * @param bytes the first bytes on a connection
 * @param tlsPort the port of HTTPS, if there is one
 * @returns one sentence; `undefined` if no protocol is recognized
 */
export function foreignProtocol (bytes: Buffer, tlsPort: number | undefined): string | undefined {
  return protocols.find(({ matches }) => matches(bytes))?.explain(tlsPort)
}
