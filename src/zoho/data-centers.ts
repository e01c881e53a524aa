/** One of Zoho's data centers. */
interface DataCenter {
  /** Its accounts server. */
  readonly accounts: string
  /** The `api_domain` of its tokens. */
  readonly api: string
}

/**
 * Zoho's data centers, by the value of `location`. The double stands for one and says so, but its URLs stay its own: with
 * these, every client would leave it for the real service. Tokens look alike in all of them.
 * Sources: zoho.com/accounts/protocol/oauth/multi-dc.html, zoho.com/crm/developer/docs/api/v8/multi-dc.html, and the constants
 * of @zohocrm/nodejs-sdk-8.0.
 */
export const dataCenters = {
  us: { accounts: 'https://accounts.zoho.com', api: 'https://www.zohoapis.com' },
  eu: { accounts: 'https://accounts.zoho.eu', api: 'https://www.zohoapis.eu' },
  in: { accounts: 'https://accounts.zoho.in', api: 'https://www.zohoapis.in' },
  au: { accounts: 'https://accounts.zoho.com.au', api: 'https://www.zohoapis.com.au' },
  jp: { accounts: 'https://accounts.zoho.jp', api: 'https://www.zohoapis.jp' },
  cn: { accounts: 'https://accounts.zoho.com.cn', api: 'https://www.zohoapis.com.cn' },
  ca: { accounts: 'https://accounts.zohocloud.ca', api: 'https://www.zohoapis.ca' },
  sa: { accounts: 'https://accounts.zoho.sa', api: 'https://www.zohoapis.sa' }
} as const satisfies Readonly<Record<string, DataCenter>>

export type DataCenterName = keyof typeof dataCenters

export const dataCenterNames = Object.keys(dataCenters) as DataCenterName[]
