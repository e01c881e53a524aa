/** A header's value with its parameters, as in `form-data; name="file"; filename="a.txt"`. */
export interface ParameterizedValue {
  /** What stands before the first `;`, in lower case. */
  readonly value: string
  /** By name in lower case, without quotes; the first of several of one name counts. */
  readonly parameters: ReadonlyMap<string, string>
}

// PHP's SDK writes no blank behind `;`. Inside quotes a backslash keeps a quote or a backslash; others stand for themselves,
// as in the paths that old browsers send. A quote that is never closed belongs to the value.
const PARAMETER = /;[ \t]*([^\s=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[^])*)"|([^;]*))/g

/** @param text as bytes, a character each (`latin1`) */
export function parseParameters (text: string): ParameterizedValue {
  const parameters = new Map<string, string>()
  const end = text.indexOf(';')
  // Most types have no parameters, and every part of a form is asked for its own.
  if (end === -1) return { value: text.trim().toLowerCase(), parameters }
  PARAMETER.lastIndex = end
  for (let match = PARAMETER.exec(text); match !== null; match = PARAMETER.exec(text)) {
    const [, name = '', quoted, bare = ''] = match
    const key = name.toLowerCase()
    if (!parameters.has(key)) parameters.set(key, quoted === undefined ? bare.trim() : unescaped(quoted))
  }
  return { value: text.slice(0, end).trim().toLowerCase(), parameters }
}

function unescaped (quoted: string): string {
  return quoted.includes('\\') ? quoted.replaceAll(/\\(["\\])/g, '$1') : quoted
}

/**
 * A parameter as text. Its extended form wins over the plain one (RFC 6266 §4.3), which .NET fills with another spelling;
 * RFC 7578 forbids the extended form in forms, and clients send it, in quotes too. Continuations (RFC 2231 §3) are put together.
 * @returns nothing where it is not there
 */
export function textParameter (parameters: ReadonlyMap<string, string>, name: string): string | undefined {
  const extended = parameters.get(`${name}*`)
  return (extended === undefined ? undefined : decodeExtended(extended)) ?? decodeContinued(parameters, name) ?? decodePlain(parameters.get(name))
}

function decodePlain (bytes: string | undefined): string | undefined {
  return bytes === undefined || !/[\x80-\xff]/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString()
}

const EXTENDED = /^([^']*)'[^']*'([^]*)$/

/** `UTF-8''na%C3%AFve.txt`: RFC 8187 §3.2. @returns nothing where it is not of that form, or of an unknown charset */
function decodeExtended (value: string): string | undefined {
  const [, charset, encoded] = EXTENDED.exec(value) ?? []
  return encoded === undefined ? undefined : decodeBytes(percentDecoded(encoded), charset || 'utf-8')
}

/** `filename*0="na"; filename*1*=%C3%AFve`; the first may tell the charset. */
function decodeContinued (parameters: ReadonlyMap<string, string>, name: string): string | undefined {
  const pieces: Buffer[] = []
  let charset = 'utf-8'
  for (;;) {
    const plain = parameters.get(`${name}*${pieces.length}`)
    const encoded = parameters.get(`${name}*${pieces.length}*`)
    if (encoded !== undefined) {
      const [, told, rest] = pieces.length === 0 ? EXTENDED.exec(encoded) ?? [] : []
      charset = told || charset
      pieces.push(percentDecoded(rest ?? encoded))
    } else if (plain !== undefined) {
      pieces.push(Buffer.from(plain, 'latin1'))
    } else {
      break
    }
  }
  return pieces.length === 0 ? undefined : decodeBytes(Buffer.concat(pieces), charset)
}

function percentDecoded (text: string): Buffer {
  return Buffer.from(text.replaceAll(/%([0-9a-f]{2})/gi, (_escape, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1')
}

/** @returns nothing for a charset that Node does not know */
export function decodeBytes (bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return undefined
  }
}
