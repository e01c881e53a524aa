import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { JSON_TYPE } from './reply.js'
import { Refusal, accountsAnswerOf, answerOf, type Answers } from '../zoho/rules.js'
import { brokenHead, type ParserError } from './broken-head.js'
import { foreignProtocol } from '../http/foreign-protocols.js'
import { headerText } from '../http/headers.js'
import { bodyOf, sentence } from './refusals.js'
import { pathWithoutSandbox } from '../http/request-target.js'
import { apiOf, type Api } from './api.js'

/** How long a client that was refused may keep its side of the connection open, in milliseconds: it may still be sending. */
const LINGER = 5000

/** A socket of Node's HTTP server, with the answer that is on its way; Node's own handler of these errors asks it, too. */
interface HttpSocket extends Socket {
  readonly _httpMessage?: ServerResponse | null
}

/** For Fastify's `clientErrorHandler`: what is no request, or never becomes a whole one, never comes to a route. */
export function refuseBadHttp (answers: Answers) {
  // The parser complains about each packet that comes after.
  const refused = new WeakSet<Socket>()
  return function (this: FastifyInstance, error: Error, socket: Socket): void {
    if (refused.has(socket)) return
    refused.add(socket)
    refuse(this, error, socket, answers)
  }
}

function refuse (app: FastifyInstance, error: ParserError, socket: HttpSocket, answers: Answers): void {
  const answer = socket._httpMessage
  if (answer?.req.complete) {
    // A client that sends requests in a row takes what comes first for the answer to the first.
    answer.once('close', () => refuse(app, error, socket, answers))
    return
  }
  if (!socket.writable || answer?.headersSent) {
    socket.destroy()
    return
  }
  const refusal = whyRefused(app, error, answer?.req)
  say(app, socket, refusal, surfaceOfBytes(error, answer?.req), answers)
}

/** For a client that takes the server for a proxy: Node gives the connection away, and closes it where nobody takes it. */
export function refuseTunnel (app: FastifyInstance, { url }: IncomingMessage, socket: Socket, answers: Answers): void {
  const [where] = /^[\w.-]{1,100}(:\d+)?$/.exec(url as string) ?? ['another server']
  say(app, socket, new Refusal('method.unknown', `CONNECT asks for a tunnel to ${where}, and the double is no proxy: take it out of the settings for a proxy (HTTPS_PROXY), and give the client the URL of the double in the place of Zoho's`), 'crm', answers)
  // No longer the server's to close, and nothing more is to come.
  socket.once('finish', () => socket.destroy())
}

function whyRefused (app: FastifyInstance, error: ParserError, unfinished: IncomingMessage | undefined): Refusal {
  const { code, rawPacket, bytesParsed = 0 } = error
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const { headersTimeout, requestTimeout } = app.server as Server
    return new Refusal('request.timeout', unfinished === undefined
      ? `the request line and the headers did not end within ${headersTimeout / 1000} s: expected an empty line behind the last header`
      : `the body did not end within ${requestTimeout / 1000} s: expected as many bytes as Content-Length says, or a last chunk of no bytes`, { cause: error })
  }
  // Only the first bytes of a connection say what is spoken on it.
  const foreign = rawPacket && unfinished === undefined && bytesParsed < 30 ? foreignProtocol(rawPacket, app.portOf('secureConnection')) : undefined
  return foreign === undefined ? brokenHead(error) : new Refusal('request.malformed', foreign, { cause: error })
}

/** Whose words to answer in, as far as the bytes say for whom they were. */
function surfaceOfBytes ({ rawPacket, bytesParsed = 0 }: ParserError, unfinished: IncomingMessage | undefined): Api {
  if (unfinished !== undefined) return apiOf(unfinished.url as string)
  const text = rawPacket?.toString('latin1') ?? ''
  // Behind the requests that came with it.
  const last = text.lastIndexOf('\r\n\r\n', bytesParsed - 1) + 1
  const [, target] = /^[\r\n]*[A-Za-z-]+ +(?:https?:\/\/[^/\s]*)?(\/\S*)/.exec(text.slice(last, last + 1000)) ?? []
  return target === undefined ? 'crm' : apiOf(pathWithoutSandbox(target))
}

/** Answers on the bare socket, and ends the connection. */
function say (app: FastifyInstance, socket: Socket, refusal: Refusal, surface: Api, answers: Answers): void {
  const { rule, explain } = refusal
  const { status, evidence } = (surface === 'accounts' ? accountsAnswerOf : answerOf)(rule, answers)
  const body = surface === 'control' ? JSON.stringify({ error: sentence(explain) }) : bodyOf(refusal, answers, surface) as string
  app.log.info({ rule, explain, status }, 'refused what is not HTTP')
  socket.end([
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...surface === 'control' ? [] : [`x-mock-rule: ${rule}`, `x-mock-evidence: ${evidence}`, `x-mock-explain: ${headerText(explain)}`],
    'connection: close',
    '', body
  ].join('\r\n'))
  const timer = setTimeout(() => socket.destroy(), LINGER).unref()
  socket.resume().once('close', () => clearTimeout(timer))
}
