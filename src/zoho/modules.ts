import { hintForModule } from './module-hints.js'
import { NOTES } from './notes.js'
import type { Version } from './versions.js'

export interface Module {
  /** As in the URL. */
  readonly apiName: string
  /** As in a scope: in lower case, without underscores. Source: “Possible module names” on Zoho's page about uploads. */
  readonly scopeName: string
}

/** The name of every custom module in scopes. Source: the same page; zoho.com/crm/developer/docs/api/v2/scopes.html. */
const CUSTOM_SCOPE = 'custom'

/** Modules that Zoho has but that take no attachments. Source: the v7 page, which refuses them as not supported. */
const WITHOUT_ATTACHMENTS = ['Documents', 'Projects']

/**
 * The name of a module in scopes: `Price_Books` is `pricebooks`, `Appointments__s` is `appointments`.
 * Source: the page's list of possible module names.
 */
export function scopeNameOf (apiName: string): string {
  return apiName.replace(/__s$/, '').replaceAll('_', '').toLowerCase()
}

/** What the module segment of a URL refers to. `hint` is for the refusal's explanation. */
export type ModuleMatch =
  | { readonly kind: 'supported', readonly module: Module }
  | { readonly kind: 'unsupported' | 'unknown', readonly hint: string }

/**
 * Finds a module by its API name. The match is case-sensitive: whether Zoho ignores case is not settled, so the strict reading
 * is safer.
 * @param version the version of the request
 * @param versions all versions, to tell a module of a later one from an unknown name
 * @param custom API names of the org's custom modules
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
 * Why the records of a module, which has to be supported, do not have what an operation is about; `undefined` if they do.
 * @param only what the operation is about: notes, which take none themselves, or photos
 */
export function whyWithout (name: string, only: 'with notes' | 'with photos', version: Version, custom: readonly string[]): string | undefined {
  if (only === 'with notes') return name === NOTES ? 'a note takes no notes' : undefined
  return version.photoModules.includes(name) || custom.includes(name) ? undefined : `module "${name}" takes no photos in ${version.name}: ${version.photoModules.join(', ')} and custom modules do`
}

/**
 * Turns a module name in lower case into the API name; returns any other name unchanged. One of Zoho's own samples
 * (zoho/zohocrm-nodejs-sdk-8.0 samples/attachments/delete_attachments.js: `leads`) and a client in production send lower case.
 */
export function fromLowerCase (name: string, version: Version, custom: readonly string[]): string {
  return [...version.modules, ...custom].find(apiName => apiName.toLowerCase() === name) ?? name
}
