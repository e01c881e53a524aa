import { redactSegment } from '../secrets/redact.js'
import { parseParameters, textParameter } from './header-parameters.js'

/** The headers of a part of a form. */
export interface PartHeaders {
  /** Position of the part in the form, from 1. */
  readonly number: number
  readonly name: string | undefined
  /** Without its path; `undefined` if the client sent none, as Zoho's Node SDK does for a Buffer. */
  readonly filename: string | undefined
  /** The part's own Content-Type without its parameters, in lower case. */
  readonly type: string | undefined
  readonly charset: string | undefined
  /** Its Content-Transfer-Encoding, in lower case. */
  readonly transferEncoding: string | undefined
  /** Why the part cannot be read, such as “part 1 has no name”; `undefined` if it can. */
  readonly unreadable: string | undefined
}

/** A header line (RFC 9110 §5.1), already unfolded. */
const LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*([^\r\n]*)$/

/** Names of parts for which @fastify/multipart refuses the whole form (FST_PROTO_VIOLATION). No form for Zoho has them. */
const RESERVED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))

/**
 * Parses the headers of a part of a form.
 * @param text the raw bytes, decoded as `latin1`, without the empty line at the end
 * @param number position of the part in the form, from 1
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
  // Not quoted, because it may be content instead of a header.
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

/** RFC 7578 §4.2: the server has to ignore a path in a filename. Separators of either kind of system count. */
function withoutPath (filename: string): string {
  const name = filename.replace(/^.*[\\/]/s, '')
  return name === '.' || name === '..' ? '' : name
}
