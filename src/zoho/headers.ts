/** A header that Zoho's answers carry in recorded traffic. */
interface ObservedHeader {
  readonly name: string
  readonly value: string
  /** Which answers have it: those of the CRM but for files on their way out, all of the CRM, or the accounts server's too. */
  readonly on: 'crm-without-files' | 'crm' | 'all'
  /** Left out over HTTPS. */
  readonly isPlainOnly?: boolean
}

/**
 * Headers of recorded answers, with the values of a reply of 2024-08 that a public Spring client quotes whole; names and
 * values agree with those of a real 400 of 2023-02 (docs.yellow.ai, Zoho CRM), and with github.com/rikas/zoho_hub
 * spec/cassettes (2021). Left out: cookies; X-Download-Options, which the later one has no more; Content-Security-Policy,
 * whose value makes browsers report to Zoho.
 */
export const observedHeaders: readonly ObservedHeader[] = [
  // Of the accounts server: github.com/asciisd/zoho/issues/6.
  { name: 'server', value: 'ZGS', on: 'all' },
  // On every recorded JSON answer, 204 and 400 too.
  { name: 'content-disposition', value: 'attachment; filename=response.json', on: 'crm-without-files' },
  { name: 'content-language', value: 'en-US', on: 'crm-without-files' },
  { name: 'cache-control', value: 'no-store, no-cache, must-revalidate, private', on: 'crm' },
  { name: 'pragma', value: 'no-cache', on: 'crm' },
  { name: 'expires', value: 'Thu, 01 Jan 1970 00:00:00 GMT', on: 'crm' },
  // Over HTTPS a browser that trusts the double's authority would remember it, and then refuse plain HTTP of localhost at any port.
  { name: 'strict-transport-security', value: 'max-age=63072000', on: 'crm', isPlainOnly: true },
  { name: 'x-content-type-options', value: 'nosniff', on: 'crm' },
  { name: 'x-xss-protection', value: '1; mode=block', on: 'crm' },
  { name: 'x-frame-options', value: 'SAMEORIGIN', on: 'crm' },
  { name: 'referrer-policy', value: 'strict-origin', on: 'crm' },
  { name: 'clientversion', value: '8794360', on: 'crm' },
  { name: 'clientsubversion', value: 'aab218782e96b2db855302d353add540', on: 'crm' }
]

/** When the access token expires, as Zoho writes a time; Zoho's 1.x SDKs read it. Source: the same replies. */
export const TOKEN_RESET = 'x-accesstoken-reset'

/** Where Zoho sends who asks for a URL that is none of its API's. Source: github.com/rikas/zoho_hub spec/cassettes/modules_get.yml. */
export const OUTSIDE_LOCATION = '/crm/IAMSecurityError.do?isload=true'

/** The type of that answer, which has no body; source: the same. */
export const OUTSIDE_TYPE = 'text/html;charset=UTF-8'
