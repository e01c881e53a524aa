/** What a scope can allow: the operations that exist for attachments. */
export type ScopeOperation = 'CREATE' | 'READ' | 'DELETE'

/**
 * The last word of a scope that allows an operation. ALL, WRITE and CREATE for an upload are from the upload page; READ and
 * DELETE from zoho.com/crm/developer/docs/api/v7/get-attachments.html and delete-attachments.html. WRITE includes CREATE, UPDATE
 * and DELETE: zoho.com/crm/developer/docs/api/v6/select-api-scopes.html. The page about deletion omits WRITE, which does not
 * contradict that. UPDATE allows nothing here, since attachments are never changed.
 */
const ALLOWED_BY: Readonly<Record<ScopeOperation, readonly string[]>> = {
  CREATE: ['all', 'write', 'create'],
  READ: ['all', 'read'],
  DELETE: ['all', 'write', 'delete']
}

/** Splits a list of scopes at commas, spaces or both, as clients separate them. Each scope keeps its spelling. */
export function splitScopes (text: string): string[] {
  return text.split(/[\s,]+/).filter(scope => scope !== '')
}

/**
 * Whether scopes allow an operation on a module's attachments. It takes either a scope without a module, such as
 * `ZohoCRM.modules.ALL` or `ZohoCRM.modules.READ` (zoho/crm-oas v8.0/related_records; the v6 page about scopes), or the module's
 * scope together with the attachments' scope. Case does not matter: real clients send `ZohoCRM.Modules.ALL` and
 * `zohocrm.modules.all`.
 * @param moduleScope the module's name in scopes, such as `pricebooks` or `custom`
 */
export function grants (scopes: readonly string[], moduleScope: string, operation: ScopeOperation): boolean {
  const granted = new Set(scopes.map(scope => scope.toLowerCase()))
  const has = (name: string): boolean => ALLOWED_BY[operation].some(word => granted.has(`zohocrm.modules${name}.${word}`))
  return has('') || (has(`.${moduleScope}`) && has('.attachments'))
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

/** The narrowest scopes that together allow an operation on a module's attachments. */
export function leastScopes (moduleScope: string, operation: ScopeOperation): readonly string[] {
  return [`ZohoCRM.modules.${moduleScope}.${operation}`, `ZohoCRM.modules.attachments.${operation}`]
}

/**
 * The sets of scopes that allow an operation on a module's attachments, as its refusal names them.
 * @param granted the scopes of a token: what of them is enough in another way is a set of its own
 */
export function scopeSets (moduleScope: string, operation: ScopeOperation, granted: readonly string[]): ReadonlyArray<readonly string[]> {
  const sets = [['ZohoCRM.modules.ALL'], leastScopes(moduleScope, operation)]
  const used = sufficient(granted, moduleScope, operation)
  const isNamed = used === undefined || sets.some(set => set.join().toLowerCase() === used.join().toLowerCase())
  return isNamed ? sets : [...sets, used]
}

/** The first of the granted scopes that are enough together. */
function sufficient (granted: readonly string[], moduleScope: string, operation: ScopeOperation): readonly string[] | undefined {
  const find = (name: string): string | undefined => granted.find(scope => ALLOWED_BY[operation].some(word => scope.toLowerCase() === `zohocrm.modules${name}.${word}`))
  const general = find('')
  if (general !== undefined) return [general]
  const [ofModule, ofAttachments] = [find(`.${moduleScope}`), find('.attachments')]
  return ofModule === undefined || ofAttachments === undefined ? undefined : [ofModule, ofAttachments]
}

/** Says which scopes allow an operation on a module's attachments. */
export function scopesNeeded (moduleScope: string, operation: ScopeOperation): string {
  return `ZohoCRM.modules.ALL, or ${leastScopes(moduleScope, operation).join(' and ')}`
}
