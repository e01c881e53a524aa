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
  // The control plane's.
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
