/**
 * What may be shown of a value whose name is known to hold no secret: a list of words, free text, a URL, or a host. Texts
 * and URLs are shown without the secrets that they may bring along.
 */
export type Kind = 'words' | 'text' | 'url' | 'host'

function allOf (kind: Kind, names: string): ReadonlyArray<readonly [string, Kind]> {
  return names.trim().split(/\s+/).map(name => [name, kind] as const)
}

/**
 * Parameters of URLs, and fields of forms, that hold no secrets; all others may. In lower case.
 * Left out on purpose: `state`, which is a CSRF value in OAuth, `page_token`, and `file`, which as a text is the content.
 */
export const parameters: ReadonlyMap<string, Kind> = new Map([
  // The CRM's.
  ...allOf('words', 'fields ids id page per_page sort_by sort_order type module include_child attachments_category'),
  ...allOf('text', 'title category description'),
  ...allOf('url', 'attachmenturl link'),
  // The accounts server's.
  ...allOf('words', 'grant_type client_id scope response_type access_type prompt soid location'),
  ...allOf('url', 'redirect_uri accounts-server'),
  // The control API's.
  ...allOf('words', 'operation method record status rule outcome limit sandbox'),
  ...allOf('url', 'url'),
  // Those of headers' values: RFC 9110 and RFC 7578.
  ...allOf('words', 'q v charset bytes timeout max max-age'),
  ...allOf('text', 'boundary name filename')
])

/** Headers that clients commonly send and that hold no credentials; all others may. In lower case. */
export const headers: ReadonlyMap<string, Kind> = new Map([
  ...allOf('text', `
    accept accept-charset accept-encoding accept-language
    access-control-request-headers access-control-request-method
    cache-control connection content-disposition content-encoding content-language content-length content-md5 content-range
    content-transfer-encoding content-type date dnt enctype expect if-modified-since if-unmodified-since keep-alive
    max-forwards pragma priority proxy-connection range te trailer transfer-encoding upgrade upgrade-insecure-requests user-agent via
    sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc
    x-forwarded-for x-forwarded-port x-forwarded-proto x-http-method-override x-real-ip x-requested-with x-zoho-sdk`),
  ...allOf('url', 'content-location origin referer x-forwarded-prefix'),
  ...allOf('host', 'host x-forwarded-host x-forwarded-server')
])

/** More of them among letters make a token of a word. */
const MAX_DIGITS = 3

/** Words, or a number such as an id. */
const PLAIN = /^(?:\d{1,64}|[\p{L}_$.{*-][\p{L}\p{M}\d_$.{}[\]()*!', -]{0,63})$/u

/**
 * Whether a text looks like a name or a number that a person chose, and not like a token: up to 64 characters, and no word
 * in it with letters and more than three digits. For the names of parameters and parts, and for the words of a path.
 */
export function isPlain (text: string): boolean {
  return PLAIN.test(text.trim()) && !(text.match(/[a-z\d]+/gi) ?? []).some(isMixed)
}

function isMixed (word: string): boolean {
  return /[a-z]/i.test(word) && word.replaceAll(/\D/g, '').length > MAX_DIGITS
}

/** Whether a text can hardly be a secret, whatever it is the value of: nothing, a yes or no, or a number of up to three digits. */
export function isTrifle (text: string): boolean {
  return /^(?:true|false|null|\d{0,3})$/i.test(text)
}

/** How often one encoding may hide another; what is deeper still is shown to nobody. */
const MAX_ROUNDS = 8

/**
 * Undoes percent-encoding, however often it was done: names are judged by what they mean. What is no percent-encoding
 * stays as it is.
 */
export function decoded (text: string): string {
  // `%252525` is `%` of several encodings at once: peeled off one by one a long one would take a long time.
  let plain = text.includes('%') ? text.replaceAll(/%(?:25)+(?=[\da-f]{2})/gi, '%') : text
  for (let round = 0; round < MAX_ROUNDS && /%[\da-f]{2}/i.test(plain); round++) {
    plain = plain.replaceAll(/(?:%[\da-f]{2})+/gi, bytes => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
  }
  return plain
}

/** What ends a name, looked behind for: without it a long text without names would be read again from each of its characters. */
const START = '(?<![\\w$.%[\\]-])'

/**
 * Where in a free text secrets may be: URLs, members of JSON, parameters, tokens of Zoho's form, JWTs, and what follows a
 * scheme of Authorization. Its groups say which.
 */
export const secretsInText = new RegExp([
  '(?<url>[a-z][a-z\\d+.-]{0,19}://[^\\s"\'<>]+)',
  '"(?<key>[^"\\\\]{1,100})"\\s*:\\s*(?:"(?:[^"\\\\]|\\\\.)*"?|[^\\s,}]+)',
  `${START}(?<name>[\\w$.%[\\]-]+)(?<sign>\\s*=\\s*)(?<value>"[^"]*"?|'[^']*'?|[^\\s&;,"']+)`,
  '\\b\\d{4}\\.[\\da-z]{6,}\\.[\\da-z]{6,}',
  `${START}eyJ[\\w-]+\\.[\\w.-]+`,
  '(?<scheme>\\b(?:zoho-oauthtoken|zoho-authtoken|bearer)\\s+)\\S{8,}'
].join('|'), 'gi')
