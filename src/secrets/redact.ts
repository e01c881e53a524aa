import { headers, parameters, type Kind, decoded, isPlain, isTrifle, secretsInText } from './harmless.js'
import { maskToken, REDACTED } from './mask-token.js'

/** The URLs of nearly every request, which are looked at no closer. */
const USUAL_URL = /^(?:\/s\/[\w.-]{1,64})?\/(?:crm\/v[\d.]{1,4}\/[A-Za-z_]{1,40}\/\d{1,20}\/Attachments(?:\/\d{1,20})?|oauth\/v2\/token)$/
const SANDBOX = /^\/s\/[A-Za-z0-9][\w.-]{0,63}(?=[/?]|$)/
/** Where the control API takes a token in the path. */
const TOKEN_IN_PATH = /^(\/_mock\/tokens\/)([^?#]+)/
const ORIGIN = /^(?:[a-z][a-z\d+.-]*:)?(?:\/\/|\\\\)([^/\\?#]*)/i
const HOST = /^(?:[\w.-]*|\[[\da-f:.]*\])(?::\d{0,5})?$/i
/** What begins the parameters of a URL, rightly or by mistake, encoded or not. */
const QUERY = /[?#;&=]|%(?:25)*(?:3f|23|3b|26|3d)/i
const SEPARATOR = /([&;?#])/

/**
 * A URL or the target of a request without its secrets: user and password, the values of parameters that are not known to
 * be harmless, and words of its path that look like tokens. It may be no URL at all.
 */
export function redactUrl (url: string): string {
  if (USUAL_URL.test(url)) return url
  const [sandbox = ''] = SANDBOX.exec(url) ?? []
  const target = url.slice(sandbox.length)
  const [start = '', path = '', token = ''] = TOKEN_IN_PATH.exec(target) ?? []
  if (start !== '') return `${sandbox}${path}${token === 'expire' ? token : maskToken(decoded(token))}${redactTarget(target.slice(start.length))}`
  const [origin = '', authority = ''] = ORIGIN.exec(target) ?? []
  const scheme = origin.slice(0, origin.length - authority.length)
  return `${sandbox}${scheme}${redactHost(authority)}${redactTarget(target.slice(origin.length))}`
}

/** A path with what follows it. */
function redactTarget (target: string): string {
  const cut = target.search(QUERY)
  const path = cut === -1 ? target : target.slice(0, cut)
  return path.split(/([/\\])/).map(redactSegment).join('') + (cut === -1 ? '' : redactQuery(target.slice(cut)))
}

/** A word of a path, or what came in its place: nothing of it where it looks like a token. */
export function redactSegment (segment: string): string {
  const text = decoded(segment)
  if (/^[/\\]?$/.test(segment) || isPlain(text) || /^[\w.-]+:\d{0,5}$/.test(text)) return segment
  const cut = text.search(/[?#;&=]/)
  return cut === -1 ? REDACTED : redactSegment(text.slice(0, cut)) + redactQuery(text.slice(cut))
}

/** A host, perhaps with user, password and port. */
function redactHost (authority: string): string {
  const at = authority.lastIndexOf('@') + 1
  const host = authority.slice(at)
  return `${at === 0 ? '' : `${REDACTED}@`}${HOST.test(host) ? host : REDACTED}`
}

/** The query of a URL, with what leads to it; each parameter is judged by itself. */
function redactQuery (query: string): string {
  return query.split(SEPARATOR).map(redactParameter).join('')
}

function redactParameter (piece: string): string {
  if (piece === '' || SEPARATOR.test(piece)) return piece
  const equals = piece.indexOf('=')
  const name = equals === -1 ? piece : piece.slice(0, equals)
  const meant = decoded(name.replaceAll('+', ' '))
  // A query that was encoded as a whole.
  if (/[?#;&=]/.test(meant)) return redactQuery(meant) + (equals === -1 ? '' : `=${REDACTED}`)
  if (equals === -1) return redactName(name, '')
  const raw = piece.slice(equals + 1)
  const value = decoded(raw.replaceAll('+', ' '))
  const shown = redactValue(meant, value)
  return `${name === '' ? '' : redactName(name)}=${shown === value ? raw : shown}`
}

/** What a name means to a lax parser. */
function meaningOf (name: string): string {
  return decoded(name.replaceAll('+', ' ')).replace(/^[;&?\s]+/, '').trim().toLowerCase()
}

/**
 * The name of a parameter, field or part, where it can be one.
 * @param value what it is the name of, where that is known: what has none may be a secret itself, and has to be a known
 * name or a word without digits
 */
export function redactName (name: string, value?: string): string {
  const meaning = meaningOf(name)
  const isName = parameters.has(meaning) || (value === '' ? /^[a-z_$.-]{1,32}$/.test(meaning) : isPlain(meaning))
  return isName ? name : REDACTED
}

/** A field's value, where its name is known to hold no secret. */
export function redactField (name: string, value: string): string {
  return judged(value, meant => redactValue(name, meant))
}

/** Free text, such as a title or the name of a file: shown but for the URLs, parameters and tokens in it that are secrets. */
export function redactText (text: string): string {
  return judged(text, redactFreely)
}

/** A header's value: of credentials the scheme, and the last characters that tell them apart. @param name in lower case */
export function redactHeader (name: string, value: string): string {
  if (name === 'authorization' || name === 'proxy-authorization') return redactCredentials(value)
  return judged(value, meant => isTrifle(meant) ? meant : redactKind(headers.get(name), meant))
}

/** Judges a value by what it means, and leaves one as it is in which there are no secrets. */
function judged (value: string, redact: (meant: string) => string): string {
  const meant = decoded(value)
  const shown = redact(meant)
  return shown === meant ? value : shown
}

function redactValue (name: string, value: string): string {
  return isTrifle(value) ? value : redactKind(parameters.get(meaningOf(name)), value)
}

function redactKind (kind: Kind | undefined, value: string): string {
  switch (kind) {
    case 'words': return /^[\p{L}\p{M}\d_$.,@*+ -]*$/u.test(value) ? redactFreely(value) : REDACTED
    case 'text': return redactFreely(value)
    case 'url': return redactUrl(value)
    case 'host': return redactHost(value)
    case undefined: return REDACTED
  }
}

function redactFreely (text: string): string {
  return text.replaceAll(secretsInText, (...match) => {
    const [whole] = match as [string]
    const { url, key, name, sign, value = '', scheme } = match.at(-1) as Record<string, string | undefined>
    if (url !== undefined) return redactUrl(url)
    if (scheme !== undefined) return `${scheme}${REDACTED}`
    if (key !== undefined) return `"${redactName(key)}": ${REDACTED}`
    if (name === undefined) return REDACTED
    const bare = value.replaceAll(/^["']|["']$/g, '')
    const shown = redactField(name, bare)
    return shown === bare ? whole : `${redactName(name)}${sign}${shown}`
  })
}

/** Schemes of `Authorization` that may be shown. Source: IANA's registry of authentication schemes, and Zoho's own two. */
const SCHEMES = /^(?:zoho-oauthtoken|zoho-authtoken|bearer|token|oauth|basic|digest|negotiate|ntlm|hoba|mutual|hawk|dpop|gnap|apikey|aws4-hmac-sha256)$/i
/** Those that stand before one token, of which the end may be shown; the end of `Basic` is that of a password. */
const TOKEN_SCHEMES = /^(?:zoho-oauthtoken|bearer|token)$/i

function redactCredentials (value: string): string {
  const [scheme = '', token, ...others] = value.trim().split(/\s+/)
  if (!SCHEMES.test(scheme)) return REDACTED
  if (token === undefined) return scheme
  return `${scheme} ${TOKEN_SCHEMES.test(scheme) && others.length === 0 ? maskToken(token) : REDACTED}`
}

/** How sentences speak of the scheme of an `Authorization` header: it is quoted where it is a known word. */
export function describeScheme (scheme: string): string {
  return SCHEMES.test(scheme) ? `scheme "${scheme}"` : 'an unknown scheme'
}
