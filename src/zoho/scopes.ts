/** What a scope lets its holder do, of the operations that attachments know. */
export type ScopeOperation = 'CREATE' | 'READ' | 'DELETE'

/**
 * Which words in a scope allow an operation. ALL, WRITE and CREATE for an upload are the page's; READ and DELETE are of
 * zoho.com/crm/developer/docs/api/v7/get-attachments.html and delete-attachments.html. WRITE stands for CREATE, UPDATE and
 * DELETE: zoho.com/crm/developer/docs/api/v6/select-api-scopes.html; that the page of deletion leaves it out says nothing else.
 * UPDATE allows nothing here: attachments are never changed.
 */
const ALLOWED_BY: Readonly<Record<ScopeOperation, readonly string[]>> = {
  CREATE: ['all', 'write', 'create'],
  READ: ['all', 'read'],
  DELETE: ['all', 'write', 'delete']
}

/** A list of scopes as clients write it: separated by commas, spaces or both. Keeps each as it was written. */
export function splitScopes (text: string): string[] {
  return text.split(/[\s,]+/).filter(scope => scope !== '')
}

/**
 * Whether scopes allow an operation on a module's attachments: a scope without a module, such as `ZohoCRM.modules.ALL` or
 * `ZohoCRM.modules.READ` (zoho/crm-oas v8.0/related_records; the v6 page of scopes), or the module's scope and the
 * attachments' scope together. Case does not matter: real clients write `ZohoCRM.Modules.ALL` and `zohocrm.modules.all`.
 * @param moduleScope the module's name in scopes, such as `pricebooks` or `custom`.
 */
export function grants (scopes: readonly string[], moduleScope: string, operation: ScopeOperation): boolean {
  const held = new Set(scopes.map(scope => scope.toLowerCase()))
  const holds = (name: string): boolean => ALLOWED_BY[operation].some(word => held.has(`zohocrm.modules${name}.${word}`))
  return holds('') || (holds(`.${moduleScope}`) && holds('.attachments'))
}

/** The least scopes that allow an operation on a module's attachments. */
export function leastScopes (moduleScope: string, operation: ScopeOperation): readonly string[] {
  return [`ZohoCRM.modules.${moduleScope}.${operation}`, `ZohoCRM.modules.attachments.${operation}`]
}

/** The scopes that allow an operation on a module's attachments, in words. */
export function scopesNeeded (moduleScope: string, operation: ScopeOperation): string {
  return `ZohoCRM.modules.ALL, or ${leastScopes(moduleScope, operation).join(' and ')}`
}
