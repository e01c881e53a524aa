/** Whose format a request is answered in: the CRM's, the accounts server's, or the control API's. */
export type Api = 'crm' | 'accounts' | 'control'

/**
 * The API that a URL belongs to. Unknown URLs count as the CRM's.
 * @param url without the prefix of a sandbox
 */
export function apiOf (url: string): Api {
  if (/^\/_mock(\/|\?|$)/.test(url)) return 'control'
  return /^\/oauth(\/|\?|$)/.test(url) ? 'accounts' : 'crm'
}

const CONTROL = /^\/(_mock(\/|\?|$)|\?|$)/

/** Whether a URL belongs to the double rather than to Zoho: the control API, or `/`, which redirects to it. */
export function isControlUrl (url: string): boolean {
  return CONTROL.test(url)
}
