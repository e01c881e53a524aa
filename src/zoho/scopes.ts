/** What a scope can allow. Attachments are never updated. */
export type ScopeOperation = 'CREATE' | 'READ' | 'UPDATE' | 'DELETE'

/**
 * What an operation needs a scope for beside the module's: `attachments`, according to the upload page; `notes`, according to
 * zoho.com/crm/developer/docs/api/v7/create-notes.html; or `search`, according to v2/search-records.html, which takes
 * ZohoCRM.modules.ALL alone, too; `none` for other operations on records, according to the pages about those. `settings` stands for
 * metadata, whose scopes begin with ZohoCRM.settings in the place of ZohoCRM.modules. `files` is for the Files API, whose scope takes
 * the place of the module's: v8/upload-files-to-zfs.html and v2/get-files.html. That no scope of modules is enough was seen:
 * github.com/PipedreamHQ/pipedream/issues/21827.
 */
export type ScopePartner = 'attachments' | 'notes' | 'search' | 'none' | 'settings' | 'files'

/**
 * What a scope is for that is not for records. Sources for metadata: zoho.com/crm/developer/docs/api/v2.1/field-meta.html,
 * v2.1/related-list-meta.html and v7/modules-api.html, which have ZohoCRM.settings.ALL, too; ZohoCRM.settings.READ is in the code
 * of many public clients.
 */
export type OwnScope = 'modules' | 'fields' | 'related_lists' | 'files'

/**
 * The last word of a scope that allows an operation. ALL, WRITE and CREATE for an upload are from the upload page; READ and
 * DELETE from zoho.com/crm/developer/docs/api/v7/get-attachments.html and delete-attachments.html. WRITE includes CREATE, UPDATE
 * and DELETE: zoho.com/crm/developer/docs/api/v6/select-api-scopes.html. The page about deletion omits WRITE, which does not
 * contradict that. The same words for records: v7/insert-records.html and the pages beside it; upsert-records.html has CREATE.
 */
const ALLOWED_BY: Readonly<Record<ScopeOperation, readonly string[]>> = {
  CREATE: ['all', 'write', 'create'],
  READ: ['all', 'read'],
  UPDATE: ['all', 'write', 'update'],
  DELETE: ['all', 'write', 'delete']
}

/** The scope of Zoho's search. Source: the page about searches. */
const SEARCH = 'ZohoSearch.securesearch'

/** The scope of the Files API, in the spelling of the pages. The OpenAPI files have it in lower case. */
const FILES = 'ZohoCRM.Files'

/** What allows everything that the double does: the scopes of tokens for which nobody has named any. */
export const allScopes = ['ZohoCRM.modules.ALL', 'ZohoCRM.settings.ALL', `${FILES}.ALL`] as const

/** Splits a list of scopes at commas, spaces or both, as clients separate them. Each scope keeps its spelling. */
export function splitScopes (text: string): string[] {
  return text.split(/[\s,]+/).filter(scope => scope !== '')
}

/**
 * Whether scopes allow an operation in a module. It takes either a scope without a module, such as `ZohoCRM.modules.ALL` or
 * `ZohoCRM.modules.READ` (zoho/crm-oas v8.0/related_records; the v6 page about scopes), or the module's scope together with that of
 * its partner. Case does not matter: real clients send `ZohoCRM.Modules.ALL` and `zohocrm.modules.all`.
 * @param moduleScope the module's name in scopes, such as `pricebooks` or `custom`
 */
export function grants (scopes: readonly string[], moduleScope: string, operation: ScopeOperation, partner: ScopePartner = 'attachments'): boolean {
  return sufficient(scopes, moduleScope, operation, partner) !== undefined
}

/**
 * Whether a scope includes another one, such as `ZohoCRM.modules.leads.ALL` does `ZohoCRM.modules.leads.CREATE`. Case does not
 * matter.
 */
export function covers (granted: string, needed: string): boolean {
  const [own, wanted] = [granted, needed].map(scope => scope.toLowerCase())
  const [stem, word] = [wanted?.replace(/\.[a-z]+$/, ''), wanted?.replace(/^.*\./, '')]
  const words = Object.values(ALLOWED_BY).find(allowed => allowed.at(-1) === word) ?? [word]
  return words.some(other => own === `${stem}.${other}`)
}

/** The narrowest scopes that together allow an operation in a module. */
export function leastScopes (moduleScope: string, operation: ScopeOperation, partner: ScopePartner = 'attachments'): readonly string[] {
  return stemsOf(moduleScope, partner).map(stem => `${stem}.${operation}`)
}

/** What the scopes begin with that allow an operation in all modules. */
function areaOf (partner: ScopePartner): string {
  switch (partner) {
    case 'settings': return 'ZohoCRM.settings'
    case 'files': return FILES
    default: return 'ZohoCRM.modules'
  }
}

/** What the scopes that an operation needs together begin with. */
function stemsOf (moduleScope: string, partner: ScopePartner): readonly string[] {
  if (partner === 'files') return [FILES]
  const partners = { attachments: ['ZohoCRM.modules.attachments'], notes: ['ZohoCRM.modules.notes'], search: [SEARCH], none: [], settings: [] }
  return [`${areaOf(partner)}.${moduleScope}`, ...partners[partner]]
}

/**
 * The sets of scopes that allow an operation in a module, as its refusal names them.
 * @param granted the scopes of a token: what of them is enough in another way is a set of its own
 */
export function scopeSets (moduleScope: string, operation: ScopeOperation, granted: readonly string[], partner: ScopePartner = 'attachments'): ReadonlyArray<readonly string[]> {
  const sets = [[`${areaOf(partner)}.ALL`], leastScopes(moduleScope, operation, partner)]
  const used = sufficient(granted, moduleScope, operation, partner)
  const isNamed = used === undefined || sets.some(set => set.join().toLowerCase() === used.join().toLowerCase())
  return isNamed ? sets : [...sets, used]
}

/** The first of the granted scopes that are enough together. */
function sufficient (granted: readonly string[], moduleScope: string, operation: ScopeOperation, partner: ScopePartner): readonly string[] | undefined {
  const find = (stem: string): string | undefined => granted.find(scope => ALLOWED_BY[operation].some(word => scope.toLowerCase() === `${stem.toLowerCase()}.${word}`))
  const general = find(areaOf(partner))
  if (general !== undefined) return [general]
  const used = stemsOf(moduleScope, partner).flatMap(stem => find(stem) ?? [])
  return used.length === stemsOf(moduleScope, partner).length ? used : undefined
}

/** Says which scopes allow an operation in a module. */
export function scopesNeeded (moduleScope: string, operation: ScopeOperation, partner: ScopePartner = 'attachments'): string {
  const least = leastScopes(moduleScope, operation, partner).join(' and ')
  return partner === 'files' ? `${least}, which no scope of modules includes` : `${areaOf(partner)}.ALL, or ${least}`
}
