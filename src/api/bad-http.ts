import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { JSON_TYPE } from './reply.js'
import { Refusal, accountsAnswerOf, answerOf, type Answers } from '../zoho/rules.js'
import { refusalForParserError, type ParserError } from './parser-error.js'
import { foreignProtocol } from '../http/foreign-protocols.js'
import { headerText } from '../http/headers.js'
import { bodyOf, sentence } from './refusals.js'
import { pathWithoutSandbox } from '../http/request-target.js'
import { apiOf, type Api } from './api.js'

/** How long a refused client may keep its side of the connection open, in milliseconds. It may still be sending. */
const LINGER = 5000

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
  if (!socket.writable || response?.headersSent) {
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
  // The server no longer closes this socket, and nothing more will be sent on it.
  socket.once('finish', () => socket.destroy())
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
  socket.end([
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...api === 'control' ? [] : [`x-mock-rule: ${rule}`, `x-mock-evidence: ${evidence}`, `x-mock-explain: ${headerText(explain)}`],
    'connection: close',
    '', body
  ].join('\r\n'))
  const timer = setTimeout(() => socket.destroy(), LINGER).unref()
  socket.resume().once('close', () => clearTimeout(timer))
}
