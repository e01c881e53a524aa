import type { HTTPMethods } from 'fastify'
import type { ScopeOperation } from '../zoho/scopes.js'

/** Something that the CRM does at a URL. */
export interface Operation {
  readonly name: 'upload' | 'users' | 'org'
  readonly method: HTTPMethods
  /** Below `/crm`. */
  readonly path: string
  /** What a scope has to allow; any token will do where absent. */
  readonly scope?: ScopeOperation
}

const ATTACHMENTS = '/:version/:module/:record/Attachments'

/** All that the CRM surface does; the methods that a URL does not have here are refused. */
export const operations: readonly Operation[] = [
  { name: 'upload', method: 'POST', path: ATTACHMENTS, scope: 'CREATE' },
  // Zoho's SDKs ask for these two before their first call of any other kind.
  { name: 'users', method: 'GET', path: '/:version/users' },
  { name: 'org', method: 'GET', path: '/:version/org' }
]
