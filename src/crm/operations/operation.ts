import type { FastifyReply, HTTPMethods } from 'fastify'
import type { ScopeOperation } from '../../zoho/scopes.js'
import type { Call } from '../call.js'

/** Something that the CRM does at a URL. */
export interface Operation {
  /** As seeds name it. */
  readonly name: 'upload' | 'list' | 'download' | 'delete' | 'users' | 'org'
  readonly method: HTTPMethods
  /** Below `/crm`. */
  readonly path: string
  /** What a scope has to allow, and how a sentence goes on that says so; any token will do where absent. */
  readonly scope?: { readonly allows: ScopeOperation, readonly preposition: 'to' | 'of' | 'from' }
  /** Answers a request that has passed the steps. */
  readonly answer: (call: Call) => FastifyReply | Promise<FastifyReply>
}

/** The URL of a record's attachments. */
export const ATTACHMENTS = '/:version/:module/:record/Attachments'
/** The URL of one of them. */
export const ATTACHMENT = `${ATTACHMENTS}/:attachment`
