/**
 * What kind of value a harmless name has: a list of words, free text, a URL, or a host. Texts and URLs are still shown without
 * the secrets inside them.
 */
export type ValueKind = 'words' | 'text' | 'url' | 'host'

function allOf (kind: ValueKind, names: string): ReadonlyArray<readonly [string, ValueKind]> {
  return names.trim().split(/\s+/).map(name => [name, kind] as const)
}

/**
 * Parameters of URLs and fields of forms that contain no secrets, in lower case. All others may.
 * Left out on purpose: `state`, which is a CSRF value in OAuth; `page_token`; and `file`, whose text is the content of a file.
 */
export const parameters: ReadonlyMap<string, ValueKind> = new Map([
  // Of the CRM.
  ...allOf('words', 'fields ids id page per_page sort_by sort_order type module include_child attachments_category'),
  ...allOf('text', 'title category description'),
  ...allOf('url', 'attachmenturl link'),
  // Of the accounts server.
  ...allOf('words', 'grant_type client_id scope response_type access_type prompt soid location'),
  ...allOf('url', 'redirect_uri accounts-server'),
  // Of the control API.
  ...allOf('words', 'operation method record status rule outcome limit sandbox'),
  ...allOf('url', 'url'),
  // In values of headers: RFC 9110 and RFC 7578.
  ...allOf('words', 'q v charset bytes timeout max max-age'),
  ...allOf('text', 'boundary name filename')
])

/** Headers that clients commonly send and that contain no credentials, in lower case. All others may. */
export const headers: ReadonlyMap<string, ValueKind> = new Map([
  ...allOf('text', `
    accept accept-charset accept-encoding accept-language
    access-control-request-headers access-control-request-method
    cache-control connection content-disposition content-encoding content-language content-length content-md5 content-range
    content-transfer-encoding content-type date dnt enctype expect if-modified-since if-unmodified-since keep-alive
    max-forwards pragma priority proxy-connection range te trailer transfer-encoding upgrade upgrade-insecure-requests user-agent via
    sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc
    x-forwarded-for x-forwarded-port x-forwarded-proto x-http-method-override x-real-ip x-requested-with x-zoho-sdk`),
  // Of answers.
  ...allOf('text', `
    access-control-allow-origin access-control-expose-headers allow clientsubversion clientversion expires last-modified referrer-policy
    retry-after server strict-transport-security vary x-accesstoken-reset x-content-type-options x-frame-options`),
  ...allOf('url', 'location content-location origin referer x-forwarded-prefix'),
  ...allOf('host', 'host x-forwarded-host x-forwarded-server')
])

/** A word with letters and more digits than this looks like a token. */
const MAX_DIGITS = 3

/** Words, or a number such as an ID. */
const PLAIN = /^(?:\d{1,64}|[\p{L}_$.{*-][\p{L}\p{M}\d_$.{}[\]()*!', -]{0,63})$/u

/**
 * Whether a text looks like a name or a number rather than a token: it has up to 64 characters, and no word in it has letters and
 * more than three digits. Used for names of parameters and parts, and for segments of a path.
 */
export function isPlain (text: string): boolean {
  return PLAIN.test(text.trim()) && !(text.match(/[a-z\d]+/gi) ?? []).some(isMixed)
}

function isMixed (word: string): boolean {
  return /[a-z]/i.test(word) && word.replaceAll(/\D/g, '').length > MAX_DIGITS
}

/** Whether a value is too short to be a secret under any name: empty, true, false, null, or a number of up to three digits. */
export function isTrivial (text: string): boolean {
  return /^(?:true|false|null|\d{0,3})$/i.test(text)
}

/** How many nested encodings are undone. What is nested deeper is never shown. */
const MAX_ROUNDS = 8

/**
 * Undoes nested percent-encoding, so that names are recognized however they are encoded. Everything else stays as it is.
 */
export function fullyDecode (text: string): string {
  // `%252525` is a `%` that was encoded several times. Undone one by one, a long one would take too long.
  let plain = text.includes('%') ? text.replaceAll(/%(?:25)+(?=[\da-f]{2})/gi, '%') : text
  for (let round = 0; round < MAX_ROUNDS && /%[\da-f]{2}/i.test(plain); round++) {
    plain = plain.replaceAll(/(?:%[\da-f]{2})+/gi, bytes => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
  }
  return plain
}

/** Requires the start of a name. Without it, a long text without names would be scanned again from each of its characters. */
const START = '(?<![\\w$.%[\\]-])'

/**
 * Finds possible secrets in free text: URLs, members of JSON, parameters, tokens in Zoho's format, JWTs, and whatever follows an
 * Authorization scheme. The groups tell them apart.
 */
export const secretsInText = new RegExp([
  '(?<url>[a-z][a-z\\d+.-]{0,19}://[^\\s"\'<>]+)',
  '"(?<key>[^"\\\\]{1,100})"\\s*:\\s*(?:"(?:[^"\\\\]|\\\\.)*"?|[^\\s,}]+)',
  `${START}(?<name>[\\w$.%[\\]-]+)(?<sign>\\s*=\\s*)(?<value>"[^"]*"?|'[^']*'?|[^\\s&;,"']+)`,
  '\\b\\d{4}\\.[\\da-z]{6,}\\.[\\da-z]{6,}',
  `${START}eyJ[\\w-]+\\.[\\w.-]+`,
  '(?<scheme>\\b(?:zoho-oauthtoken|zoho-authtoken|bearer)\\s+)\\S{8,}'
].join('|'), 'gi')
