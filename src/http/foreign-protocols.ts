/** A protocol that people send to a port of HTTP by mistake. */
interface Protocol {
  readonly isSpoken: (bytes: Buffer) => boolean
  /** @param tlsPort the port of HTTPS, where there is one */
  readonly explain: (tlsPort: number | undefined) => string
}

function beginsWith (text: string): (bytes: Buffer) => boolean {
  const beginning = Buffer.from(text, 'latin1')
  return bytes => bytes.subarray(0, beginning.length).equals(beginning)
}

const protocols: readonly Protocol[] = [
  {
    // RFC 8446 §5.1: a record of type handshake; its first byte may come alone.
    isSpoken: ([type, major]) => type === 0x16 && (major === undefined || major === 3),
    explain: tlsPort => `the bytes are the beginning of a TLS handshake (0x16 0x03), and this port speaks plain HTTP: write http:// in the URL, or use ${tlsPort === undefined ? 'the port of HTTPS that --tls-port opens' : `port ${tlsPort}, where HTTPS is`}`
  },
  {
    // RFC 9113 §3.4
    isSpoken: beginsWith('PRI * HTTP/2.0'),
    explain: () => 'the bytes are the preface of HTTP/2, and the double speaks HTTP/1.1: turn HTTP/2 with prior knowledge off in the client (with curl: --http1.1)'
  },
  {
    isSpoken: beginsWith('SSH-'),
    explain: () => 'the bytes are the greeting of SSH, and this port speaks HTTP: look for a wrong port'
  },
  {
    // RFC 1928 §3: as many methods follow as the second byte says. SOCKS 4: a CONNECT or BIND.
    isSpoken: ([version, second = 0]) => version === 5 || (version === 4 && second <= 2),
    explain: () => 'the bytes are the greeting of a SOCKS client, and this port speaks HTTP and is no proxy: take it out of the settings for a proxy, and give the client the URL of the double'
  },
  {
    // haproxy.org/download/1.8/doc/proxy-protocol.txt, versions 1 and 2
    isSpoken: bytes => beginsWith('PROXY ')(bytes) || beginsWith('\r\n\r\n\0\r\nQUIT\n')(bytes),
    explain: () => 'the bytes begin with a header of the PROXY protocol, which the double does not read: turn it off in the load balancer (send-proxy, proxy_protocol)'
  },
  {
    isSpoken: beginsWith('HTTP/'),
    explain: () => 'the bytes are an answer of HTTP and no request: look for two servers that are connected to each other'
  }
]

/** What is said of bytes that belong to another protocol; `undefined` where none is recognized by them. */
export function foreignProtocol (bytes: Buffer, tlsPort: number | undefined): string | undefined {
  return protocols.find(({ isSpoken }) => isSpoken(bytes))?.explain(tlsPort)
}
