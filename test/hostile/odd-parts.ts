import { BOUNDARY } from '../helpers/multipart.js'

/** A form part that correct clients send rarely or never. */
export interface OddPart {
  /** Describes it in reports of failures. */
  readonly name: string
  /**
   * The bytes of the part, from its boundary to the line end after its content.
   * @param name the name of the part, if it has one
   */
  readonly bytes: (name: string, content: Buffer) => Buffer
  /** Whether a valid file in the same form must still be stored, because it is clear where the part ends. */
  readonly isHarmless: boolean
  /** The bytes to be stored if the part is stored as the file; absent if that is undefined. */
  readonly stored?: (content: Buffer) => Buffer
}

const CRLF = Buffer.from('\r\n')

/** A part with unusual headers. */
function headed (name: string, headers: (name: string) => string, { isHarmless = false, isExact = true, before = `--${BOUNDARY}\r\n`, blank = '\r\n\r\n' } = {}): OddPart {
  return { name, isHarmless, ...isExact && { stored: (content: Buffer) => content }, bytes: (name, content) => Buffer.concat([Buffer.from(`${before}${headers(name)}${blank}`, 'latin1'), content, CRLF]) }
}

/** A part with valid headers and unusual content. */
function filled (name: string, change: (content: Buffer) => Buffer, { isHarmless = false, isExact = true } = {}): OddPart {
  return { name, isHarmless, ...isExact && { stored: change }, bytes: (name, content) => Buffer.concat([Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="a.bin"\r\n\r\n`), change(content), CRLF]) }
}

const disposition = (name: string, value: (name: string) => string, options: { isHarmless?: boolean } = {}): OddPart => headed(name, name => `Content-Disposition: ${value(name)}\r\nContent-Type: application/octet-stream`, options)
const harmless = { isHarmless: true }

function middle (content: Buffer, text: string): Buffer {
  const half = content.length >> 1
  return Buffer.concat([content.subarray(0, half), Buffer.from(text, 'latin1'), content.subarray(half)])
}

export const oddParts: readonly OddPart[] = [
  headed('a field without a name', () => 'Content-Disposition: form-data', harmless),
  headed('a file without a name', () => 'Content-Disposition: form-data; filename="a.bin"', harmless),
  headed('a file with an empty name', () => 'Content-Disposition: form-data; name=""; filename="a.bin"', harmless),
  headed('a part without a disposition', () => 'Content-Type: application/octet-stream'),
  disposition('disposition attachment', name => `attachment; name="${name}"; filename="a.bin"`),
  disposition('disposition inline', name => `inline; name="${name}"; filename="a.bin"`),
  disposition('an empty disposition', () => ''),
  disposition('a disposition without a type', name => `; name="${name}"`),
  disposition('disposition FORM-DATA in capitals', name => `FORM-DATA; NAME="${name}"; FILENAME="a.bin"`, harmless),
  disposition('filename* with a line end', name => `form-data; name="${name}"; filename*=UTF-8''a%0D%0Ab.bin`),
  disposition('filename* with a bare line feed', name => `form-data; name="${name}"; filename="a"; filename*=UTF-8''a%0Ab`),
  disposition('filename* of an unknown charset', name => `form-data; name="${name}"; filename*=nonsense''a.bin`),
  disposition('filename* that cannot be decoded', name => `form-data; name="${name}"; filename*=UTF-8''%zz%`),
  disposition('filename* without the quotes of a charset', name => `form-data; name="${name}"; filename*=a.bin`),
  disposition('filename in RFC 2231 continuations', name => `form-data; name="${name}"; filename*0*=UTF-8''a%20; filename*1=b; filename*2=".bin"`),
  disposition('filename as an encoded word', name => `form-data; name="${name}"; filename="=?utf-8?B?YS5iaW4=?="; filename*=utf-8''a.bin`, harmless),
  disposition('an unclosed quote in filename', name => `form-data; name="${name}"; filename="a.bin`),
  disposition('a name with a line feed', name => `form-data; name="${name}\n"; filename="a.bin"`),
  disposition('a folded header', name => `form-data;\r\n name="${name}";\r\n\tfilename="a.bin"`),
  disposition('NUL in its headers', name => `form-data; name="${name}\0"; filename="a\0.bin"`),
  disposition('the name __proto__', () => 'form-data; name="__proto__"; filename="a.bin"'),
  headed('a field named __proto__', () => 'Content-Disposition: form-data; name="__proto__"'),
  headed('a field named constructor', () => 'Content-Disposition: form-data; name="constructor"'),
  headed('no headers', () => '', { before: `--${BOUNDARY}`, blank: '\r\n\r\n' }),
  headed('no headers and no blank line', () => '', { before: `--${BOUNDARY}`, blank: '\r\n' }),
  headed('headers without a blank line', name => `Content-Disposition: form-data; name="${name}"; filename="a.bin"`, { blank: '\r\n', isExact: false }),
  headed('a blank line before its headers', name => `\r\nContent-Disposition: form-data; name="${name}"; filename="a.bin"`, { isExact: false }),
  headed('a header of 17 KiB', name => `X-Long: ${'x'.repeat(17 * 1024)}\r\nContent-Disposition: form-data; name="${name}"; filename="a.bin"`),
  headed('5,000 headers', name => `${'X: y\r\n'.repeat(5000)}Content-Disposition: form-data; name="${name}"; filename="a.bin"`),
  headed('a header line without a colon', name => `nonsense\r\nContent-Disposition: form-data; name="${name}"; filename="a.bin"`),
  headed('two dispositions', name => `Content-Disposition: form-data; name="${name}"; filename="a.bin"\r\nContent-Disposition: form-data; name="title"`),
  headed('bare line feeds', name => `Content-Disposition: form-data; name="${name}"; filename="a.bin"`, { before: `--${BOUNDARY}\n`, blank: '\n\n', isExact: false }),
  headed('bare carriage returns', name => `Content-Disposition: form-data; name="${name}"; filename="a.bin"`, { before: `--${BOUNDARY}\r`, blank: '\r\r', isExact: false }),
  headed('invalid JSON, as a field', name => `Content-Disposition: form-data; name="${name}"\r\nContent-Type: application/json`),
  headed('invalid JSON, as a file', name => `Content-Disposition: form-data; name="${name}"; filename="a.json"\r\nContent-Type: application/json`, harmless),
  headed('the type application/octet-stream without a filename', name => `Content-Disposition: form-data; name="${name}"\r\nContent-Type: application/octet-stream`, harmless),
  headed('an invalid type', name => `Content-Disposition: form-data; name="${name}"; filename="a.bin"\r\nContent-Type: /;;=`),
  headed('Content-Transfer-Encoding base64', name => `Content-Disposition: form-data; name="${name}"; filename="a.bin"\r\nContent-Transfer-Encoding: base64`, harmless),
  headed('Content-Transfer-Encoding of an unknown kind', name => `Content-Disposition: form-data; name="${name}"; filename="a.bin"\r\nContent-Transfer-Encoding: nonsense`, harmless),
  headed('a Content-Length of its own', name => `Content-Disposition: form-data; name="${name}"; filename="a.bin"\r\nContent-Length: 3`, harmless),
  filled('no bytes', () => Buffer.alloc(0), harmless),
  filled('a nested multipart/mixed', content => Buffer.concat([Buffer.from('--inner\r\nContent-Disposition: attachment; filename="b"\r\n\r\n'), content, Buffer.from('\r\n--inner--\r\n')]), harmless),
  filled('a line that begins like the boundary', content => middle(content, `\r\n--${BOUNDARY}2\r\n`)),
  filled('most of the boundary at its end', content => Buffer.concat([content, Buffer.from(`\r\n--${BOUNDARY.slice(0, -1)}`)]), harmless),
  filled('the boundary inside a line', content => middle(content, `--${BOUNDARY}`)),
  filled('the closing boundary early', content => middle(content, `\r\n--${BOUNDARY}--\r\n`), { isExact: false }),
  filled('the boundary with one dash', content => middle(content, `\r\n--${BOUNDARY}-\r\n`)),
  headed('a boundary followed by blanks', name => `Content-Disposition: form-data; name="${name}"; filename="a.bin"`, { before: `--${BOUNDARY} \t\r\n` }),
  headed('a boundary without a line end', name => `Content-Disposition: form-data; name="${name}"; filename="a.bin"`, { before: `--${BOUNDARY}` }),
  { name: 'two consecutive boundaries', isHarmless: false, bytes: (_name, content) => Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n--${BOUNDARY}\r\n`), content, CRLF]) }
]
