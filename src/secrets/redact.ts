import { headers, parameters, type ValueKind, fullyDecode, isPlain, isTrivial, secretsInText } from './harmless.js'

/** Four characters would give away a shorter token, such as `1000.all`. */
const MIN_LENGTH = 12

/** Replaces a secret. */
export const REDACTED = '[redacted]'

/**
 * The part of a token, grant code or the like that may be shown. Even the double's own tokens are treated as secrets.
 * @returns the last four characters, enough to recognize it; `undefined` if it has fewer than twelve
 */
export function tailOf (token: string): string | undefined {
  return token.length < MIN_LENGTH ? undefined : token.slice(-4)
}

/** The tail of a token where one has to be shown: its last four characters, or `[redacted]` if it is short. */
export function tokenTail (token: string): string {
  return tailOf(token) ?? REDACTED
}

/** A token for data: `[redacted, ends in cdef]`, or `[redacted]` if it is short. */
export function maskToken (token: string): string {
  const tail = tailOf(token)
  return tail === undefined ? REDACTED : `[redacted, ends in ${tail}]`
}

/**
 * A token for sentences: `the refresh token that ends in "cdef"`, or `the refresh token that was sent`.
 * @param what such as `refresh token`
 */
export function describeToken (what: string, token: string): string {
  const tail = tailOf(token)
  return `the ${what} that ${tail === undefined ? 'was sent' : `ends in "${tail}"`}`
}

/** The URLs of nearly all requests, which contain no secrets. A shortcut. */
const USUAL_URL = /^(?:\/s\/[\w.-]{1,64})?\/(?:crm\/v[\d.]{1,4}\/[A-Za-z_]{1,40}\/\d{1,20}\/Attachments(?:\/\d{1,20})?|oauth\/v2\/token)$/
const SANDBOX = /^\/s\/[A-Za-z0-9][\w.-]{0,63}(?=[/?]|$)/
/** Where the control API has a token in the path. */
const TOKEN_IN_PATH = /^(\/_mock\/tokens\/)([^?#]+)/
const ORIGIN = /^(?:[a-z][a-z\d+.-]*:)?(?:\/\/|\\\\)([^/\\?#]*)/i
const HOST = /^(?:[\w.-]*|\[[\da-f:.]*\])(?::\d{0,5})?$/i
/** What begins the parameters of a URL, correctly or by mistake, encoded or not. */
const QUERY = /[?#;&=]|%(?:25)*(?:3f|23|3b|26|3d)/i
const SEPARATOR = /([&;?#])/

/**
 * Removes the secrets from a URL or request target: user and password, the values of parameters that are not known to be
 * harmless, and segments of the path that look like tokens. The text need not be a valid URL.
 */
export function redactUrl (url: string): string {
  if (USUAL_URL.test(url)) return url
  const [sandbox = ''] = SANDBOX.exec(url) ?? []
  const target = url.slice(sandbox.length)
  const [start = '', path = '', token = ''] = TOKEN_IN_PATH.exec(target) ?? []
  if (start !== '') return `${sandbox}${path}${token === 'expire' ? token : maskToken(fullyDecode(token))}${redactTarget(target.slice(start.length))}`
  const [origin = '', authority = ''] = ORIGIN.exec(target) ?? []
  const scheme = origin.slice(0, origin.length - authority.length)
  return `${sandbox}${scheme}${redactHost(authority)}${redactTarget(target.slice(origin.length))}`
}

/** Redacts a path and what follows it. */
function redactTarget (target: string): string {
  const cut = target.search(QUERY)
  const path = cut === -1 ? target : target.slice(0, cut)
  return path.split(/([/\\])/).map(redactSegment).join('') + (cut === -1 ? '' : redactQuery(target.slice(cut)))
}

/** Redacts a segment of a path, or whatever was sent in its place, if it looks like a token. */
export function redactSegment (segment: string): string {
  const text = fullyDecode(segment)
  if (/^[/\\]?$/.test(segment) || isPlain(text) || /^[\w.-]+:\d{0,5}$/.test(text)) return segment
  const cut = text.search(/[?#;&=]/)
  return cut === -1 ? REDACTED : redactSegment(text.slice(0, cut)) + redactQuery(text.slice(cut))
}

/** Redacts a host that may have user, password and port. */
function redactHost (authority: string): string {
  const at = authority.lastIndexOf('@') + 1
  const host = authority.slice(at)
  return `${at === 0 ? '' : `${REDACTED}@`}${HOST.test(host) ? host : REDACTED}`
}

/** Redacts a query including its separators, or an urlencoded body, each parameter on its own. */
export function redactQuery (query: string): string {
  return query.split(SEPARATOR).map(redactParameter).join('')
}

function redactParameter (piece: string): string {
  if (piece === '' || SEPARATOR.test(piece)) return piece
  const equals = piece.indexOf('=')
  const name = equals === -1 ? piece : piece.slice(0, equals)
  const decodedName = fullyDecode(name.replaceAll('+', ' '))
  // The whole query was encoded.
  if (/[?#;&=]/.test(decodedName)) return redactQuery(decodedName) + (equals === -1 ? '' : `=${REDACTED}`)
  if (equals === -1) return redactName(name, '')
  const raw = piece.slice(equals + 1)
  const value = fullyDecode(raw.replaceAll('+', ' '))
  const shown = redactValue(decodedName, value)
  return `${name === '' ? '' : redactName(name)}=${shown === value ? raw : shown}`
}

/** Normalizes a name as a lenient parser would. */
function normalizeName (name: string): string {
  return fullyDecode(name.replaceAll('+', ' ')).replace(/^[;&?\s]+/, '').trim().toLowerCase()
}

/**
 * Redacts the name of a parameter, field or part, unless it looks like a name.
 * @param value its value, if that is known. A name with an empty value may itself be a secret, so it has to be a known name or a
 * word without digits.
 */
export function redactName (name: string, value?: string): string {
  const normalized = normalizeName(name)
  const isName = parameters.has(normalized) || (value === '' ? /^[a-z_$.-]{1,32}$/.test(normalized) : isPlain(normalized))
  return isName ? name : REDACTED
}

/** Redacts the value of a field, unless its name is known to be harmless. */
export function redactField (name: string, value: string): string {
  return redactDecoded(value, decoded => redactValue(name, decoded))
}

/** Redacts the secrets in free text, such as a title or a file name: URLs, parameters and tokens. */
export function redactText (text: string): string {
  return redactDecoded(text, redactFreeText)
}

/**
 * Redacts a header's value. Of credentials, the scheme and the last characters are shown.
 * @param name in lower case
 */
export function redactHeader (name: string, value: string): string {
  if (name === 'authorization' || name === 'proxy-authorization') return redactCredentials(value)
  return redactDecoded(value, decoded => isTrivial(decoded) ? decoded : redactKind(headers.get(name), decoded))
}

/** Headers of answers whose values are fixed, or were redacted when they were made. */
const OWN = /^(?:x-mock-[a-z-]+|x-xss-protection)$/

/** Redacts the value of a header of the double's own answers, such as a Location. */
export function redactAnswerHeader (name: string, value: string): string {
  return OWN.test(name) ? value : redactHeader(name, value)
}

/** Redacts a value in its decoded form; returns it as it is if that contains no secrets. */
function redactDecoded (value: string, redact: (decoded: string) => string): string {
  const decoded = fullyDecode(value)
  const shown = redact(decoded)
  return shown === decoded ? value : shown
}

function redactValue (name: string, value: string): string {
  return isTrivial(value) ? value : redactKind(parameters.get(normalizeName(name)), value)
}

function redactKind (kind: ValueKind | undefined, value: string): string {
  switch (kind) {
    case 'words': return /^[\p{L}\p{M}\d_$.,@*+ -]*$/u.test(value) ? redactFreeText(value) : REDACTED
    case 'text': return redactFreeText(value)
    case 'url': return redactUrl(value)
    case 'host': return redactHost(value)
    case undefined: return REDACTED
  }
}

function redactFreeText (text: string): string {
  return text.replaceAll(secretsInText, (...match) => {
    const [whole] = match as [string]
    const { url, key, name, sign, value = '', scheme } = match.at(-1) as Record<string, string | undefined>
    if (url !== undefined) return redactUrl(url)
    if (scheme !== undefined) return `${scheme}${REDACTED}`
    if (key !== undefined) return `"${redactName(key)}": ${REDACTED}`
    if (name === undefined) return REDACTED
    const unquoted = value.replaceAll(/^["']|["']$/g, '')
    const shown = redactField(name, unquoted)
    return shown === unquoted ? whole : `${redactName(name)}${sign}${shown}`
  })
}

/** Schemes of `Authorization` that may be shown. Source: IANA's registry of authentication schemes, plus Zoho's own two. */
const SCHEMES = /^(?:zoho-oauthtoken|zoho-authtoken|bearer|token|oauth|basic|digest|negotiate|ntlm|hoba|mutual|hawk|dpop|gnap|apikey|aws4-hmac-sha256)$/i
/** Schemes before a single token, whose end may be shown. Not `Basic`, whose end is the end of a password. */
const TOKEN_SCHEMES = /^(?:zoho-oauthtoken|bearer|token)$/i

function redactCredentials (value: string): string {
  const [scheme = '', token, ...others] = value.trim().split(/\s+/)
  if (!SCHEMES.test(scheme)) return REDACTED
  if (token === undefined) return scheme
  return `${scheme} ${TOKEN_SCHEMES.test(scheme) && others.length === 0 ? maskToken(token) : REDACTED}`
}

/** The scheme of an `Authorization` header for sentences. Only a known scheme is quoted. */
export function describeScheme (scheme: string): string {
  return SCHEMES.test(scheme) ? `scheme "${scheme}"` : 'an unknown scheme'
}
