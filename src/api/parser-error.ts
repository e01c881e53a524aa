import { METHODS } from 'node:http'
import { Refusal } from '../zoho/rules.js'

/** An error of Node's HTTP parser. Its `code` comes from llhttp and is the same in all versions of Node; its message is not. */
export interface ParserError extends Error {
  readonly code?: string
  readonly reason?: string
  /** Offset in `rawPacket`. */
  readonly bytesParsed?: number
  /** The packet that the client sent last, which may begin in the middle of a request. */
  readonly rawPacket?: Buffer
}

/** Where in a packet the parser stopped. */
interface ParserPosition {
  /** From 1; `undefined` if the packet does not begin with the request. */
  readonly line: number | undefined
  /** The text of that line, as far as it is in the packet. */
  readonly text: string
  readonly byte: number
  readonly size: number
}

/** A header name that may be quoted. Text that begins with a digit or a dot may be a misplaced token. */
const QUOTABLE_NAME = /^[A-Za-z][A-Za-z0-9-]{0,39}(?![!#$%&'*+.^_`|~0-9A-Za-z-])/
const REQUEST_LINE = /^\S+ .*HTTP\/\d/

/**
 * Turns an error of Node's parser into a refusal that says what was expected, and at which line or byte. Of headers it quotes only
 * names, and of a URL nothing, because either may contain a secret.
 */
export function refusalForParserError (error: ParserError): Refusal {
  const { code = '', rawPacket = Buffer.alloc(0), bytesParsed = 0 } = error
  // For an invalid version, the parser stops after the end of its line.
  const position = positionOf(rawPacket, code === 'HPE_INVALID_VERSION' ? Math.max(0, bytesParsed - 1) : bytesParsed)
  const refuse = (what: string): Refusal => new Refusal('request.malformed', `the request is not HTTP/1.1: ${what}`, { cause: error })
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Refusal('request.headers-too-large', 'expected at most 16 KiB of request line and headers, got more', { cause: error })
    case 'HPE_INVALID_EOF_STATE':
      return new Refusal('request.malformed', 'the client ended the connection in the middle of a request', { cause: error })
    case 'HPE_INVALID_METHOD': {
      const method = unknownMethod(position)
      return method === undefined ? refuse(`expected a line such as "POST /crm/v8/Leads/1/Attachments HTTP/1.1" ${at(position)}`) : new Refusal('method.unknown', method, { cause: error })
    }
    case 'HPE_INVALID_URL':
    case 'HPE_INVALID_CONSTANT':
    case 'HPE_INVALID_VERSION':
      return refuse(explainRequestLine(code, position))
    case 'HPE_INVALID_HEADER_TOKEN':
      return refuse(explainHeader(position))
    default:
      return refuse(`${framingErrors[code] ?? 'expected a request as RFC 9112 has it, got something else'} ${at(position)}`)
  }
}

/** What was expected, by the parser's code, for errors in lengths, codings and separators. */
const framingErrors: Readonly<Record<string, string>> = {
  HPE_UNEXPECTED_CONTENT_LENGTH: 'expected one Content-Length, or Transfer-Encoding in its place, got more of them',
  HPE_INVALID_CONTENT_LENGTH: 'expected the Content-Length to be a number of bytes in decimal digits',
  HPE_INVALID_TRANSFER_ENCODING: 'expected either "Transfer-Encoding: chunked", with chunked as the last coding, or a Content-Length, and not both',
  HPE_INVALID_CHUNK_SIZE: 'expected the size of a chunk in hexadecimal digits',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'expected at most 16 KiB of chunk extensions, got more',
  HPE_CLOSED_CONNECTION: 'expected nothing behind a request with "Connection: close", got more',
  HPE_STRICT: 'expected a line end (CR LF) behind a chunk of the size that was announced',
  HPE_LF_EXPECTED: 'expected LF behind CR',
  HPE_CR_EXPECTED: 'expected CR LF as the end of a line'
}

function positionOf (packet: Buffer, byte: number): ParserPosition {
  const size = packet.length
  // A server ignores empty lines before a request (RFC 9112 §2.2).
  const upToHere = packet.toString('latin1', 0, byte)
  const start = upToHere.length - upToHere.replace(/^[\r\n]+/, '').length
  const before = upToHere.slice(start)
  const [, ...ends] = before.split('\n')
  const line = ends.length + 1
  const lineStart = start + before.lastIndexOf('\n') + 1
  const end = packet.indexOf('\n', lineStart)
  const text = packet.toString('latin1', lineStart, Math.min(end === -1 ? size : end, lineStart + 16_384)).replace(/\r$/, '')
  const isHead = !/\r?\n\r?\n/.test(before) && (line === 1 || REQUEST_LINE.test(before))
  return { line: isHead ? line : undefined, text, byte, size }
}

function at ({ line, byte, size }: ParserPosition): string {
  return line === undefined ? `(byte ${byte + 1} of the ${size} that came last)` : `(line ${line}, byte ${byte + 1})`
}

/** Explains a request line whose only mistake is the method; `undefined` for any other. */
function unknownMethod ({ text, line }: ParserPosition): string | undefined {
  if (line !== 1) return undefined
  const [, method = ''] = /^([A-Za-z-]{1,30}) \S+ HTTP\/1\.[01]$/.exec(text) ?? []
  if (method === '') return undefined
  return METHODS.includes(method.toUpperCase())
    ? `expected the method in upper case, "${method.toUpperCase()}", got "${method}" (methods are case-sensitive, RFC 9110 section 9.1)`
    : `expected POST, GET or DELETE, got the method "${method}"`
}

function explainRequestLine (code: string, position: ParserPosition): string {
  const { text } = position
  const [, version] = / HTTP\/(\S*)$/.exec(text) ?? []
  const target = text.replace(/^\S* ?/, '').replace(/(^| )HTTP\/\S*$/, '')
  const wrong = /[^\x21-\x7e]/.exec(target)
  if (code === 'HPE_INVALID_CONSTANT' && version === undefined) return `expected HTTP/1.1 at the end of the request line ${at(position)}`
  if (wrong?.[0] === ' ') return `a URL cannot have a blank, expected %20 or + in its place ${at(position)}`
  if (wrong) return `a URL is ASCII, expected the byte 0x${wrong[0].charCodeAt(0).toString(16).padStart(2, '0')} to be percent-encoded as UTF-8 ${at(position)}`
  if (code === 'HPE_INVALID_VERSION') return version === '1.1' || version === '1.0' ? `expected each line to end with CR LF, got LF alone ${at(position)}` : `expected HTTP/1.1 or HTTP/1.0 at the end of the request line ${at(position)}`
  return `expected a path that begins with "/" ${at(position)}`
}

function explainHeader (position: ParserPosition): string {
  const { text } = position
  if (position.line === 1) return `expected a header as "Name: value" ${at({ ...position, line: undefined })}`
  const where = at(position)
  if (/^[ \t]/.test(text)) return `expected a header as "Name: value", got a line that begins with a blank ${where}: a value cannot go on in the next line (RFC 9112 section 5.2)`
  if (!text.includes(':')) return `expected a header as "Name: value", got a line without a colon ${where}`
  const [name] = QUOTABLE_NAME.exec(text) ?? []
  if (name === undefined) return `expected the name of a header before the colon, of letters, digits and dashes ${where}`
  return text[name.length] === ':'
    ? `the value of the header "${name}" has a control character ${where}`
    : `expected a colon right behind the name of the header "${name}" ${where}`
}
