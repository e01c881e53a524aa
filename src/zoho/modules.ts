import { hintForModule } from './module-hints.js'
import type { Version } from './versions.js'

export interface Module {
  /** As in the URL. */
  readonly apiName: string
  /** As in a scope: lower case, no underscores. Source: the page's “Possible module names”. */
  readonly scopeName: string
}

/** The scope name of every custom module. Source: the page; zoho.com/crm/developer/docs/api/v2/scopes.html. */
const CUSTOM_SCOPE = 'custom'

/** Modules that Zoho has, and that take no attachments. Source: the v7 page, where they are refused as not supported. */
const WITHOUT_ATTACHMENTS = ['Documents', 'Projects']

/**
 * How a scope names a module: `Price_Books` is `pricebooks`, `Appointments__s` is `appointments`.
 * Source: the page's list of possible module names.
 */
export function scopeNameOf (apiName: string): string {
  return apiName.replace(/__s$/, '').replaceAll('_', '').toLowerCase()
}

/** What a module's name in a URL stands for. */
export type ModuleMatch =
  | { readonly kind: 'supported', readonly module: Module }
  | { readonly kind: 'unsupported' | 'unknown', readonly hint: string }

/**
 * Finds a module by its API name, case and all: whether Zoho minds the case is not settled, so the strict reading is safer.
 * @param custom API names of the org's custom modules.
 */
export function matchModule (name: string, version: Version, versions: readonly Version[], custom: readonly string[]): ModuleMatch {
  if (version.modules.includes(name)) return { kind: 'supported', module: { apiName: name, scopeName: scopeNameOf(name) } }
  if (custom.includes(name)) return { kind: 'supported', module: { apiName: name, scopeName: CUSTOM_SCOPE } }
  if (WITHOUT_ATTACHMENTS.includes(name)) return { kind: 'unsupported', hint: `module "${name}" takes no attachments` }
  const since = versions.find(({ modules }) => modules.includes(name))
  if (since) return { kind: 'unsupported', hint: `module "${name}" is supported from ${since.name}, the request is for ${version.name}` }
  return { kind: 'unknown', hint: hintForModule({ name, standard: version.modules, custom }) }
}

/**
 * The API name of a module that is written in lower case, as one of Zoho's own samples and a client in production do
 * (zoho/zohocrm-nodejs-sdk-8.0 samples/attachments/delete_attachments.js: `leads`); any other name as it is.
 */
export function fromLowerCase (name: string, version: Version, custom: readonly string[]): string {
  return [...version.modules, ...custom].find(apiName => apiName.toLowerCase() === name) ?? name
}
