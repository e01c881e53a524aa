import { redactSegment } from '../secrets/redact.js'
import { parseParameters, textParameter } from './header-parameters.js'

/** What the headers of a part of a form say. */
export interface PartHeaders {
  /** Which part it is, from 1. */
  readonly number: number
  readonly name: string | undefined
  /** Without a path; `undefined` where the client sent none, as Zoho's Node SDK does for a Buffer. */
  readonly filename: string | undefined
  /** The part's own Content-Type without its parameters, in lower case. */
  readonly type: string | undefined
  readonly charset: string | undefined
  /** Its Content-Transfer-Encoding, in lower case. */
  readonly transferEncoding: string | undefined
  /** Why nobody can read the part, as in “part 1 has no name”. */
  readonly unreadable: string | undefined
}

/** A line of a header (RFC 9110 §5.1) with what is folded behind it. */
const LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*([^\r\n]*)$/

/** Names that @fastify/multipart refuses the whole form for (FST_PROTO_VIOLATION); no form of Zoho's has them. */
const RESERVED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))

/**
 * Reads the headers of a part of a form.
 * @param text as bytes, a character each (`latin1`), without the empty line behind them
 * @param number which part of the form it is, from 1
 */
export function readPartHeaders (text: string, number: number): PartHeaders {
  const lines = text === '' ? [] : text.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')
  const headers = new Map<string, string>()
  let unreadable = lines.length === 0 ? `part ${number} has no headers: an empty line stands right behind its boundary line` : undefined
  for (const [index, line] of lines.entries()) {
    const [, name, value = ''] = LINE.exec(line) ?? []
    if (name === undefined) unreadable ??= badLine(line, number, index + 1)
    else if (!headers.has(name.toLowerCase())) headers.set(name.toLowerCase(), value)
  }
  const disposition = headers.get('content-disposition')
  const { value, parameters } = parseParameters(disposition ?? '')
  const name = textParameter(parameters, 'name')
  const filename = textParameter(parameters, 'filename')
  const type = parseParameters(headers.get('content-type') ?? '')
  return {
    number,
    name,
    filename: filename === undefined ? undefined : withoutPath(filename),
    type: type.value === '' ? undefined : type.value,
    charset: type.parameters.get('charset')?.toLowerCase(),
    transferEncoding: headers.get('content-transfer-encoding')?.toLowerCase(),
    unreadable: unreadable ?? badDisposition(number, disposition === undefined ? undefined : value, name, filename)
  }
}

function badLine (line: string, part: number, number: number): string {
  if (/[\r\n]/.test(line)) return `line ${number} of part ${part} ends in a bare ${line.includes('\n') ? 'LF' : 'CR'}, expected CRLF`
  // Not quoted: what stands here instead of a header may be content.
  return `line ${number} of part ${part} is no header`
}

function badDisposition (part: number, disposition: string | undefined, name: string | undefined, filename: string | undefined): string | undefined {
  if (disposition === undefined) return `part ${part} has no Content-Disposition`
  // RFC 7578 §4.2.
  if (disposition !== 'form-data') return `part ${part} has the Content-Disposition "${redactSegment(disposition.slice(0, 40))}", expected form-data`
  if (name === undefined) return `part ${part} has no name`
  if (RESERVED.has(name)) return `part ${part} has the name "${name}", which JavaScript reserves`
  if (/[\r\n]/.test(name)) return `part ${part} has a line end in its name`
  if (filename !== undefined && /[\r\n]/.test(filename)) return `part ${part} has a line end in its filename`
  return undefined
}

/** RFC 7578 §4.2: a path before the name is not for the server, whichever system it is from. */
function withoutPath (filename: string): string {
  const name = filename.replace(/^.*[\\/]/s, '')
  return name === '.' || name === '..' ? '' : name
}
