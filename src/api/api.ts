/** Whose words a request is answered in: the CRM's, the accounts server's, or the double's own. */
export type Api = 'crm' | 'accounts' | 'control'

/**
 * The surface of a URL; what belongs to none is answered as the CRM would.
 * @param url without the prefix of a sandbox
 */
export function apiOf (url: string): Api {
  if (/^\/_mock(\/|\?|$)/.test(url)) return 'control'
  return /^\/oauth(\/|\?|$)/.test(url) ? 'accounts' : 'crm'
}

const CONTROL = /^\/(_mock(\/|\?|$)|\?|$)/

/** Whether a URL is the double's, and none of Zoho's: the control API and the way to it. */
export function isControlUrl (url: string): boolean {
  return CONTROL.test(url)
}
