/** A header's value with its parameters, as in `form-data; name="file"; filename="a.txt"`. */
export interface ParameterizedValue {
  /** The text before the first `;`, in lower case. */
  readonly value: string
  /** Unquoted values by name in lower case. If a name occurs more than once, the first counts. */
  readonly parameters: ReadonlyMap<string, string>
}

// PHP's SDK sends no space after `;`. Inside quotes, a backslash escapes a quote or a backslash; any other is literal, as in the
// paths that old browsers send. A quote that is never closed belongs to the value.
const PARAMETER = /;[ \t]*([^\s=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[^])*)"|([^;]*))/g

/**
 * Parses a header's value.
 * @param text the raw bytes, decoded as `latin1`
 */
export function parseParameters (text: string): ParameterizedValue {
  const parameters = new Map<string, string>()
  const end = text.indexOf(';')
  // A shortcut, since every part of a form is parsed and most types have no parameters.
  if (end === -1) return { value: text.trim().toLowerCase(), parameters }
  PARAMETER.lastIndex = end
  for (let match = PARAMETER.exec(text); match !== null; match = PARAMETER.exec(text)) {
    const [, name = '', quoted, bare = ''] = match
    const key = name.toLowerCase()
    if (!parameters.has(key)) parameters.set(key, quoted === undefined ? bare.trim() : unescapeQuoted(quoted))
  }
  return { value: text.slice(0, end).trim().toLowerCase(), parameters }
}

function unescapeQuoted (quoted: string): string {
  return quoted.includes('\\') ? quoted.replaceAll(/\\(["\\])/g, '$1') : quoted
}

/**
 * Decodes a parameter to text. The extended form takes precedence over the plain one (RFC 6266 §4.3), which .NET fills with a
 * different spelling. RFC 7578 forbids the extended form in forms, but clients send it, even in quotes. Continuations
 * (RFC 2231 §3) are joined.
 * @returns `undefined` if there is no such parameter
 */
export function textParameter (parameters: ReadonlyMap<string, string>, name: string): string | undefined {
  const extended = parameters.get(`${name}*`)
  return (extended === undefined ? undefined : decodeExtended(extended)) ?? decodeContinued(parameters, name) ?? decodePlain(parameters.get(name))
}

function decodePlain (bytes: string | undefined): string | undefined {
  return bytes === undefined || !/[\x80-\xff]/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString()
}

const EXTENDED = /^([^']*)'[^']*'([^]*)$/

/** Decodes `UTF-8''na%C3%AFve.txt` (RFC 8187 §3.2). Returns `undefined` for another form or an unknown charset. */
function decodeExtended (value: string): string | undefined {
  const [, charset, encoded] = EXTENDED.exec(value) ?? []
  return encoded === undefined ? undefined : decodeBytes(percentDecode(encoded), charset || 'utf-8')
}

/** Joins `filename*0="na"; filename*1*=%C3%AFve`. The first piece may declare the charset. */
function decodeContinued (parameters: ReadonlyMap<string, string>, name: string): string | undefined {
  const pieces: Buffer[] = []
  let charset = 'utf-8'
  for (;;) {
    const plain = parameters.get(`${name}*${pieces.length}`)
    const encoded = parameters.get(`${name}*${pieces.length}*`)
    if (encoded !== undefined) {
      const [, declared, rest] = pieces.length === 0 ? EXTENDED.exec(encoded) ?? [] : []
      charset = declared || charset
      pieces.push(percentDecode(rest ?? encoded))
    } else if (plain !== undefined) {
      pieces.push(Buffer.from(plain, 'latin1'))
    } else {
      break
    }
  }
  return pieces.length === 0 ? undefined : decodeBytes(Buffer.concat(pieces), charset)
}

function percentDecode (text: string): Buffer {
  return Buffer.from(text.replaceAll(/%([0-9a-f]{2})/gi, (_escape, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1')
}

/** Decodes bytes to text. Returns `undefined` for a charset that Node does not know. */
export function decodeBytes (bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return undefined
  }
}
