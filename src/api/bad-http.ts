import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { JSON_TYPE } from './reply.js'
import { Refusal, accountsAnswerOf, answerOf, type Answers } from '../zoho/rules.js'
import { refusalForParserError, type ParserError } from './parser-error.js'
import { headerText } from '../http/headers.js'
import { bodyOf, sentence } from './refusals.js'
import { pathWithoutSandbox } from '../http/request-target.js'
import { apiOf, type Api } from './api.js'

/** A socket of Node's HTTP server with its current response. Node's own handler for these errors uses this property, too. */
interface HttpSocket extends Socket {
  readonly _httpMessage?: ServerResponse | null
}

/** Creates Fastify's `clientErrorHandler`, for bytes that are not a request or never become a complete one. */
export function refuseBadHttp (answers: Answers) {
  // The parser reports an error for every further packet.
  const refused = new WeakSet<Socket>()
  return function (this: FastifyInstance, error: Error, socket: Socket): void {
    if (refused.has(socket)) return
    refused.add(socket)
    refuse(this, error, socket, answers)
  }
}

function refuse (app: FastifyInstance, error: ParserError, socket: HttpSocket, answers: Answers): void {
  const response = socket._httpMessage
  if (response?.req.complete) {
    // With pipelining, a client takes the first response for the response to its first request, so wait for that one.
    response.once('close', () => refuse(app, error, socket, answers))
    return
  }
  // The response before was perhaps the last one on this connection.
  if (!socket.writable) return
  if (response?.headersSent) {
    socket.destroy()
    return
  }
  const refusal = refusalFor(app, error, response?.req)
  send(app, socket, refusal, apiOfBytes(error, response?.req), answers)
}

/** Refuses CONNECT from a client that uses the server as a proxy. Node hands such a connection over, and closes it if there is no listener. */
export function refuseTunnel (app: FastifyInstance, { url }: IncomingMessage, socket: Socket, answers: Answers): void {
  const [destination] = /^[\w.-]{1,100}(:\d+)?$/.exec(url as string) ?? ['another server']
  send(app, socket, new Refusal('method.unknown', `CONNECT asks for a tunnel to ${destination}, and the double is no proxy: take it out of the settings for a proxy (HTTPS_PROXY), and give the client the URL of the double in the place of Zoho's`), 'crm', answers)
}

function refusalFor (app: FastifyInstance, error: ParserError, unfinished: IncomingMessage | undefined): Refusal {
  const { code, rawPacket, bytesParsed = 0 } = error
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const { headersTimeout, requestTimeout } = app.server as Server
    return new Refusal('request.timeout', unfinished === undefined
      ? `the request line and the headers did not end within ${headersTimeout / 1000} s: expected an empty line behind the last header`
      : `the body did not end within ${requestTimeout / 1000} s: expected as many bytes as Content-Length says, or a last chunk of no bytes`, { cause: error })
  }
  // Only the first bytes of a connection reveal its protocol.
  const foreign = rawPacket && unfinished === undefined && bytesParsed < 30 ? foreignProtocol(rawPacket, app.portOf('secureConnection')) : undefined
  return foreign === undefined ? refusalForParserError(error) : new Refusal('request.malformed', foreign, { cause: error })
}

/** The API to answer for, as far as the bytes reveal which one was meant. */
function apiOfBytes ({ rawPacket, bytesParsed = 0 }: ParserError, unfinished: IncomingMessage | undefined): Api {
  if (unfinished !== undefined) return apiOf(unfinished.url as string)
  const text = rawPacket?.toString('latin1') ?? ''
  // After the complete requests in the same packet.
  const last = text.lastIndexOf('\r\n\r\n', bytesParsed - 1) + 1
  const [, target] = /^[\r\n]*[A-Za-z-]+ +(?:https?:\/\/[^/\s]*)?(\/\S*)/.exec(text.slice(last, last + 1000)) ?? []
  return target === undefined ? 'crm' : apiOf(pathWithoutSandbox(target))
}

/** Sends a refusal on the bare socket, and ends the connection. */
function send (app: FastifyInstance, socket: Socket, refusal: Refusal, api: Api, answers: Answers): void {
  const { rule, explain } = refusal
  const { status, evidence } = (api === 'accounts' ? accountsAnswerOf : answerOf)(rule, answers)
  const body = api === 'control' ? JSON.stringify({ error: sentence(explain) }) : bodyOf(refusal, answers, api) as string
  app.log.info({ rule, explain, status }, 'refused what is not HTTP')
  app.closeLingering(socket, [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...api === 'control' ? [] : [`x-mock-rule: ${rule}`, `x-mock-evidence: ${evidence}`, `x-mock-explain: ${headerText(explain)}`],
    'connection: close',
    '', body
  ].join('\r\n'))
}

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
function foreignProtocol (bytes: Buffer, tlsPort: number | undefined): string | undefined {
  return protocols.find(({ matches }) => matches(bytes))?.explain(tlsPort)
}
