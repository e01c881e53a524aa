/** A header of Zoho's responses in recorded traffic. */
interface ObservedHeader {
  readonly name: string
  readonly value: string
  /** Which responses carry it: the CRM's except downloads, all of the CRM's, or the accounts server's as well. */
  readonly on: 'crm-without-files' | 'crm' | 'all'
  /** Not sent over HTTPS. */
  readonly isPlainOnly?: boolean
}

/**
 * Headers of recorded responses. The values are those of a reply from 2024-08 that a public Spring client quotes in full;
 * names and values agree with a real 400 from 2023-02 (docs.yellow.ai, Zoho CRM) and with github.com/rikas/zoho_hub
 * spec/cassettes (2021). Left out: cookies; X-Download-Options, which the later reply no longer has;
 * Content-Security-Policy, whose value makes browsers send reports to Zoho.
 */
export const observedHeaders: readonly ObservedHeader[] = [
  // For the accounts server: github.com/asciisd/zoho/issues/6.
  { name: 'server', value: 'ZGS', on: 'all' },
  // On every recorded JSON response, including 204 and 400.
  { name: 'content-disposition', value: 'attachment; filename=response.json', on: 'crm-without-files' },
  { name: 'content-language', value: 'en-US', on: 'crm-without-files' },
  { name: 'cache-control', value: 'no-store, no-cache, must-revalidate, private', on: 'crm' },
  { name: 'pragma', value: 'no-cache', on: 'crm' },
  { name: 'expires', value: 'Thu, 01 Jan 1970 00:00:00 GMT', on: 'crm' },
  // Over HTTPS, a browser that trusts the double's CA would remember this and refuse plain HTTP on every port of localhost.
  { name: 'strict-transport-security', value: 'max-age=63072000', on: 'crm', isPlainOnly: true },
  { name: 'x-content-type-options', value: 'nosniff', on: 'crm' },
  { name: 'x-xss-protection', value: '1; mode=block', on: 'crm' },
  { name: 'x-frame-options', value: 'SAMEORIGIN', on: 'crm' },
  { name: 'referrer-policy', value: 'strict-origin', on: 'crm' },
  { name: 'clientversion', value: '8794360', on: 'crm' },
  { name: 'clientsubversion', value: 'aab218782e96b2db855302d353add540', on: 'crm' }
]

/** Header with the time at which the access token expires, in Zoho's format; Zoho's 1.x SDKs read it. Source: the same replies. */
export const TOKEN_RESET = 'x-accesstoken-reset'

/** Headers of the double's answers that scripts of other origins may read with `--cors`, besides those that they always may. */
export const exposedHeaders = ['x-mock-request-id', 'x-mock-rule', 'x-mock-explain', 'x-mock-evidence', 'content-disposition', 'retry-after', TOKEN_RESET]

/** Where Zoho redirects requests for URLs outside its API. Source: github.com/rikas/zoho_hub spec/cassettes/modules_get.yml. */
export const OUTSIDE_LOCATION = '/crm/IAMSecurityError.do?isload=true'

/** Content-Type of that redirect, which has no body. Source: the same. */
export const OUTSIDE_TYPE = 'text/html;charset=UTF-8'
