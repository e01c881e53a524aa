/** What one version of the CRM API does. Each row below states only how it differs from the one before. */
export interface Version {
  /** As in the URL. */
  readonly name: string
  /** API names of the modules that take attachments; custom modules come beside them. */
  readonly modules: readonly string[]
}

type Difference = { readonly name: string, readonly addedModules?: readonly string[] }

const oldest: Version = {
  name: 'v2',
  // zoho.com/crm/developer/docs/api/v2/upload-attachment.html
  modules: ['Leads', 'Accounts', 'Contacts', 'Deals', 'Campaigns', 'Tasks', 'Cases', 'Events', 'Solutions', 'Products', 'Vendors',
    'Price_Books', 'Quotes', 'Sales_Orders', 'Purchase_Orders', 'Invoices', 'Notes']
}

const differences: readonly Difference[] = [
  // zoho.com/crm/developer/docs/api/v2.1/upload-attachment.html
  { name: 'v2.1', addedModules: ['Calls'] },
  // zoho.com/crm/developer/docs/api/v3/get-attachments.html
  { name: 'v3', addedModules: ['Appointments__s', 'Services__s'] },
  { name: 'v4' },
  { name: 'v5' },
  { name: 'v6' },
  { name: 'v7' },
  { name: 'v8' }
]

let latest = oldest

/** All known versions, oldest first. */
export const versions: readonly Version[] = [oldest, ...differences.map(({ name, addedModules = [] }) => {
  latest = { ...latest, name, modules: [...latest.modules, ...addedModules] }
  return latest
})]

export const newestVersion: Version = latest

/** What the version segment of a URL means. */
export type VersionMatch =
  | { readonly kind: 'known', readonly version: Version }
  | { readonly kind: 'newer' | 'never-was' | 'not-a-version' }

/** Reads the version segment of a URL: one of the table, one that is newer than the table, or none. */
export function matchVersion (segment: string): VersionMatch {
  const version = versions.find(({ name }) => name === segment)
  if (version) return { kind: 'known', version }
  if (!/^v\d{1,3}(\.\d{1,3})?$/.test(segment)) return { kind: 'not-a-version' }
  return { kind: Number(segment.slice(1)) > Number(newestVersion.name.slice(1)) ? 'newer' : 'never-was' }
}
