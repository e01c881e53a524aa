import { isTrivial } from './harmless.js'
import { REDACTED, redactField, redactHeader, redactName, redactQuery, redactText } from './redact.js'
import { redactSentJson } from './redact-json.js'

/** What is left of a body that may be shown. */
export interface RedactedBody {
  readonly text: string
  /** Whether the text ends before the body. */
  readonly isCut: boolean
}

const NOTHING: RedactedBody = { text: '', isCut: true }

/** Characters that no text has. */
// eslint-disable-next-line no-control-regex -- they are what this looks for
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/

/**
 * Redacts the beginning of a request's body. The bytes of files are left out: a form ends before the content of its first
 * file, and of another type than a form, JSON or text nothing is shown.
 * @param isWhole whether the bytes are all of the body
 */
export function redactBody (bytes: Buffer, contentType: string, isWhole: boolean): RedactedBody {
  const text = isWhole ? bytes.toString() : bytes.toString().replace(/\ufffd+$/, '')
  if (/^multipart\//i.test(contentType)) return redactForm(text, isWhole)
  if (BINARY.test(text) || !/^$|^text\/plain\b|\bx-www-form-urlencoded\b|\bjson\b/i.test(contentType)) return NOTHING
  return { text: redactValues(text, contentType), isCut: !isWhole }
}

function redactValues (text: string, contentType: string): string {
  // curl's `-d` sends JSON as urlencoded, too.
  if (/\bjson\b/i.test(contentType) || /^\s*[[{]/.test(text)) return OBJECT.test(text) ? text : redactSentJson(text)
  if (/\burlencoded\b/i.test(contentType)) return redactQuery(text)
  return text.split(/(\r?\n)/).map(redactLine).join('')
}

/** How JavaScript turns an object into text, which is what clients send by mistake. */
const OBJECT = /^\s*\[object (?:FormData|Object|Blob|File|ReadableStream|Promise)\]\s*$/
const FIELD = /^([\w.-]{1,64})([ \t]*[:=][ \t]*)(.*)$/s

/** Redacts a line of free text: only a value with a name says what it is. */
function redactLine (line: string): string {
  if (/^[\s-]*$/.test(line) || isTrivial(line)) return line
  const [, name, sign, value] = FIELD.exec(line) ?? []
  return name === undefined || value === undefined ? REDACTED : `${redactName(name, value)}${sign}${redactField(name, value)}`
}

/** Redacts a form up to the content of its first file, or to where it is no form any more. */
function redactForm (text: string, isWhole: boolean): RedactedBody {
  if (OBJECT.test(text)) return { text, isCut: !isWhole }
  const lines = text.split(/(?<=\n)/)
  const shown: string[] = []
  const end = (isCut: boolean): RedactedBody => ({ text: shown.join(''), isCut })
  const [boundary = ''] = lines
  if (!/^--\S/.test(boundary)) return BINARY.test(boundary) ? NOTHING : { text: redactLine(boundary.trimEnd()), isCut: lines.length > 1 || !isWhole }

  let at = 0
  while (at < lines.length) {
    // The line of the boundary, where the part before ended.
    shown.push(redactText(lines[at++] as string))
    const headers = new Map<string, string>()
    while (at < lines.length && (lines[at] as string).trim() !== '') {
      const [, name = '', sign, value = ''] = /^([\w-]{1,64})(:[ \t]*)([^\r\n]*)\s*$/.exec(lines[at] as string) ?? []
      if (name === '') return end(true)
      headers.set(name.toLowerCase(), value)
      shown.push(`${redactName(name)}${sign}${redactHeader(name.toLowerCase(), value)}${/\r?\n$/.exec(lines[at] as string)?.[0] ?? ''}`)
      at++
    }
    if (at === lines.length) return end(!isWhole)
    shown.push(lines[at++] as string)
    const name = fieldOf(headers)
    if (name === undefined) return end(true)
    const start = at
    while (at < lines.length && !(lines[at] as string).startsWith(boundary.trimEnd())) at++
    const [value, lineEnd = ''] = lines.slice(start, at).join('').split(/(\r?\n)$/)
    shown.push(redactField(name, value as string), lineEnd)
  }
  return end(!isWhole)
}

/** The name of a part that is a text field; `undefined` for one that may be a file. */
function fieldOf (headers: ReadonlyMap<string, string>): string | undefined {
  const disposition = headers.get('content-disposition') ?? ''
  const isFile = /filename/i.test(disposition) || !/^(?:text\/plain\b|$)/i.test(headers.get('content-type') ?? '')
  return isFile ? undefined : /\bname="?([^";]*)/i.exec(disposition)?.[1]
}
